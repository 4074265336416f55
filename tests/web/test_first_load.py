"""What a phone's first look at the scan door costs on the line, by what the server sends and not by what the build weighs."""

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Response, expect
from tests.web.conftest import OpenPage
from tests.web.served import Served

ALLOWED = 60 * 1024
PACKED = {"accept-encoding": "gzip, deflate, br"}


@pytest.fixture
def visitor(open_page: OpenPage) -> BrowserContext:
    """A browser that has not seen the scan door before."""
    return open_page("/vectors", is_public=True).context


def test_a_first_load_of_the_scan_door_is_at_most_sixty_kilobytes_on_the_line(browser: Browser, served: Served) -> None:
    page = browser.new_page()
    answers: list[Response] = []

    def keep(answer: Response) -> None:
        answers.append(answer)

    page.on("response", keep)
    page.goto(f"{served.address}/scan")
    expect(page.get_by_role("heading", name="Daftarkan ponsel ini")).to_be_visible()
    page.evaluate("navigator.serviceWorker.ready.then(() => undefined)")

    bodies = {answer.url: answer.request.sizes()["responseBodySize"] for answer in answers}
    for beside in ("scan-worker.js", "scan.webmanifest"):
        answer = page.request.get(f"{served.address}/{beside}", headers=PACKED)
        bodies[answer.url] = int(answer.headers["content-length"])
    page.close()
    assert any(re.search(r"/assets/scan-.*\.js$", url) for url in bodies)
    assert 0 < sum(bodies.values()) <= ALLOWED, bodies


@pytest.mark.parametrize("path", ["scan", "scan-worker.js", "scan.webmanifest"])
def test_who_reads_no_gzip_is_given_the_same_file_as_it_is(visitor: BrowserContext, served: Served, path: str) -> None:
    plain = visitor.request.get(f"{served.address}/{path}", headers={"accept-encoding": "identity"})
    packed = visitor.request.get(f"{served.address}/{path}", headers=PACKED)

    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.body() == plain.body()
    assert packed.headers["content-type"] == plain.headers["content-type"]
    assert packed.headers["etag"] != plain.headers["etag"]
    again = visitor.request.get(f"{served.address}/{path}", headers=PACKED | {"if-none-match": packed.headers["etag"]})
    assert again.status == (304 if "." in path else 200)
