REVOKE DELETE ON trip_tracks FROM silog_app;
