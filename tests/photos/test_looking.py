"""Looking at a photo: who may see the details of a scan that names it may, and nobody else, by address, by the API and by SQL."""

import httpx
import pytest
from tests.custody.world import World
from tests.factories.jpegs import jpeg
from tests.photos.conftest import Pier, SignIn

from silog.custody.canonical import sha256_text
from silog.kit.scope import Scope, View
from silog.people.rules import Role

PHOTO = jpeg(640, 480)
PATH = f"/photos/{sha256_text(PHOTO)}"


@pytest.fixture
async def taken(pier: Pier) -> Pier:
    """A photo of a box of Midai is here."""
    await pier.scan(PHOTO)
    assert (await pier.hand_in(PHOTO))[0] == 201
    return pier


async def test_people_of_the_territory_see_it_and_their_browser_keeps_it(taken: Pier, sign_in: SignIn) -> None:
    for role, region in ((Role.OPERATOR, "21.03"), (Role.SUPERVISOR, "21.03.04"), (Role.KPPS, "21.03.04.1003"), (Role.AUDITOR, "21")):
        headers = await sign_in(role, region)

        seen = await taken.client.get(PATH, headers=headers)
        again = await taken.client.get(PATH, headers=headers | {"If-None-Match": seen.headers["etag"]})

        assert (seen.status_code, seen.content, seen.headers["content-type"]) == (200, PHOTO, "image/jpeg")
        assert seen.headers["etag"] == f'"{sha256_text(PHOTO)}"'
        assert seen.headers["cache-control"] == "private, max-age=86400, immutable"
        assert {"Cookie", "Authorization"} <= set(seen.headers["vary"].split(", "))
        assert (again.status_code, again.content) == (304, b"")


async def test_people_of_elsewhere_are_told_as_of_a_photo_that_is_not_there_and_the_public_nothing(taken: Pier, sign_in: SignIn) -> None:
    for role, region in ((Role.OPERATOR, "21.05"), (Role.SUPERVISOR, "21.03.05"), (Role.PPK, "21.03.05")):
        headers = await sign_in(role, region)
        absent = await taken.client.get(f"/photos/{sha256_text(b'')}", headers=headers)

        for etag in ({}, {"If-None-Match": f'"{sha256_text(PHOTO)}"'}):
            hidden = await taken.client.get(PATH, headers=headers | etag)
            _assert_refused(hidden, 404, "UNKNOWN_PHOTO")
            assert hidden.json()["message"].replace(sha256_text(PHOTO), "") == absent.json()["message"].replace(sha256_text(b""), "")
    _assert_refused(await taken.client.get(PATH), 401, "UNAUTHENTICATED")
    _assert_refused(await taken.client.get(PATH, headers={"Authorization": "Bearer x"}), 401, "UNAUTHENTICATED")
    _assert_refused(await taken.client.get("/photos/x"), 400, "BAD_INPUT")


async def test_the_database_shows_it_under_the_same_scopes_only(taken: Pier) -> None:
    election = taken.world.election.id
    seen = {
        scope: len(await _photos_under(taken.world, scope))
        for scope in (
            *(Scope(View.FULL, election, region) for region in ("", "21", "21.03", "21.03.04.1003", "21.03.05", "21.05")),
            *(Scope(View.PUBLIC, election, ""), Scope(View.FULL, election + 1, "")),
        )
    }

    assert list(seen.values()) == [1, 1, 1, 1, 0, 0, 0, 0]


async def _photos_under(world: World, scope: Scope) -> list[object]:
    photos = await world.seen_by(scope, "SELECT content FROM photos")
    named = await world.seen_by(scope, "SELECT sha256 FROM scan_photos")
    assert len(photos) == len(named)
    return list(photos)


def _assert_refused(answer: httpx.Response, status: int, code: str) -> None:
    assert (answer.status_code, answer.json()["code"], answer.headers["cache-control"]) == (status, code, "no-store")
    assert "etag" not in answer.headers
