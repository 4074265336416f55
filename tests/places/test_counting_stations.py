"""How many polling stations a region has is kept as stations come, move and go."""

import asyncpg


async def _counts(owner: asyncpg.Connection) -> dict[str, int]:
    rows = await owner.fetch("SELECT region_code, stations FROM station_counts WHERE stations <> 0")
    return {row["region_code"]: row["stations"] for row in rows}


async def test_the_counts_are_those_of_kepri_on_every_level(kepri: object, owner: asyncpg.Connection) -> None:
    assert kepri is not None
    counts = await _counts(owner)
    levels = await owner.fetch("SELECT level, array_agg(code) AS codes FROM regions GROUP BY level")

    assert (counts["21"], counts["21.03"], counts["21.71"]) == (3327, 142, 1821)
    for row in levels:
        assert sum(counts.get(code, 0) for code in row["codes"]) == 3327, row["level"]


async def test_a_station_that_moves_or_goes_is_counted_where_it_is(kepri: object, owner: asyncpg.Connection) -> None:
    assert kepri is not None
    before = await _counts(owner)

    await owner.execute("UPDATE facilities SET region_code = '21.03.05' WHERE code = 'TPS-21.03.04.1003-001'")
    await owner.execute("UPDATE facilities SET name = name WHERE kind <> 'POLLING_STATION'")
    await owner.execute("DELETE FROM facilities WHERE code = 'TPS-21.03.04.1003-002'")
    after = await _counts(owner)

    moved = {code: after.get(code, 0) - stations for code, stations in before.items() if after.get(code, 0) != stations}
    assert moved == {"21": -1, "21.03": -1, "21.03.04": -2, "21.03.04.1003": -2, "21.03.05": 1, "21.03.05": 1}


async def test_the_runtime_role_cannot_write_the_counts(kepri: object, app: asyncpg.Connection) -> None:
    assert kepri is not None
    async with app.transaction():
        await app.execute("SELECT set_config('silog.scope', 'FULL|1|21', true)")
        assert await app.fetchval("SELECT stations FROM station_counts WHERE region_code = '21'") == 3327
    for statement in ("UPDATE station_counts SET stations = 0", "INSERT INTO station_counts VALUES (1, '21.99', 1)"):
        try:
            await app.execute(statement)
        except asyncpg.InsufficientPrivilegeError:
            continue
        raise AssertionError(statement)
