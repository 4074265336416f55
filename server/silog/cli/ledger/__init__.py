"""The log, from outside (`silog verify`, `silog log follow`, which need no server and no database of ours) and from inside."""
