"""The cluster's configuration files: who may connect, and how the server is tuned for this machine."""

import os
from pathlib import Path

from silog.kit.cluster.account import Account, caller_name
from silog.kit.cluster.endpoint import ADMIN_ROLE, APP_ROLE, OWNER_ROLE

_MIB = 1024 * 1024


def write_configuration(data: Path, socket: Path, account: Account, *, is_durable: bool) -> None:
    """Write all three files anew, as at every start: the machine, the socket's place and the caller may have changed.

    Two fences stand around the socket. Its directory is the server account's alone (0700, root passes), and peer authentication
    asks the kernel who is calling: only that account and the account that runs the product may take a role. No password exists.
    """
    _put(data / "pg_hba.conf", "local all all peer map=silog\n", account)
    _put(data / "pg_ident.conf", _who_may_take_a_role(account), account)
    settings = _settings(socket) | ({} if is_durable else _THROWAWAY)
    _put(data / "postgresql.conf", "".join(f"{name} = '{value}'\n" for name, value in settings.items()), account)


_THROWAWAY = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "shared_buffers": "256MB",
    "max_wal_size": "1GB",
}
"""For a cluster whose loss costs nothing, as in tests."""


KEEPS_MEMORY = {"MALLOC_TRIM_THRESHOLD_": str(16 * _MIB), "MALLOC_TOP_PAD_": str(_MIB), "MALLOC_MMAP_THRESHOLD_": str(16 * _MIB)}
"""For glibc in the server's processes: an answer of 100 kB is put together in memory that is given back to the kernel after each request
and asked for again at the next one, which was a fifth of what the largest reads cost. So much of it may be kept instead."""


def _settings(socket: Path) -> dict[str, str]:
    memory_mib = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // _MIB
    return {
        "listen_addresses": "",
        "unix_socket_directories": str(socket),
        "unix_socket_permissions": "0700",
        "max_connections": "120",
        "shared_buffers": f"{_between(64, memory_mib // 8, 4096)}MB",
        "effective_cache_size": f"{_between(256, memory_mib // 2, 65536)}MB",
        "work_mem": f"{_between(4, memory_mib // 768, 64)}MB",
        "maintenance_work_mem": f"{_between(32, memory_mib // 64, 1024)}MB",
        "max_parallel_workers_per_gather": str(min(4, (os.cpu_count() or 1) // 4)),
        "random_page_cost": "1.1",
        "jit": "off",
        "fsync": "on",
        "synchronous_commit": "on",
        "full_page_writes": "on",
        "wal_compression": "lz4",  # after each checkpoint all pages go whole: pglz took PostgreSQL a fifth more for a batch of scans
        "max_wal_size": "2GB",
        "checkpoint_timeout": "15min",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "datestyle": "ISO, DMY",
        "lc_messages": "C",
        "default_text_search_config": "pg_catalog.simple",
        "logging_collector": "on",
        "log_directory": "log",
        "log_filename": "postgresql-%a.log",
        "log_truncate_on_rotation": "on",
        "log_rotation_age": "1d",
    }


def _between(least: int, value: int, most: int) -> int:
    return max(least, min(value, most))


def _who_may_take_a_role(account: Account) -> str:
    callers = sorted({account.name, caller_name()})
    roles = (ADMIN_ROLE, OWNER_ROLE, APP_ROLE)
    return "".join(f'silog "{caller}" {role}\n' for caller in callers for role in roles)


def _put(file: Path, text: str, account: Account) -> None:
    file.write_text(text)
    os.chown(file, account.uid, account.gid)
    file.chmod(0o600)
