"""The two addresses of a database: one for its owner, one for the running product."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from silog.errors import WRONG_INPUT, SilogError

ADMIN_ROLE = "silog_admin"
OWNER_ROLE = "silog_owner"
APP_ROLE = "silog_app"
DATABASE = "silog"


@dataclass(frozen=True)
class Endpoint:
    """libpq addresses (`postgresql://...`) that asyncpg, psql and pg_dump all take.

    `dsn_owner` owns the schema and is for migrations only. `dsn_app` runs the product: row-level security binds it, because its
    role is neither owner nor BYPASSRLS.
    """

    dsn_owner: str
    dsn_app: str


def socket_dsn(socket: Path, role: str, database: str = DATABASE) -> str:
    """Address of a role on a cluster that listens on a unix socket in `socket`."""
    return f"postgresql://{role}@/{quote(database)}?host={quote(str(socket), safe='')}"


def external_endpoint(url: str) -> Endpoint:
    """Use an operator's server: migrations as the given login, the product as `silog_app` on that same login.

    The role is a start-up option of each connection, so RESET ALL and RESET ROLE come back to `silog_app`, never to the owner.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"}:
        message = f"SILOG_DATABASE_URL begins with {parts.scheme or 'no scheme'}:, and must begin with postgresql:"
        raise SilogError(WRONG_INPUT, message, "Example: postgresql://user:secret@db.example/silog")
    query = [*parse_qsl(parts.query), ("options", f"-c role={APP_ROLE}")]
    return Endpoint(url, urlunsplit(parts._replace(query=urlencode(query, quote_via=quote))))
