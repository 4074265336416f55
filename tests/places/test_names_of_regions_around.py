"""A region keeps the codes and names of those around it, whoever writes regions and in whatever order they come."""

import json
from typing import Final

import asyncpg

_KEPT: Final = """
  SELECT code, parent_code, grandparent_code, great_grandparent_code, parent_name_json, grandparent_name_json, great_grandparent_name_json
  FROM regions WHERE code = '21.03.04.1003'"""


async def test_every_region_of_kepri_knows_the_names_of_those_around_it(kepri: object, owner: asyncpg.Connection) -> None:
    assert kepri is not None
    rows = await owner.fetch("SELECT * FROM regions")
    names = {row["code"]: row["name"] for row in rows}

    for row in rows:
        around = [".".join(row["code"].split(".")[:depth]) for depth in range(row["code"].count("."), 0, -1)]
        codes = [row["parent_code"], row["grandparent_code"], row["great_grandparent_code"]]
        kept = [row["parent_name_json"], row["grandparent_name_json"], row["great_grandparent_name_json"]]
        missing = [None] * (3 - len(around))
        assert codes == around + missing
        assert [name and json.loads(name) for name in kept] == [names[code] for code in around] + missing


async def test_a_village_that_came_before_its_province_learns_all_names(owner: asyncpg.Connection) -> None:
    async with owner.transaction():  # that a parent is known is checked at its end
        for code, parent, level in (
            ("21.03.04.1003", "21.03.04", "VILLAGE"),
            ("21.03", "21", "REGENCY"),
            ("21", None, "PROVINCE"),
            ("21.03.04", "21.03", "DISTRICT"),
        ):
            await owner.execute(
                "INSERT INTO regions (code, parent_code, level, name) VALUES ($1, $2, $3, $4)", code, parent, level, f'"{code}"'
            )

    row = await owner.fetchrow(_KEPT)

    assert row is not None
    assert [json.loads(name) for name in list(row.values())[4:]] == ['"21.03.04"', '"21.03"', '"21"']


async def test_a_name_that_changes_changes_in_all_that_lies_in_the_region(kepri: object, owner: asyncpg.Connection) -> None:
    assert kepri is not None
    before = await owner.fetchrow(_KEPT)

    await owner.execute("UPDATE regions SET name = 'Natuna \"Besar\"' WHERE code = '21.03'")
    after = await owner.fetchrow(_KEPT)

    assert before is not None
    assert after is not None
    assert {name for name in before.keys() if before[name] != after[name]} == {"grandparent_name_json"}  # noqa: SIM118 -- a record is no dict
    assert json.loads(after["grandparent_name_json"]) == 'Natuna "Besar"'
    assert await owner.fetchval("SELECT count(*) FROM regions WHERE parent_name_json = $1", after["grandparent_name_json"]) > 1
