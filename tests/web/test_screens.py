"""How the screens look and fit: on a phone, by night, in both languages, and to eyes that need contrast."""

import itertools
import math
import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import FloatRect, Page, expect
from tests.web.conftest import AT_HOME, SAID_WITHIN_MS, OpenPage, wait_for_chart

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "device_scale_factor": 2}
TOKENS = Path(__file__).parents[2] / "web" / "src" / "design" / "tokens.css"
READ_ON = list(itertools.product(("ink", "ink-soft", "action", "alert", "good", "route"), ("paper", "paper-raised", "paper-sunken")))
AA_TEXT = 4.5
MOST_OF_IT = 0.75
"""Of the height that is free; the rest is margin, and what the chart's breadth leaves."""


def test_a_phone_shows_chart_sentence_and_list_with_nothing_cut_off(open_page: OpenPage) -> None:
    page = open_page(at=AT_HOME, waits_for_chart=True, **PHONE)

    assert page.evaluate("document.documentElement.scrollWidth") == 390
    expect(page.get_by_role("heading", level=1)).to_be_in_viewport()
    expect(page.locator("[data-row]").first).to_be_in_viewport()
    page.get_by_role("button", name="Perbesar daftar").click()
    expect(page.get_by_text("Saringan", exact=True)).to_be_in_viewport()


@pytest.mark.long
def test_on_a_phone_all_of_kepri_fills_what_is_free_between_the_sentence_and_the_sheet(open_page: OpenPage) -> None:
    page = open_page(at=AT_HOME, waits_for_chart=True, **PHONE)
    expect(page.locator("[data-row]").first).to_be_visible()

    for height in (740, 844):  # the address holds the camera once it has moved, and that may be in steps
        page.set_viewport_size({"width": 390, "height": height})
        until = time.monotonic() + SAID_WITHIN_MS / 1000
        while not _sees_all_of_kepri(page):
            assert time.monotonic() < until, page.url
            page.wait_for_timeout(50)


def _sees_all_of_kepri(page: Page) -> bool:
    wait_for_chart(page)
    chart, sheet = (page.locator(part).bounding_box() for part in (".chart", ".side"))
    if chart is None or sheet is None or "#" not in page.url:
        return False
    north, south = (_down(page.url, chart, latitude) for latitude in (4.9, -1.0))
    is_whole = chart["y"] < north < south < sheet["y"]
    return is_whole and (south - north) / (sheet["y"] - chart["y"]) > MOST_OF_IT


def _down(url: str, chart: FloatRect, latitude: float) -> float:
    """Give how far down on the screen (px) a latitude lies on a chart whose camera the address holds."""
    zoom, middle, _ = map(float, url.partition("#")[2].split("/"))
    north, centre = (math.asinh(math.tan(math.radians(each))) for each in (latitude, middle))
    return chart["y"] + chart["height"] / 2 - (north - centre) * 512 * 2**zoom / (2 * math.pi)


def test_what_a_finger_must_hit_is_large_enough(open_page: OpenPage) -> None:
    page = open_page(**PHONE)
    page.get_by_role("button", name="Perbesar daftar").click()
    expect(page.locator("[data-row]").first).to_be_visible()

    small = page.locator("button:visible, select:visible, input:visible, summary:visible").evaluate_all(
        """(all) => all.map((one) => [one.textContent.trim().slice(0, 30), one.getBoundingClientRect()])
          .filter(([, box]) => box.height < 43.5 || box.width < 43.5).map(([text, box]) => `${text} ${box.width}x${box.height}`)"""
    )
    assert small == []


@pytest.mark.parametrize("theme", ["day", "night"])
def test_the_chart_is_drawn_in_the_colours_of_its_theme(open_page: OpenPage, theme: str) -> None:
    page = open_page(f"/?theme={theme}#6.00/3.0000/106.9000")

    shade: int = page.evaluate("new Option().style && parseInt(getComputedStyle(document.body).backgroundColor.match(/\\d+/)[0])")

    assert (shade > 128) == (theme == "day")


@pytest.mark.parametrize("index", [0, 1], ids=["day", "night"])
@pytest.mark.parametrize(("ink", "paper"), READ_ON)
def test_every_text_colour_can_be_read_on_every_ground(ink: str, paper: str, index: int) -> None:
    colours = {name: (day, night) for name, day, night in re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", TOKENS.read_text())}

    assert _contrast(colours[ink][index], colours[paper][index]) >= AA_TEXT


@pytest.mark.long
def test_both_languages_say_everything(open_page: OpenPage) -> None:
    page = open_page("/?lang=id", at=AT_HOME)
    expect(page.get_by_role("tab", name="Kotak")).to_be_visible()

    page.get_by_role("button", name="Ganti bahasa ke Inggris").click()

    expect(page.get_by_role("tab", name="Boxes")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_contain_text("boxes are where they should be")
    wait_for_chart(page)


@pytest.mark.long
def test_a_phone_reaches_all_that_the_bar_of_a_wide_screen_holds(open_page: OpenPage) -> None:
    page = open_page("/?lang=id", **PHONE)
    more = page.get_by_role("button", name="Lainnya")
    sign_out = page.get_by_role("button", name="Keluar")
    expect(more).to_be_visible()
    expect(sign_out).to_be_hidden()

    more.click()

    for name in ("Ponsel", "Rencana", "Pengawasan", "Kunci sandi", "GraphiQL"):
        expect(page.get_by_role("link", name=name)).to_be_in_viewport()
    expect(page.get_by_role("button", name="Bantuan papan ketik")).to_be_in_viewport()
    expect(sign_out).to_be_in_viewport()
    page.get_by_role("button", name="Ganti bahasa ke Inggris").click()
    expect(sign_out).to_have_count(0)
    expect(page.get_by_role("button", name="Sign out")).to_be_in_viewport()


@pytest.mark.long
def test_graphiql_is_ours_and_answers(open_page: OpenPage) -> None:
    page = open_page("/graphql")

    page.get_by_role("button", name=re.compile("Execute query")).click()

    expect(page.locator(".result-window")).to_contain_text("boxesOnTrack")


@pytest.mark.long
def test_graphiql_in_the_hand_shows_the_answer_below_the_question(open_page: OpenPage) -> None:
    page = open_page("/graphql", **PHONE)

    page.get_by_role("button", name=re.compile("Execute query")).tap()
    answer = page.locator(".result-window")
    expect(answer).to_contain_text("viewer")  # of a long answer only what is in sight is in the page
    asked, answered = page.locator(".graphiql-query-editor").bounding_box(), answer.bounding_box()
    assert asked is not None
    assert answered is not None
    assert min(asked["width"], answered["width"]) > 300
    assert asked["y"] + asked["height"] <= answered["y"]

    page.get_by_role("button", name="Show Documentation Explorer").tap()
    expect(page.get_by_text("Docs", exact=True)).to_be_in_viewport()


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
