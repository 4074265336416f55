"""The quick forms of the drills of custody."""

import asyncio
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from silog.cli.proving.drill import drill
from silog.drill.custody.cloning import drill_clone
from silog.drill.custody.crashing import drill_crash
from silog.drill.custody.devices import enrol
from silog.drill.custody.folding import drill_fold
from silog.drill.custody.forging import drill_forge
from silog.drill.custody.resending import Volume, drill_resend
from silog.drill.ground import Ground, prepare, private_cluster
from silog.drill.served import served
from silog.errors import SilogError
from silog.kit.cluster.endpoint import APP_ROLE


def test_a_hundred_orders_and_splits_of_four_histories_come_to_the_same_states() -> None:
    outcome = drill_fold("quick", 100, per_history=25, length=120)

    assert (outcome.tried, outcome.histories, outcome.different) == (100, 4, 0)


def test_copies_are_found_and_voyages_are_not_taken_for_copies() -> None:
    outcome = drill_clone("quick", 10_000)

    assert outcome.is_passed, outcome
    assert outcome.pairs_found < outcome.pairs  # what clocks and positions may be off is granted, also to copies


async def test_two_thousand_forgeries_reach_no_state(ground: Ground) -> None:
    outcome = await drill_forge(ground, "quick", 2_000, lambda _: None)

    assert outcome.is_passed, outcome
    assert outcome.codes.keys() <= {"BAD_SIGNATURE", "BAD_VALUE"}


@pytest.mark.long
def test_scans_over_torn_lines_are_stored_once_and_those_acknowledged_survive_a_kill() -> None:
    with private_cluster(is_durable=True) as cluster:
        ground = asyncio.run(prepare(cluster.dsn(APP_ROLE)))
        phones = asyncio.run(enrol(ground.dsn_app, ground.election, 5, seed="quick"))
        with served(cluster.root) as (port, _):
            resent = drill_resend(ground, phones, port, Volume(300, 4), lambda _: None)
        killed = drill_crash(cluster, ground, phones, 2, lambda _: None)

    assert resent.is_passed, resent
    assert resent.torn > 0
    assert killed.is_passed, killed
    assert killed.acknowledged > 0


def test_vectors_are_tried_case_by_case_and_what_goes_otherwise_is_named(tmp_path: Path) -> None:
    key, signature = "00" * 32, "00" * 64
    for name, part, public in (
        ("ed25519_test.json", "pk", key),
        ("ecdsa_secp256r1_sha256_p1363_test.json", "uncompressed", "04" + "00" * 64),
    ):
        tests = [
            {"tcId": 1, "comment": "no key", "msg": "", "sig": signature, "result": "invalid"},
            {"tcId": 2, "comment": "a lie", "msg": "", "sig": signature, "result": "valid"},
        ]
        (tmp_path / name).write_text(json.dumps({"testGroups": [{"publicKey": {part: public}, "tests": tests}]}))
    for folder, text in (("input", '{ "b": "2", "a": "1" }'), ("output", '{"a":"1","b":"2"}')):
        (tmp_path / "jcs" / folder).mkdir(parents=True)
        (tmp_path / "jcs" / folder / "one.json").write_text(text)

    result = CliRunner().invoke(drill, ["vectors", str(tmp_path)])

    assert result.exit_code == 1
    assert result.output.count("1 right, 1 wrong") == 2
    assert "2 (a lie)" in result.output
    assert "ok  jcs: 2 right, 0 wrong" in result.output


def test_a_folder_without_vectors_is_refused_with_what_it_lacks(tmp_path: Path) -> None:
    result = CliRunner().invoke(drill, ["vectors", str(tmp_path)])

    assert isinstance(result.exception, SilogError)
    assert "does not hold ed25519_test.json" in result.exception.message


@pytest.mark.parametrize("command", ["fold", "resend", "forge", "crash", "clone", "vectors"])
def test_every_drill_says_what_it_does(command: str) -> None:
    assert CliRunner().invoke(drill, [command, "--help"]).exit_code == 0
