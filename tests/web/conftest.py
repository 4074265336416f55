"""A running product and a real browser. Pages are waited for by what they say, never by time."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

import asyncpg
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from tests.web.served import Served
from tests.web.world import Season, lay_out

from silog.kit.cluster import Cluster
from silog.shipped import web_folder

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-background-networking",
    "--disable-component-update",
    "--host-resolver-rules=MAP silog.test 127.0.0.1",
]
"""How Chromium draws without a graphics card, speaks to nobody by itself, and finds us under a name that is not its own host's. Only the
chart is drawn as by a card; the page around it is put together without one, which takes half the time where the card is a processor."""
DRAWN_WITHIN_MS = 180_000
SAID_WITHIN_MS = 60_000
"""A page says what a test waits for within this, on a machine that runs other tests beside it."""

AT_SEA = "#13.00/3.0000/107.0000"
"""Open water between Natuna and Anambas, with not a line in sight. Where a test looks at the chart no more than at any other part of the
page, all of Kepri would only cost: without a graphics card each of its dozen first pictures takes a third of a second."""
AT_HOME = ""
"""All of Kepri, as the console opens for people."""

AS_USUAL: dict[str, object] = {"viewport": {"width": 1440, "height": 900}, "color_scheme": "light", "reduced_motion": "reduce"}

OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def season(cluster: Cluster, kepri_template: str) -> Season:
    """The small season, in a database that all tests of the screens share; they look, and only add to it."""
    asyncio.run(_copy(cluster.dsn("silog_admin", "postgres"), kepri_template))
    return lay_out(cluster.dsn("silog_app", "screens"))


@pytest.fixture(scope="session")
def served(season: Season, sight_lines: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The product with its built screens."""
    assert web_folder() is not None, "The screens are not built: run make web."
    state = tmp_path_factory.mktemp("served")
    (state / "sight-lines").symlink_to(sight_lines)
    served = Served(season.dsn_app, state)
    served.start()
    yield served
    served.stop()


@pytest.fixture(scope="module")
def browser(served: Served) -> Iterator[Browser]:
    """One Chromium that draws without a graphics card and speaks to nobody by itself.

    Playwright keeps an event loop running in this thread, so the databases stand before it opens, and it closes with its module.
    """
    assert served.port
    expect.set_options(timeout=SAID_WITHIN_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def session_state(browser: Browser, served: Served, season: Season) -> object:
    """The coordinator's cookie, from a one-time link."""
    context = browser.new_context()
    context.request.get(served.address + season.sign_in_path())
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def open_page(browser: Browser, served: Served, session_state: object, request: pytest.FixtureRequest) -> Iterator[OpenPage]:
    """Opens a path as the coordinator (or as the public) (waiting for the chart where asked); a page that threw fails the test.

    The console opens at sea where neither its path nor `at` says otherwise, and for somebody who asked for less motion: the chart goes
    to a place in one step and not in a flight of many pictures.
    """
    contexts: list[BrowserContext] = []
    thrown: list[str] = []

    def open_page(path: str = "/", *, at: str = AT_SEA, is_public: bool = False, waits_for_chart: bool = False, **options: object) -> Page:
        state = {} if is_public else {"storage_state": session_state}
        context = browser.new_context(**(AS_USUAL | state | options))  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: thrown.append(str(error)))
        is_console = path.startswith(("/?", "/#")) or path == "/"
        page.goto(served.address + path + (at if is_console and "#" not in path else ""))
        if waits_for_chart:
            wait_for_chart(page)
        return page

    yield open_page
    for context in contexts:
        context.close()
    if not request.node.stash.get("may_throw", False):
        assert thrown == []


def wait_for_chart(page: Page) -> None:
    """Come back when every tile in sight is drawn."""
    page.locator("html[data-map=idle]").wait_for(state="attached", timeout=DRAWN_WITHIN_MS)


async def _copy(dsn_admin: str, template: str) -> None:
    connection = await asyncpg.connect(dsn_admin)
    await connection.execute(f"CREATE DATABASE screens TEMPLATE {template} OWNER silog_owner STRATEGY FILE_COPY")
    await connection.close()
