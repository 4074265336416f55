"""Looking at a log from another machine, as everybody may: nothing here reads our database, and nothing is believed that is not checked."""

from silog.ledger.outside.following import Following, Seen
from silog.ledger.outside.memory import Memory
from silog.ledger.outside.remote import NOT_TAKEN, RemoteLog

__all__ = ["NOT_TAKEN", "Following", "Memory", "RemoteLog", "Seen"]
