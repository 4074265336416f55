"""Drills of custody: histories in every order, scans over torn lines, forgeries, crashes, clones, and other people's test vectors."""
