"""What the scan door asks of the phone itself: its light, its own decoder, its shaking and its sound.

A Chromium without a phone around it lacks these. Where it does, a script that runs before the page puts them where the platform has them,
as the platform has them; the camera's picture, the page, its decoder and its sound are real.
"""

import json
import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import BrowserContext, Page, expect, sync_playwright
from tests.web.conftest import SAID_WITHIN_MS
from tests.web.officer import enrol, go_to, stand_at, type_code
from tests.web.phone import Phone, film, label
from tests.web.served import Served
from tests.web.world import LINER, Season

TORCH = """{
  let isOn = false
  const { applyConstraints, getSettings } = MediaStreamTrack.prototype
  window.asked = []
  MediaStreamTrack.prototype.getCapabilities = () => (window.isReady ? { torch: true } : {})
  MediaStreamTrack.prototype.getSettings = function () { return { ...getSettings.call(this), torch: isOn && this.readyState === 'live' } }
  MediaStreamTrack.prototype.applyConstraints = async function ({ advanced: [{ torch }] }) {
    window.asked.push(torch)
    if (window.refuses) throw new DOMException('the light is in use', 'NotReadableError')
    if (!window.ignores) isOn = torch
  }
}"""
NATIVE = """window.looked = 0
window.BarcodeDetector = class {
  constructor({ formats }) { if (!formats.includes('qr_code')) throw new TypeError(`formats: ${formats}`) }
  static getSupportedFormats = async () => %(formats)s
  async detect(picture) {
    window.looked += 1
    if (%(hangs)s) await new Promise(() => {})
    if (%(fails)s) throw new DOMException('Barcode detection service unavailable.', 'NotSupportedError')
    return picture instanceof HTMLVideoElement ? [{ rawValue: '%(code)s', format: 'qr_code' }] : []
  }
}"""
NO_WASM = "WebAssembly.instantiate = WebAssembly.instantiateStreaming = async () => { throw new RangeError('out of memory') }"
RECORDER = """{
  window.shaken = []
  Navigator.prototype.vibrate = (pattern) => { window.shaken.push([pattern].flat()); return true }
  const { connect } = AudioNode.prototype
  let tape
  AudioNode.prototype.connect = function (onto, ...rest) {
    if (onto instanceof AudioDestinationNode) {
      if (!tape) {
        const { context } = this
        tape = context.createMediaStreamDestination()
        const silence = new ConstantSourceNode(context, { offset: 0 }), parts = []  // a tape to which nothing is connected stands still
        connect.call(silence, tape)
        silence.start()
        const recorder = new MediaRecorder(tape.stream)
        recorder.ondataavailable = ({ data }) => parts.push(data)
        recorder.start()
        window.heard = async () => {
          const ended = new Promise((give) => { recorder.onstop = give })
          recorder.stop()
          await ended
          const sound = await context.decodeAudioData(await new Blob(parts).arrayBuffer())
          return { rate: sound.sampleRate, samples: [...sound.getChannelData(0)] }
        }
      }
      connect.call(this, tape)
    }
    return connect.call(this, onto, ...rest)
  }
}"""
NOTHING = ""
OPEN_SOUND_S = 0.25
"""Two tones with less than this between them are one signal."""

OpenDoor = Callable[[str], Page]


@pytest.fixture(scope="module")
def phone(served: Served, season: Season, tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserContext]:
    """One phone that is prepared and stands aboard the liner; its camera sees the label of a box."""
    folder = tmp_path_factory.mktemp("phone")
    expect.set_options(timeout=SAID_WITHIN_MS)
    with sync_playwright() as playwright:
        phone = Phone(playwright, folder, film(folder / "label.y4m", [label(season.boxes[0])]))
        page = phone.start()
        enrol(page, served, season, "Palka")
        go_to(page, "Pindai")
        stand_at(page, LINER, "KM Bukit Raya")
        yield page.context
        phone.kill()


@pytest.fixture
def open_door(phone: BrowserContext, served: Served) -> Iterator[OpenDoor]:
    """Opens the door on the phone with a platform that a script has completed."""
    pages: list[Page] = []

    def open_door(platform: str) -> Page:
        page = phone.new_page()
        pages.append(page)
        page.set_viewport_size({"width": 390, "height": 844})
        page.add_init_script(platform)
        page.goto(f"{served.address}/scan")
        return page

    yield open_door
    for page in pages:
        page.close()


