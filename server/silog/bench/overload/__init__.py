"""Asking for more than the server can answer while scans come in: who is served first, and what the others are told."""
