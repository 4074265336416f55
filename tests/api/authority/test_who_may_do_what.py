"""The authorisation matrix: every mutation x every role x the own and another region.

What is refused has not happened, and what is done stands in the audit.
"""

import pytest
from graphql import build_schema
from tests.api.authority.acts import ACTS, Act
from tests.api.authority.cast import ELSEWHERE, EVERYBODY, HERE, Actor
from tests.api.authority.conftest import Stage

from silog.people.rules import RIGHTS, Right, Role
from silog.roots import schema


def test_every_mutation_of_the_schema_has_an_entry() -> None:
    built = build_schema(schema.as_str())
    assert built.mutation_type is not None
    assert set(ACTS) == set(built.mutation_type.fields)


# Ways and plans are asked for, see `questions`; labels are printed over HTTP, see tests/documents.
def test_every_right_is_tried_and_every_role_stands_in_the_table() -> None:
    assert {act.right for act in ACTS.values()} | {None, Right.ASK_ROUTES, Right.PRINT_LABELS, Right.READ_PLANS} == {*Right, None}
    assert set(RIGHTS) == set(Role)


@pytest.mark.parametrize("about", [HERE, ELSEWHERE], ids=["own", "other"])
@pytest.mark.parametrize("name", EVERYBODY)
@pytest.mark.parametrize("mutation", ACTS)
async def test_a_mutation_does_what_the_role_may_and_nothing_else(stage: Stage, mutation: str, name: str, about: str) -> None:
    act, who = ACTS[mutation], stage.actors[name, HERE]
    wanted = await act.of(stage.database, who, about)
    before = await stage.digest()

    document = f"mutation ($input: {mutation[0].upper()}{mutation[1:]}Input!) {{ {mutation}(input: $input) {{ {act.shows} }} }}"
    said = await stage.ask(who, document, input=wanted)

    payload = said["data"][mutation]
    after = await stage.digest()
    if act.is_open or (who.may(act.right) and (about == HERE or act.reaches_everywhere)):
        assert payload is not None, said
        assert act.succeeded(payload), said
        assert after != before
        assert (after["audit"] != before["audit"]) is act.is_audited
    else:
        assert after == before, [table for table in after if after[table] != before[table]]
        _assert_refused(act, who, said, payload)


def _assert_refused(act: Act, who: Actor, said: dict[str, object], payload: object) -> None:
    errors: object = said.get("errors")
    if who.is_public or (not who.may(act.right) and not act.refuses_in_payload):
        assert payload is None
        assert isinstance(errors, list)
        assert errors[0]["extensions"]["code"] == ("UNAUTHENTICATED" if who.is_public else "FORBIDDEN")
    else:
        assert not act.succeeded(payload)
