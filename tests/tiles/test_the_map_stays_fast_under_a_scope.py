"""Row-level security keeps an index from serving a function that might leak; `&&` is declared leakproof, so the map's index is used."""

import asyncpg
import pytest

pytestmark = pytest.mark.usefixtures("kepri")


async def test_a_search_in_an_area_uses_the_spatial_index_under_a_scope(app: asyncpg.Connection, owner: asyncpg.Connection) -> None:
    await owner.execute("ANALYZE facilities")
    async with app.transaction():
        await app.execute("SELECT set_config('silog.scope', 'FULL|1|21', true)")
        plan = await app.fetch("EXPLAIN SELECT code FROM facilities WHERE point && ST_MakeEnvelope(108.3, 3.9, 108.4, 4.0, 4326)")

    text = "\n".join(row[0] for row in plan)
    assert "Index Cond: (point &&" in text
    assert "facilities_point" in text
