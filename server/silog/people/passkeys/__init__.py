"""Passkeys over HTTP: the door, its pages, and the one script they need."""

from silog.people.passkeys.door import passkey_routes

__all__ = ["passkey_routes"]
