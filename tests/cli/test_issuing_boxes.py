"""`silog boxes`, as an operator types it."""

import asyncio
from pathlib import Path

import asyncpg
from click.testing import CliRunner, Result

from silog.cli import main
from silog.kit.cluster import Cluster, Endpoint


def _silog(cluster: Cluster, database: Endpoint, state: Path, *arguments: str) -> Result:
    name = database.dsn_owner.partition("@/")[2].partition("?")[0]
    environment = {"SILOG_DATABASE_URL": cluster.dsn("silog_admin", name), "SILOG_STATE": str(state)}
    return CliRunner().invoke(main, arguments, env=environment)


def test_boxes_are_issued_once_verified_and_a_difference_is_told(cluster: Cluster, database: Endpoint, tmp_path: Path) -> None:
    def silog(*arguments: str) -> Result:
        return _silog(cluster, database, tmp_path, *arguments)

    (tmp_path / "regions.csv").write_text("code,name\n21,Kepri\n21.03,Natuna\n21.03.04,Serasan\n21.03.04.1003,Serasan")
    (tmp_path / "tps.csv").write_text("region_code,number,registered_voters,lon,lat\n21.03.04.1003,1,412,109.03,2.51")
    assert silog("elections", "create", "PILKADA", "--name", "Pilkada", "--voting-day", "2024-11-27").exit_code == 0
    assert silog("load", "regions", str(tmp_path / "regions.csv")).exit_code == 0
    assert silog("load", "stations", str(tmp_path / "tps.csv")).exit_code == 0

    assert silog("boxes", "issue", "--election", "PILKADA", "--region", "21.03").output == "Issued 2 boxes in PILKADA.\n"
    assert silog("boxes", "issue").output == "Every station has its boxes in PILKADA.\n"
    assert silog("boxes", "verify").output == "Every box of PILKADA stands as its scans say.\n"

    asyncio.run(_tamper(database))
    told = silog("boxes", "verify")
    assert (told.exit_code, "state: stored STORED, scans say PLANNED" in told.output) == (1, True)
    assert "cell 17/105267/64604 21.03.04.1003 scans: stored 3, scans say 0" in told.output


def test_a_region_that_does_not_exist_is_wrong_input(cluster: Cluster, database: Endpoint, tmp_path: Path) -> None:
    created = _silog(cluster, database, tmp_path, "elections", "create", "PILKADA", "--name", "P", "--voting-day", "2024-11-27")
    assert created.exit_code == 0

    result = _silog(cluster, database, tmp_path, "boxes", "issue", "--region", "99.99")

    assert (result.exit_code, "There is no region 99.99." in result.output) == (2, True)


async def _tamper(database: Endpoint) -> None:
    owner = await asyncpg.connect(database.dsn_owner)
    await owner.execute("UPDATE boxes SET state = 'STORED'")
    await owner.execute("INSERT INTO scan_cells VALUES ((SELECT id FROM elections), 17, 105267, 64604, '21.03.04.1003', 3)")
    await owner.close()
