-- The runtime role reads and writes rows inside its scope; it owns nothing and cannot bypass a policy.
GRANT USAGE ON SCHEMA public TO silog_app;
GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA public TO silog_app;
REVOKE INSERT, UPDATE ON alembic_version FROM silog_app;
GRANT DELETE ON findings, scan_details, feed TO silog_app;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO silog_app;
