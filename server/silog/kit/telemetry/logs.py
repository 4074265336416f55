"""Log lines: JSON for programs, coloured text where a person looks at a terminal. Every library's lines pass through here.

A line says what happened to which request, and never who asked or with which values: an error of the database is told without its
DETAIL, which quotes the row.
"""

import logging
import sys
import traceback
from collections.abc import Sequence
from typing import Final, TextIO

import structlog
from structlog.types import EventDict, ExcInfo, Processor

from silog.kit.telemetry.record import CURRENT

_LEAST: Final = {
    "uvicorn.error": logging.WARNING,  # at INFO it names the address of whoever opens a WebSocket
    "asyncio": logging.INFO,
    "urllib3": logging.INFO,
    "websockets": logging.WARNING,
}
"""Below this, libraries say nothing, however much is asked of us."""


def configure_logs(level: str, stream: TextIO = sys.stderr) -> None:
    """Send every line of `level` and above to `stream`; the levels are those of Python's logging, in any case."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=_GATHERED, processors=_written(is_terminal=stream.isatty())))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name, least in _LEAST.items():
        logging.getLogger(name).setLevel(max(least, root.level))


def _with_request(_logger: object, _method: str, event: EventDict) -> EventDict:
    """Name the request in which a line was written."""
    record = CURRENT.get()
    if record is not None:
        event.setdefault("request_id", record.id)
    return event


def _told(exc_info: ExcInfo) -> str:
    """Give the traceback, without the lines in which PostgreSQL quotes values."""
    lines = "".join(traceback.format_exception(*exc_info)).splitlines()
    return "\n".join(line for line in lines if not line.lstrip(" |+").startswith(("DETAIL:", "CONTEXT:")))


_GATHERED: Final[Sequence[Processor]] = (
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.ExtraAdder(),
    _with_request,
)


def _written(*, is_terminal: bool) -> Sequence[Processor]:
    without_meta = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    told = structlog.processors.ExceptionRenderer(_told)
    if is_terminal:
        return without_meta, told, structlog.dev.ConsoleRenderer()
    return without_meta, told, structlog.processors.JSONRenderer(ensure_ascii=False)
