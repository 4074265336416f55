"""A page of another site in a real browser: it reads the public view like anybody, and nothing with the visitor's session."""

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Page
from tests.web.conftest import OpenPage
from tests.web.served import Served

_ASK: Final = """async ([address, options]) => {
  const asked = { method: 'POST', body: JSON.stringify({ query: '{ viewer { name role } summary { boxes } }' }), ...options }
  asked.headers = { 'content-type': 'application/json', ...options.headers }
  try {
    const answer = await fetch(address + '/graphql', asked)
    return { status: answer.status, ...await answer.json() }
  } catch (error) {
    return { thrown: error.name }
  }
}"""
_LISTEN: Final = """(address) => new Promise((resolve) => {
  const socket = new WebSocket(address.replace('http', 'ws') + '/graphql', 'graphql-transport-ws')
  socket.onopen = () => resolve('open')
  socket.onclose = () => resolve('refused')
})"""

_SUBMIT: Final = """(address) => {
  const form = document.body.appendChild(document.createElement('form'))
  Object.assign(form, { method: 'POST', action: address + '/graphql', enctype: 'text/plain' })
  const field = form.appendChild(document.createElement('input'))
  const mutation = 'mutation { setTrainingClock(input: {isPaused: false}) { now } }'
  Object.assign(field, { name: `{"query": "${mutation}", "extensions": {"`, value: '": 1}}' })  // with the equals sign between, it is JSON
  form.submit()
}"""


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing: the tests' output is not this page's log."""


@pytest.fixture
def newspaper(tmp_path: Path) -> Iterator[str]:
    """The address of another site. It is another port of the same host, so the browser sends our cookie to us from there."""
    (tmp_path / "index.html").write_text("<!doctype html><title>Koran</title>")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(tmp_path))) as server:
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/index.html"
        server.shutdown()
        serving.join()


def _ask(page: Page, served: Served, **options: Any) -> dict[str, Any]:  # noqa: ANN401 -- as wide as the browser's fetch
    found: dict[str, Any] = page.evaluate(_ASK, [served.address, options])
    return found


def test_a_newspapers_page_reads_the_public_view(open_page: OpenPage, served: Served, newspaper: str) -> None:
    page = open_page(is_public=True)
    page.goto(newspaper)

    answer = _ask(page, served, headers={"silog-election": "LATIHAN-2024", "x-request-id": "koran-1"})

    assert (answer["status"], answer["data"]["viewer"]) == (200, {"name": None, "role": "PUBLIC"})
    assert answer["data"]["summary"]["boxes"] > 0


@pytest.mark.long
def test_it_reads_the_same_where_the_visitor_is_signed_in(open_page: OpenPage, served: Served, newspaper: str) -> None:
    page = open_page()
    page.goto(newspaper)

    assert _ask(page, served)["data"]["viewer"] == {"name": None, "role": "PUBLIC"}  # by itself the browser sends no cookie there


def test_with_the_visitors_cookie_it_reads_nothing(open_page: OpenPage, served: Served, newspaper: str) -> None:
    page = open_page()
    own = _ask(page, served)
    page.goto(newspaper)

    assert own["data"]["viewer"]["role"] == "COORDINATOR"  # so the cookie is good, and is sent along below
    assert _ask(page, served, credentials="include") == {"thrown": "TypeError"}
    assert page.evaluate(_LISTEN, served.address) == "refused"


@pytest.mark.long
def test_a_form_that_it_sends_along_with_the_cookie_is_refused(open_page: OpenPage, served: Served, newspaper: str) -> None:
    page = open_page()
    page.goto(newspaper)
    with page.expect_navigation() as sent:
        page.evaluate(_SUBMIT, served.address)

    assert sent.value.request.all_headers()["cookie"].startswith("silog_session=")
    assert sent.value.status == 403
    assert "FORBIDDEN" in page.content()
