"""An officer's phone: a Chromium with a profile that outlives it, a camera that sees what it is given, and an end like a flat battery's."""

import os
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import segno
from playwright.sync_api import Browser, Page, Playwright

CHROMIUM = "/usr/bin/chromium"
_FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--no-first-run",
    "--disable-gpu",
    "--hide-scrollbars",
    "--disable-background-networking",
    "--disable-component-update",
    "--remote-debugging-port=0",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    "--host-resolver-rules=MAP silog.test 127.0.0.1",
]
_STARTED_WITHIN_S = 30
_WIDTH, _HEIGHT = 640, 480
_FRAMES_EACH = 20
CODE_ON_SCREEN = """(canvas) => {
  const { width, height } = canvas, data = canvas.getContext('2d').getImageData(0, 0, width, height).data;
  return Array.from({ length: height }, (_, y) => Array.from({ length: width }, (_, x) => (data[(y * width + x) * 4] < 128 ? 1 : 0)));
}"""
"""In a page: the code that its screen shows, a point for each of the canvas; dark is 1."""
Matrix = Sequence[Sequence[int]]


class Phone:
    """One phone. `start` after `kill` is the same phone, switched on again."""

    def __init__(self, playwright: Playwright, profile: Path, film: Path | None = None) -> None:
        """Keep what the phone stores in `profile`; its camera sees `film`."""
        self._playwright = playwright
        self._profile = profile
        self._film = film
        self._process: subprocess.Popen[bytes] | None = None
        self._browser: Browser | None = None

    def start(self, width: int = 390, height: int = 844, *, flags: Sequence[str] = ()) -> Page:
        """Switch it on, its browser with more `flags` where wanted, and give its page."""
        port_file = self._profile / "DevToolsActivePort"
        port_file.unlink(missing_ok=True)
        film = [f"--use-file-for-fake-video-capture={self._film}"] if self._film else []
        command = [CHROMIUM, *_FLAGS, *flags, *film, f"--user-data-dir={self._profile}", "about:blank"]
        self._process = subprocess.Popen(  # noqa: S603 -- a constant command
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        self._browser = self._playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{self._port(port_file)}")
        page = self._browser.contexts[0].pages[0]
        page.set_viewport_size({"width": width, "height": height})
        return page

    def kill(self) -> None:
        """End it at once, with no chance to put anything in order."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def _port(self, file: Path) -> str:
        deadline = time.monotonic() + _STARTED_WITHIN_S
        while not file.exists() or not file.read_text().strip():
            assert time.monotonic() < deadline, "Chromium did not start."
            time.sleep(0.05)
        return file.read_text().split()[0]


def label(code: str) -> Matrix:
    """Give the QR of a box's label, as it is printed: dark modules are 1."""
    return [list(row) for row in segno.make(code, error="h", micro=False).matrix]


def film(path: Path, pictures: Sequence[Matrix]) -> Path:
    """Write what a camera sees: one picture after the other, again and again, as an uncompressed film (YUV4MPEG2)."""
    with path.open("wb") as written:
        written.write(f"YUV4MPEG2 W{_WIDTH} H{_HEIGHT} F10:1 Ip A1:1 C420jpeg\n".encode())
        for picture in pictures:
            written.write((b"FRAME\n" + _luma(picture) + b"\x80" * (_WIDTH * _HEIGHT // 2)) * _FRAMES_EACH)
    return path


def _luma(picture: Matrix) -> bytes:
    modules = np.where(np.array(picture) > 0, 20, 235).astype(np.uint8)
    scale = (_HEIGHT - 60) // modules.shape[0]
    code = np.kron(modules, np.ones((scale, scale), np.uint8))
    frame = np.full((_HEIGHT, _WIDTH), 235, np.uint8)
    top, left = (_HEIGHT - code.shape[0]) // 2, (_WIDTH - code.shape[1]) // 2
    frame[top : top + code.shape[0], left : left + code.shape[1]] = code
    return frame.tobytes()
