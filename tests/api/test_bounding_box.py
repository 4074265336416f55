"""The map's question keeps its index: row-level security must not switch it off."""

from collections.abc import AsyncIterator
from typing import Final

import asyncpg
import pytest
from graphql.execution.values import get_variable_values
from tests.factories.databases import as_admin

from silog.kit.cluster import Cluster
from silog.kit.graphql.documents.plans import Documents
from silog.kit.scope import Scope, View
from silog.roots import schema

_RANAI: Final = "within: {bbox: {west: 108.36, south: 3.92, east: 108.42, north: 3.96}}"
_ASK: Final = {
    "pollingStations": f"{{ pollingStations({_RANAI}, first: 1000) {{ nodes {{ code position {{ lon lat }} }} }} }}",
    "facilities": f"{{ facilities({_RANAI}) {{ nodes {{ code }} }} }}",
    "nearby": "{ nearby(point: {lon: 108.39, lat: 3.94}, radiusM: 2000) { code } }",
    "boxes": f"{{ boxes(filter: {{{_RANAI}}}, first: 1000) {{ nodes {{ code }} }} }}",
}
_INDEX: Final = {"boxes": "boxes_place_point"}
_BOXES: Final = """
INSERT INTO boxes (election_id, code, station_code, region_code, contest, issued_at, place_code, place_point)
SELECT election_id, upper(left(md5(code), 11)), code, region_code, 'GOVERNOR', '2024-11-01T00:00:00Z', code, point
FROM facilities WHERE kind = 'POLLING_STATION'"""


@pytest.fixture
async def runtime(cluster: Cluster, kepri_template: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection of the runtime role, with no scope set, to Kepri's reference data in a database of its own."""
    await as_admin(cluster, f"CREATE DATABASE bounding_box TEMPLATE {kepri_template} OWNER silog_owner STRATEGY FILE_COPY")
    owner = await asyncpg.connect(cluster.dsn("silog_owner", "bounding_box"))
    await owner.execute(_BOXES)
    await owner.execute("ANALYZE")
    await owner.close()
    connection = await asyncpg.connect(cluster.dsn("silog_app", "bounding_box"))
    yield connection
    await connection.close()
    await as_admin(cluster, "DROP DATABASE bounding_box WITH (FORCE)")


@pytest.mark.parametrize("field", _ASK)
async def test_an_area_is_read_through_the_spatial_index_by_the_runtime_role(runtime: asyncpg.Connection, field: str) -> None:
    documents = Documents(schema._schema)
    document = documents.read(_ASK[field])
    operation = document.operation(None)
    variables = get_variable_values(schema._schema, (), {})
    assert not isinstance(variables, list)
    scope = Scope(View.FULL, 1, "21")
    (root,) = documents.plan(document, operation, variables, scope).fields
    assert root.statement is not None

    plan = await runtime.fetch(f"EXPLAIN (ANALYZE, COSTS OFF) {root.statement.sql}", *root.statement.parameters(variables, scope, {}))

    text = "\n".join(line[0] for line in plan)
    assert _INDEX.get(field, "facilities_point") in text, text
