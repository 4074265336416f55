-- The roles of a private cluster. silog_admin (made by initdb) is used for this and for prepare.sql only.
-- silog_owner owns the database and the schema; silog_app runs the product and is bound by row-level security.

SELECT format('CREATE ROLE %I LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE', name)
FROM unnest(ARRAY['silog_owner', 'silog_app']) AS name
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name)
\gexec

SELECT 'CREATE DATABASE silog OWNER silog_owner'
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'silog')
\gexec
