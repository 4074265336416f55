"""The quick form of `silog drill bodies`: 10,000 of the million."""

import json
from pathlib import Path

from starlette.applications import Starlette

from silog.asgi import create_app
from silog.drill.asking import Heard, ask_again
from silog.drill.bodies import drill_bodies, replay
from silog.drill.cases import Case, valid_cases
from silog.drill.ground import Ground
from silog.drill.judging import fault_of
from silog.drill.mutation import mutated
from silog.settings import Settings


async def test_ten_thousand_mutated_bodies_bring_no_5xx_no_wrong_answer_and_no_growth(ground: Ground) -> None:
    outcome = await drill_bodies(ground, "quick", 10_000, lambda _: None)

    assert [(fault.number, fault.what) for fault in outcome.faults] == []
    assert outcome.is_passed
    assert outcome.statuses.keys() <= {200, 204, 400, 401, 403, 404, 405, 406, 413, 415}
    assert min(outcome.statuses[200], outcome.statuses[400]) > 1_000  # mutants that all die alike would prove little


async def test_every_body_that_mutations_start_from_is_right(ground: Ground) -> None:
    app: Starlette = create_app(Settings(state=Path("unused")).with_database(ground.dsn_app))
    async with app.router.lifespan_context(app):
        heard = [await ask_again(app, case) for case in valid_cases(ground)]

    assert [fault_of(one) for one in heard] == [None] * len(heard)
    answers = [json.loads(one.body) for one in heard]
    assert sum("errors" not in answer for answer in answers) == len(heard) - 6  # the public's mutations, two streams, two unknown ids


async def test_a_body_from_a_file_is_sent_again_as_it_was(ground: Ground) -> None:
    case = mutated("quick", 17, valid_cases(ground))

    again = Case.read(case.written())
    heard, wrong = await replay(ground, again)

    assert again == case == mutated("quick", 17, valid_cases(ground))
    assert (wrong, heard.status < 500) == (None, True)


def test_an_answer_that_is_our_fault_or_no_answer_is_told_from_a_refusal() -> None:
    def judged(status: int, content: object, took_s: float = 0.0) -> str | None:
        return fault_of(Heard(status, "application/json", json.dumps(content).encode(), took_s))

    refused = {"errors": [{"message": "no", "locations": [{"line": 1, "column": 2}], "extensions": {"code": "TOO_LARGE"}}]}
    assert judged(400, refused) is None
    assert judged(200, {"data": {"a": None}}) is None
    for wrong in (
        judged(500, refused),
        judged(200, refused, took_s=1.5),
        judged(200, {"data": None, "errors": [{"message": "x", "extensions": {"code": "INTERNAL"}}]}),
        judged(200, {}),
        judged(200, {"errors": []}),
        judged(200, {"errors": [{"message": ""}]}),
        judged(200, []),
        judged(302, refused),
        fault_of(Heard(200, "application/json", b"{", 0.0)),
        fault_of(Heard(200, "text/plain", b"ok", 0.0)),
    ):
        assert wrong is not None
