"""What training devices sign counts in their own election and in no other."""

from datetime import date

import asyncpg
import pytest
from tests.training.conftest import SEED

from silog.custody.actions import record_scans
from silog.errors import SilogError
from silog.kit.database import Database
from silog.kit.scope import Scope
from silog.movement.actions import report_positions
from silog.movement.rules import PositionReport
from silog.people.actions import enrol_devices
from silog.places.actions import NewElection, create_election
from silog.places.queries import Election
from silog.places.rules import ElectionKind
from silog.training.devices import Post, enrolments
from silog.training.facts import Scenario
from silog.training.player import Player
from silog.training.queries import stored_season


@pytest.fixture
async def real(product: Database) -> Election:
    return await create_election(product, NewElection("PILKADA-2029", "Pilkada 2029", ElectionKind.REAL, date(2029, 11, 27)))


async def test_a_scan_signed_in_training_is_no_scan_of_a_real_election(
    product: Database, election: Election, real: Election, owner: asyncpg.Connection, scenario: Scenario
) -> None:
    player = await Player.load(product, election, SEED)
    signed = [player.signers.sign(act) for act in player.acts[:3]]

    answers = await record_scans(product, real, signed, scenario.season.voting.opens)

    assert {answer.status for answer in answers} == {"QUARANTINED"}
    assert await owner.fetchval("SELECT count(*) FROM scans") == 0


async def test_a_training_device_cannot_be_enrolled_in_a_real_election(
    product: Database, election: Election, real: Election, owner: asyncpg.Connection
) -> None:
    async with product.unit_of_work(Scope.whole_election(election.id)) as work:
        posts = (await stored_season(work)).posts[:1]

    with pytest.raises(SilogError, match="serves in another election"):
        await enrol_devices(product, real.id, enrolments(election.code, SEED, posts))

    assert await owner.fetchval("SELECT count(*) FROM devices WHERE election_id = $1", real.id) == 0


async def test_a_training_conveyance_reports_to_no_other_election(product: Database, real: Election, scenario: Scenario) -> None:
    report = PositionReport("CNV-ANAMBAS-JEMAJA", scenario.season.clock_starts, 106.2, 3.2)

    outcome = await report_positions(product, Scope.whole_election(real.id), [report], scenario.season.voting.opens)

    assert [error.code for error in outcome.errors] == ["UNKNOWN_CONVEYANCE"]


def test_two_elections_of_one_seed_have_different_keys() -> None:
    post = Post("WH-21.05", "Gudang", "21.05", None)

    keys = {enrolments(code, SEED, [post])[0].public_key for code in ("LATIHAN-SATU", "LATIHAN-DUA")}

    assert len(keys) == 2
