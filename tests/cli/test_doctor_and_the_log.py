"""`silog doctor` says whether the logs can be signed with the key that is here."""

import asyncio

from tests.cli.test_printing_labels import Silog, silog

from silog.kit.cluster import Endpoint
from silog.kit.database import Database
from silog.ledger.sequencing import Sequencer

__all__ = ["silog"]


async def _begin(dsn_app: str, silog: Silog) -> None:
    database = await Database.connect(dsn_app)
    await Sequencer(database, silog.folder / "log" / "key.pem", "silog.example").give_all_places()
    await database.close()


def test_a_log_that_another_key_signed_is_named_with_what_to_do(silog: Silog, database: Endpoint) -> None:
    asyncio.run(_begin(database.dsn_app, silog))
    well = silog("doctor")
    kept, other = silog.folder / "log", silog.folder / "elsewhere"
    kept.rename(other)
    unkeyed = silog("doctor")
    asyncio.run(_begin(database.dsn_app, silog))  # makes a key of its own

    ill = silog("doctor")

    assert "ok  Log of PILKADA: 0 entries, silog.example/PILKADA/" in well.output
    assert "Log of PILKADA" not in unkeyed.output
    assert "!!  Log of PILKADA: 0 entries" in ill.output
    assert "Put back the key that signed it (SILOG_LOG_KEY)" in ill.output
    assert ill.exit_code == 1
