-- What must stand in a database before its first migration: PostGIS, and the role that the product runs as.
-- Run by a superuser on the private cluster, by the operator's login elsewhere; running it again changes nothing.

CREATE EXTENSION IF NOT EXISTS postgis;

-- Ways over roads are walked by pgRouting. Without it everything else works, and a way over land stays an estimate.
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_available_extensions WHERE name = 'pgrouting') THEN
        CREATE EXTENSION IF NOT EXISTS pgrouting;
    END IF;
EXCEPTION WHEN insufficient_privilege THEN
    NULL;
END
$$;

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'silog_app') THEN
        CREATE ROLE silog_app NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;
    END IF;
    -- The product takes this role on the operator's login, which must therefore be a member. Where it may not grant that itself,
    -- the operator has done so already.
    IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AND current_user <> 'silog_app' THEN
        BEGIN
            EXECUTE format('GRANT silog_app TO %I', current_user);
        EXCEPTION WHEN insufficient_privilege THEN
            NULL;
        END;
    END IF;
END
$$;

-- Row-level security keeps an index from serving a condition whose function might leak a hidden row's value. `&&` compares two
-- bounding boxes and answers true or false, without messages; declared leakproof, it may use the GiST index again.
-- Only a superuser may declare it. Elsewhere the product works, slower, and `silog doctor` says so.
DO $$
BEGIN
    IF NOT (SELECT proleakproof FROM pg_proc WHERE oid = 'geometry_overlaps(geometry, geometry)'::regprocedure) THEN
        ALTER FUNCTION geometry_overlaps(geometry, geometry) LEAKPROOF;
    END IF;
EXCEPTION WHEN insufficient_privilege THEN
    NULL;
END
$$;
