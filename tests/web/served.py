"""The product on a loopback port, in a thread, so that a test can stop it and start it again under an open browser."""

import threading
import time
from pathlib import Path

import uvicorn

from silog.asgi import create_app
from silog.kit.ports import free_port
from silog.kit.tls import Leaf
from silog.settings import Settings

_STARTED_WITHIN_S = 20


class Served:
    """One address. `start` and `stop` may follow each other as often as wanted."""

    def __init__(self, dsn_app: str, state: Path, leaf: Leaf | None = None) -> None:
        """Choose a free port for `dsn_app`; what the server keeps goes into `state`. With a certificate it answers over https."""
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.state = state
        self._leaf = leaf
        self._settings = Settings(state=state, port=self.port, dsn_app=dsn_app, log_key=state / "log" / "key.pem")
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Serve, and come back when requests are answered."""
        config = uvicorn.Config(
            create_app(self._settings),
            host="127.0.0.1",
            port=self.port,
            ssl_certfile=self._leaf.cert if self._leaf else None,
            ssl_keyfile=self._leaf.key if self._leaf else None,
            log_level="warning",
            timeout_graceful_shutdown=1,
            access_log=False,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        deadline = time.monotonic() + _STARTED_WITHIN_S
        while not self._server.started:
            if not self._thread.is_alive() or time.monotonic() > deadline:
                message = f"The server did not start on {self.address}."
                raise RuntimeError(message)
            time.sleep(0.02)

    def stop(self) -> None:
        """Close every connection and wait for the end."""
        if self._server is None or self._thread is None:
            return
        self._server.should_exit = True
        self._thread.join()
        self._server = self._thread = None
