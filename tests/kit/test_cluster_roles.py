"""Who the product is inside its database."""

import asyncpg


async def test_the_product_runs_as_a_role_that_row_level_security_binds(app: asyncpg.Connection) -> None:
    role = await app.fetchrow("SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")

    assert role is not None
    assert tuple(role) == ("silog_app", False, False)


async def test_the_product_cannot_create_anything_in_the_schema(app: asyncpg.Connection) -> None:
    assert not await app.fetchval("SELECT has_schema_privilege('public', 'CREATE')")


async def test_the_schema_belongs_to_the_owner(owner: asyncpg.Connection) -> None:
    assert await owner.fetchval("SELECT current_user") == "silog_owner"
    assert await owner.fetchval("SELECT has_schema_privilege('public', 'CREATE')")


async def test_the_bounding_box_test_is_leakproof_so_that_row_level_security_keeps_the_index(app: asyncpg.Connection) -> None:
    assert await app.fetchval("SELECT proleakproof FROM pg_proc WHERE oid = 'geometry_overlaps(geometry, geometry)'::regprocedure")