def _camera(page: Page) -> None:
    page.get_by_role("button", name="Nyalakan kamera").click()
    expect(page.get_by_role("button", name="Matikan kamera")).to_be_visible()


def test_the_light_is_offered_where_there_is_one_and_its_button_says_what_it_does(open_door: OpenDoor, season: Season) -> None:
    page = open_door(TORCH)
    light = page.get_by_role("button", name="Senter")
    _camera(page)
    expect(page.get_by_role("region", name=season.boxes[0])).to_be_visible()
    expect(light).to_have_count(0)  # pictures come, and the phone does not know of a light yet

    page.evaluate("window.isReady = true")
    expect(light).to_have_attribute("aria-pressed", "false")
    light.click()
    expect(light).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Matikan kamera").click()
    expect(light).to_have_count(0)
    _camera(page)
    expect(light).to_have_attribute("aria-pressed", "true")  # who works in a dark hold need not press it again
    light.click()
    expect(light).to_have_attribute("aria-pressed", "false")
    assert page.evaluate("window.asked") == [True, True, False]


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("refuses", "Senter tidak dapat diubah: the light is in use. Memindai tetap bisa."),
        ("ignores", "Ponsel tidak mengubah senternya. Memindai tetap bisa."),
    ],
)
def test_a_light_that_does_not_obey_is_said_and_its_button_is_not_left_pressed(open_door: OpenDoor, how: str, said: str) -> None:
    page = open_door(f"{TORCH}; window.isReady = window.{how} = true")
    light = page.get_by_role("button", name="Senter")
    _camera(page)

    light.click()
    expect(page.get_by_role("alert")).to_have_text(said)
    expect(light).to_have_attribute("aria-pressed", "false")
    page.evaluate(f"window.{how} = false")
    light.click()
    expect(light).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("alert")).to_have_count(0)


def test_a_camera_that_the_system_takes_away_is_said_and_can_be_turned_on_again(open_door: OpenDoor) -> None:
    page = open_door(NOTHING)
    _camera(page)
    page.locator("video").evaluate("video => video.srcObject.getTracks()[0].dispatchEvent(new Event('ended'))")

    expect(page.get_by_role("alert")).to_have_text("Kamera diambil alih oleh ponsel. Nyalakan lagi.")
    expect(page.get_by_role("button", name="Senter")).to_have_count(0)
    _camera(page)
    expect(page.get_by_role("alert")).to_have_count(0)


def _native(code: str, *, formats: tuple[str, ...] = ("aztec", "qr_code"), fails: str = "false", hangs: str = "false") -> str:
    return NATIVE % {"formats": json.dumps(formats), "fails": fails, "hangs": hangs, "code": code}


def _fetched_decoder(page: Page) -> bool:
    """Whether the page has asked for the decoder that we serve, be it of its own store."""
    asked: list[str] = page.evaluate("performance.getEntriesByType('resource').map(({ name }) => name)")
    return any(name.endswith(".wasm") for name in asked)


def test_the_browsers_own_decoder_is_taken_and_ours_is_not_fetched_even_to_prepare(open_door: OpenDoor, season: Season) -> None:
    _, second = season.boxes
    page = open_door(_native(second))
    go_to(page, "Ponsel")
    page.get_by_role("button", name="Siapkan ponsel ini").click()
    expect(page.get_by_text("Baru saja disiapkan")).to_be_visible()
    go_to(page, "Pindai")
    _camera(page)

    # The camera shows the first box's label: only the browser's decoder says that it is the second's.
    expect(page.get_by_role("region", name=second)).to_be_visible()
    assert page.evaluate("window.looked") > 1
    assert not _fetched_decoder(page)


@pytest.mark.parametrize(
    ("lacks", "looks"),
    [
        ({"formats": ("aztec", "ean_13")}, 0),
        ({"fails": "true"}, 1),
        ({"fails": "window.looked > 1"}, 2),
        ({"hangs": "true"}, 1),
        ({"hangs": "window.looked > 1"}, 2),
    ],
    ids=["reads no QR codes", "fails at every picture", "fails while the camera is on", "never answers", "hangs while the camera is on"],
)
def test_where_the_browsers_decoder_is_of_no_use_ours_reads_the_label(
    open_door: OpenDoor, season: Season, lacks: dict[str, Any], looks: int
) -> None:
    first, second = season.boxes
    page = open_door(_native(second, **lacks))
    _camera(page)

    expect(page.get_by_role("region", name=first)).to_be_visible()
    assert _fetched_decoder(page)
    assert page.evaluate("window.looked") == looks


