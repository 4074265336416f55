"""Sailings and fleets from an operator's CSV: read as a whole or refused with row and column, loaded once, audited each time."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from click.testing import CliRunner, Result

from silog.cli import main
from silog.errors import SilogError
from silog.kit.cluster import Cluster, Endpoint
from silog.places.reading import File, Problems
from silog.planning.reading import read_voyages
from silog.planning.rules import Voyage

Silog = Callable[..., Result]
_HEAD = "voyage,conveyance,capacity_boxes,place,arrives_at,departs_at\n"
_SERASAN = (
    _HEAD
    + "BUKIT-RAYA-1117,CNV-BUKIT-RAYA,200,PORT-selat-lampa,,2024-11-17T12:00:00+07:00\n"
    + "BUKIT-RAYA-1117,CNV-BUKIT-RAYA,200,PORT-midai,2024-11-17T20:00:00+07:00,2024-11-17T22:00:00+07:00\n"
    + "BUKIT-RAYA-1117,CNV-BUKIT-RAYA,200,PORT-serasan,2024-11-18T06:00:00+07:00,\n"
)


def _read(text: str) -> list[Voyage]:
    problems = Problems("sailings.csv")
    found = read_voyages(File("sailings.csv", text.encode()), problems)
    problems.refuse()
    return found


def test_each_row_is_a_call_and_the_time_that_is_left_out_is_the_other_one() -> None:
    (voyage,) = _read(_SERASAN)

    assert (voyage.code, voyage.conveyance_code, voyage.capacity_boxes) == ("BUKIT-RAYA-1117", "CNV-BUKIT-RAYA", 200)
    assert [call.place_code for call in voyage.calls] == ["PORT-selat-lampa", "PORT-midai", "PORT-serasan"]
    assert voyage.calls[0].arrives_at == voyage.calls[0].departs_at
    assert voyage.source == "sailings.csv"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (_SERASAN.replace("17T20", "16T20"), "`calls` run back in time: call 2 at PORT-midai is reached before call 1 is left"),
        (_SERASAN.replace("200,PORT-midai", "150,PORT-midai"), "row 3, column capacity_boxes: is 150, and 200 in row 2 of the same voyage"),
        (_SERASAN.replace("06:00:00+07:00", "06:00:00"), "row 4, column arrives_at: '2024-11-18T06:00:00' is no time"),
        (_HEAD + "A1,CNV-X,10,PORT-midai,,\n", "row 2, column arrives_at: and departs_at are both empty"),
        (_HEAD + "A1,CNV-X,10,PORT-midai,,2024-11-17T12:00:00+07:00\n", "`calls` are 1: a voyage calls at 2 to 60 places"),
        (_SERASAN.replace("BUKIT-RAYA-1117", "bukit raya"), "`code` 'bukit raya' is no code"),
    ],
)
def test_what_cannot_be_sailed_is_said_by_row_and_column(text: str, said: str) -> None:
    with pytest.raises(SilogError) as refused:
        _read(text)

    assert said in refused.value.message


@pytest.fixture
def silog(cluster: Cluster, kepri: Endpoint, tmp_path: Path) -> Silog:
    """Runs a command on this test's database, as on an operator's own server."""
    name = kepri.dsn_owner.partition("@/")[2].partition("?")[0]
    environment = {"SILOG_DATABASE_URL": cluster.dsn("silog_admin", name), "SILOG_STATE": str(tmp_path)}
    return lambda *arguments: CliRunner().invoke(main, arguments, env=environment)


@pytest.fixture
def asked(kepri: Endpoint) -> Callable[[str], list[Any]]:
    """Asks the database as its owner, from a test that is no coroutine because the command runs a loop of its own."""

    async def ask(query: str) -> list[Any]:
        owner = await asyncpg.connect(kepri.dsn_owner)
        try:
            return [row[0] for row in await owner.fetch(query)]
        finally:
            await owner.close()

    return lambda query: asyncio.run(ask(query))


_FLEET = (
    "code,name,kind,region_code,home_code,capacity_boxes,speed_kn,wave_limit_m,crew_hours,cost_per_hour,from_at,until_at\n"
    "CNV-PERINTIS,Kapal perintis,FERRY,21.03,PORT-selat-lampa,400,9.5,2.5,,,,\n"
    "CNV-PAK-AMAT,Pompong Pak Amat,POMPONG,21.03,PORT-serasan,24,7,1,10,150000,2024-11-17T06:00:00+07:00,2024-11-26T18:00:00+07:00\n"
)


def test_a_fleet_loads_once_with_its_terms_and_keeps_its_class_s_distance_from_the_shore(
    silog: Silog, tmp_path: Path, asked: Callable[[str], list[Any]]
) -> None:
    path = tmp_path / "fleet.csv"
    path.write_text(_FLEET, encoding="utf-8")

    assert silog("load", "fleet", str(path)).output == "fleet.csv loaded into LATIHAN-2024: 2 new, 0 changed, 0 unchanged.\n"
    assert silog("load", "fleet", str(path)).output == "fleet.csv loaded into LATIHAN-2024: 0 new, 0 changed, 2 unchanged.\n"
    path.write_text(_FLEET.replace(",10,150000,", ",12,150000,"), encoding="utf-8")
    assert silog("load", "fleet", str(path)).output == "fleet.csv loaded into LATIHAN-2024: 0 new, 1 changed, 1 unchanged.\n"
    path.write_text(_FLEET.replace("PORT-serasan", "PORT-entah"), encoding="utf-8")
    refused = silog("load", "fleet", str(path))

    assert refused.exit_code == 2
    assert "Of the fleet these homes are not known: PORT-entah." in refused.output
    assert asked("SELECT code || ' ' || clearance_m FROM conveyances ORDER BY code") == ["CNV-PAK-AMAT 50", "CNV-PERINTIS 150"]
    assert asked("SELECT conveyance_code || ' ' || crew_hours FROM vessel_terms") == ["CNV-PAK-AMAT 12"]
    assert asked("SELECT action || ' ' || reason FROM audit") == ["election:vessel_terms:set loaded from fleet.csv"] * 2


def test_a_standby_is_told_in_the_file_of_the_fleet(silog: Silog, tmp_path: Path, asked: Callable[[str], list[Any]]) -> None:
    path = tmp_path / "fleet.csv"
    head, perintis, pompong = _FLEET.splitlines()
    standby = f"{head},standby_rank,notice_hours\n{perintis},,\n{pompong},2,1.5\n"
    path.write_text(standby, encoding="utf-8")

    assert silog("load", "fleet", str(path)).output == "fleet.csv loaded into LATIHAN-2024: 2 new, 0 changed, 0 unchanged.\n"
    assert silog("load", "fleet", str(path)).output == "fleet.csv loaded into LATIHAN-2024: 0 new, 0 changed, 2 unchanged.\n"
    assert asked("SELECT conveyance_code || ' ' || standby_rank || ' ' || notice_hours FROM vessel_terms") == ["CNV-PAK-AMAT 2 1.5"]
    path.write_text(standby.replace(",2,1.5", ",2,"), encoding="utf-8")
    assert "row 3, column notice_hours: and `standbyRank` belong together" in silog("load", "fleet", str(path)).output
    path.write_text(standby.replace(",2,1.5", ",0,1.5"), encoding="utf-8")
    assert "row 3, column standby_rank" in silog("load", "fleet", str(path)).output
    path.write_text(standby.replace(",2,1.5", ",2,300"), encoding="utf-8")
    assert (
        "row 3, column notice_hours: is 300: from the call until it is loaded it is 0 to 240 hours"
        in silog("load", "fleet", str(path)).output
    )


def test_what_is_missing_for_planning_is_said_by_row_and_column(silog: Silog, tmp_path: Path) -> None:
    path = tmp_path / "fleet.csv"
    path.write_text(_FLEET.replace(",10,150000,", ",,150000,").replace("CNV-PERINTIS", "PERINTIS"), encoding="utf-8")

    said = silog("load", "fleet", str(path)).output

    assert "row 2, column code: 'PERINTIS' does not begin with CNV-" in said
    assert "row 3, column crew_hours: is empty: to be planned with, a conveyance needs" in said


def test_sailings_load_once_change_once_and_a_ship_nobody_knows_is_refused(
    silog: Silog, tmp_path: Path, asked: Callable[[str], list[Any]]
) -> None:
    path = tmp_path / "sailings.csv"
    path.write_text(_SERASAN, encoding="utf-8")

    refused = silog("load", "voyages", str(path))
    assert refused.exit_code == 1
    assert "There is no conveyance CNV-BUKIT-RAYA in sight" in refused.output
    assert asked("SELECT count(*) FROM voyages") == [0]

    asked(
        "INSERT INTO conveyances (election_id, code, name, kind, region_code, capacity_boxes, speed_kn) "
        "SELECT id, 'CNV-BUKIT-RAYA', 'KM Bukit Raya', 'LINER', '21', 2000, 14 FROM elections RETURNING code"
    )
    assert silog("load", "voyages", str(path), "--dry-run").output == (
        "sailings.csv would load into LATIHAN-2024: 1 new, 0 changed, 0 unchanged. Nothing was changed.\n"
    )
    assert silog("load", "voyages", str(path)).output == "sailings.csv loaded into LATIHAN-2024: 1 new, 0 changed, 0 unchanged.\n"
    assert silog("load", "voyages", str(path)).output == "sailings.csv loaded into LATIHAN-2024: 0 new, 0 changed, 1 unchanged.\n"
    path.write_text(_SERASAN.replace(",200,", ",90,"), encoding="utf-8")
    assert silog("load", "voyages", str(path)).output == "sailings.csv loaded into LATIHAN-2024: 0 new, 1 changed, 0 unchanged.\n"

    assert asked("SELECT capacity_boxes || ' ' || region_code FROM voyages") == ["90 21"]
    assert asked("SELECT place_code FROM voyage_calls ORDER BY number") == ["PORT-selat-lampa", "PORT-midai", "PORT-serasan"]
    assert asked("SELECT action FROM audit") == ["election:voyage:set"] * 2