def test_a_camera_without_a_decoder_that_works_says_so(open_door: OpenDoor, season: Season) -> None:
    page = open_door(NO_WASM)
    _camera(page)

    expect(page.get_by_role("alert")).to_contain_text("Kamera menyala, tetapi kode tidak dapat dibaca")
    type_code(page, season.boxes[0])
    expect(page.get_by_role("region", name=season.boxes[0])).to_be_visible()


@pytest.mark.long
def test_stored_refused_and_scanned_before_are_told_apart_by_hand_and_by_ear(open_door: OpenDoor, season: Season) -> None:
    first = season.boxes[0]
    (unpacked,) = season.ask("SELECT code FROM boxes WHERE state = 'PLANNED' AND station_code LIKE 'TPS-21.03%' ORDER BY code LIMIT 1")
    page = open_door(RECORDER)
    choice = page.get_by_label("Tindakan")
    choice.select_option("CHECK")
    type_code(page, first)
    page.get_by_role("button", name=re.compile("^PERIKSA di")).click()
    expect(page.get_by_text("Tersimpan: PERIKSA")).to_be_visible()
    _pause(page)
    type_code(page, first)
    expect(page.get_by_text("Sudah Anda catat pukul")).to_be_visible()
    _pause(page)
    choice.select_option("LOAD")
    type_code(page, unpacked[0])
    expect(page.get_by_text("belum dikemas dan disegel")).to_be_visible()
    _pause(page)

    read, stored, before, refused = [40], [60], [40, 60, 40], [80, 60, 80, 60, 160]
    assert page.evaluate("window.shaken") == [read, stored, before, refused]
    near = partial(pytest.approx, abs=10)
    assert _signals(page.evaluate("window.heard()")) == [near([880, 1318]), near([587]), near([220])]


def test_in_a_burst_what_was_scanned_before_is_shown_and_not_recorded_again(open_door: OpenDoor, season: Season) -> None:
    second = season.boxes[1]
    checks = f"SELECT count(*) FROM scans WHERE box_code = '{second}' AND type = 'CHECK'"
    ((before,),) = season.ask(checks)
    page = open_door(RECORDER)
    page.get_by_label("Tindakan").select_option("CHECK")
    page.get_by_label("Rentetan").check()
    type_code(page, second)
    expect(page.get_by_text("Tersimpan: PERIKSA")).to_be_visible()

    type_code(page, second)
    expect(page.get_by_text("Sudah Anda catat pukul")).to_be_visible()
    expect(page.get_by_text("Semua terkirim")).to_be_visible()
    page.get_by_label("Rentetan").uncheck()
    assert page.evaluate("window.shaken") == [[60], [40, 60, 40]]
    assert season.ask(checks) == [(before + 1,)]


def _pause(page: Page) -> None:
    """Let a signal end, by the clock of the sound itself, and leave silence behind it."""
    page.evaluate(
        """async (seconds) => {
          const clock = new AudioContext(), end = clock.currentTime + seconds
          while (clock.currentTime < end) await new Promise(requestAnimationFrame)
          await clock.close()
        }""",
        0.3 + 2 * OPEN_SOUND_S,
    )


def _signals(heard: dict[str, Any]) -> list[list[int]]:
    """Give for each signal on a recording the pitches in it (Hz), lowest first."""
    rate, samples = heard["rate"], np.array(heard["samples"])
    step = rate // 100
    loud = np.abs(samples[: len(samples) // step * step]).reshape(-1, step).max(axis=1) > 0.05
    (at,) = np.nonzero(loud)
    parts = np.split(at, np.nonzero(np.diff(at) > OPEN_SOUND_S * 100)[0] + 1)
    return [_pitches(samples[part[0] * step : (part[-1] + 1) * step], rate) for part in parts]


def _pitches(sound: np.ndarray[Any, np.dtype[np.float64]], rate: int) -> list[int]:
    """Give what stands out in the spectrum of a sound, in Hz."""
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound)), n=rate))
    peaks = (hertz for hertz in range(100, 4000) if spectrum[hertz] == spectrum[hertz - 40 : hertz + 41].max())
    return [hertz for hertz in peaks if spectrum[hertz] > 0.3 * spectrum.max()]
