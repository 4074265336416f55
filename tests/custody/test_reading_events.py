"""What an event must be to the last byte, and what every other one is answered."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import rfc8785
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from silog.custody.canonical import base64url, canonical_bytes, from_base64url, sha256_text
from silog.custody.events import detail_of, read_detail, read_detail_strictly, read_event, read_event_strictly
from silog.custody.glance import glance_at_detail, glance_at_event
from silog.custody.refusals import Refusal, RefusalCode
from silog.custody.rules import Condition, ScanType

HASH = base64url(bytes(range(32)))
EVENT: dict[str, Any] = {
    "v": 1,
    "id": "019342ab-7c00-7123-8abc-0123456789ab",
    "type": "ARRIVE",
    "election": "LATIHAN",
    "box": "0123456789Y",
    "seals": ["S-001", "S-002"],
    "dev": "MZUHVLPYMK6XO3EP",
    "seq": 2,
    "prev": HASH,
    "hlc": "019342ab7c00-0000",
    "t_dev": 1_732_000_000_000,
    "place": "PORT-selat-lampa",
    "cond": "WET",
    "detail": "",
}
DETAIL: dict[str, Any] = {
    "salt": "A" * 22,
    "actor": "Siti Nurhaliza",
    "lat_e7": 37_500_000,
    "lon_e7": 1_082_500_000,
    "acc_cm": 450,
    "photo_sha256": "",
}


def text(fields: dict[str, Any]) -> str:
    return canonical_bytes(fields).decode()


def refusal_of(read: Callable[[str], object], sent: str) -> Refusal:
    with pytest.raises(Refusal) as caught:
        read(sent)
    return caught.value


def test_an_event_is_read_as_it_was_signed() -> None:
    event = read_event(text(EVENT))

    assert (str(event.id), event.type, event.condition, event.seals) == (EVENT["id"], ScanType.ARRIVE, Condition.WET, ("S-001", "S-002"))
    assert event.device_clock_at == datetime(2024, 11, 19, 7, 6, 40, tzinfo=UTC)
    assert event.content == text(EVENT).encode()
    assert base64url(event.content_hash) == sha256_text(event.content)


@pytest.mark.parametrize(("act", "nonce"), [("ARRIVE", ""), ("HAND_OVER", "A" * 22), ("LOAD", "A" * 22), ("SEAL", "")])
def test_an_event_of_version_2_carries_the_nonce_of_its_handover(act: str, nonce: str) -> None:
    event = read_event(text({**EVENT, "v": 2, "type": act, "handover": nonce}))

    assert (event.type, event.handover) == (act, nonce)


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ("", RefusalCode.NOT_JSON),
        ("{", RefusalCode.NOT_JSON),
        ("\ufeff{}", RefusalCode.NOT_JSON),
        ("NaN", RefusalCode.NOT_AN_OBJECT),
        ("9" * 4000, RefusalCode.NOT_AN_OBJECT),
        ("9" * 4096, RefusalCode.NOT_AN_OBJECT),
        ("[" * 4000, RefusalCode.NOT_JSON),
        ("null", RefusalCode.NOT_AN_OBJECT),
        ("[]", RefusalCode.NOT_AN_OBJECT),
        ('"x"', RefusalCode.NOT_AN_OBJECT),
        ("{}", RefusalCode.MISSING_KEY),
        ("\ud800", RefusalCode.NOT_UTF8),
        (" " * 5000, RefusalCode.TOO_LARGE),
        (json.dumps(EVENT), RefusalCode.NOT_CANONICAL),
        (text(EVENT) + "\n", RefusalCode.NOT_CANONICAL),
        (text(EVENT).replace('"v":1', '"v":1,"v":1'), RefusalCode.NOT_CANONICAL),
        (text(EVENT).replace('"v":1', '"v":-0'), RefusalCode.NOT_CANONICAL),
        (text(EVENT).replace("LATIHAN", "\\u004cATIHAN"), RefusalCode.NOT_CANONICAL),
        (text(EVENT).replace("LATIHAN", "\\ud800"), RefusalCode.NOT_UTF8),
        (text(EVENT).replace('"v":1', '"v":1.0'), RefusalCode.WRONG_TYPE),
        (text(EVENT).replace('"v":1', '"v":1e0'), RefusalCode.WRONG_TYPE),
        (text(EVENT).replace('"v":1', '"v":true'), RefusalCode.WRONG_TYPE),
        (text(EVENT).replace('"v":1', '"v":NaN'), RefusalCode.WRONG_TYPE),
        (text(EVENT).replace('"v":1', '"v":3'), RefusalCode.UNKNOWN_VERSION),
        (text({**EVENT, "v": 3, "handover": ""}), RefusalCode.UNKNOWN_VERSION),
        (text({**EVENT, "v": 3, "stack": "S-1"}), RefusalCode.UNKNOWN_VERSION),
        (text({"v": 3, "seq": "1"}), RefusalCode.UNKNOWN_VERSION),
        (text({**EVENT, "v": "3"}), RefusalCode.WRONG_TYPE),
        (text({**EVENT, "v": 2}), RefusalCode.MISSING_KEY),
        (text({**EVENT, "handover": ""}), RefusalCode.UNKNOWN_KEY),
        (text({**EVENT, "type": "HAND_OVER"}), RefusalCode.BAD_VALUE),
        (text({**EVENT, "v": 2, "handover": "", "type": "HAND_OVER"}), RefusalCode.BAD_VALUE),
        (text({**EVENT, "v": 2, "handover": "A" * 21}), RefusalCode.BAD_VALUE),
        (text({**EVENT, "v": 2, "handover": "A" * 21 + "B"}), RefusalCode.BAD_VALUE),
        (text({**EVENT, "v": 2, "handover": "A" * 22, "type": "CHECK"}), RefusalCode.BAD_VALUE),
        (text({**EVENT, "v": 2, "handover": 1}), RefusalCode.WRONG_TYPE),
        (text(EVENT).replace('"seq":2', '"seq":9007199254740992'), RefusalCode.BAD_VALUE),
    ],
)
def test_a_text_that_is_no_canonical_event_is_refused_with_its_reason(sent: str, code: RefusalCode) -> None:
    assert refusal_of(read_event, sent).code is code


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("id", "019342ab-7c00-4123-8abc-0123456789ab", RefusalCode.BAD_VALUE),
        ("id", "019342AB-7C00-7123-8ABC-0123456789AB", RefusalCode.BAD_VALUE),
        ("id", "019342ab7c0071238abc0123456789ab", RefusalCode.BAD_VALUE),
        ("type", "arrive", RefusalCode.BAD_VALUE),
        ("type", "TELEPORT", RefusalCode.BAD_VALUE),
        ("cond", "DRY", RefusalCode.BAD_VALUE),
        ("cond", None, RefusalCode.WRONG_TYPE),
        ("box", "", RefusalCode.BAD_VALUE),
        ("box", "A B", RefusalCode.BAD_VALUE),
        ("box", "x" * 65, RefusalCode.BAD_VALUE),
        ("place", "Pulau Tiga", RefusalCode.BAD_VALUE),
        ("place", "PORT-\u0000", RefusalCode.BAD_VALUE),
        ("dev", 7, RefusalCode.WRONG_TYPE),
        ("seals", "S-001", RefusalCode.WRONG_TYPE),
        ("seals", ["S-001", 2], RefusalCode.WRONG_TYPE),
        ("seals", ["S-001", "S-001"], RefusalCode.BAD_VALUE),
        ("seals", ['S"1'], RefusalCode.BAD_VALUE),
        ("seals", [""], RefusalCode.BAD_VALUE),
        ("seals", [f"S-{number}" for number in range(25)], RefusalCode.BAD_VALUE),
        ("seq", 0, RefusalCode.BAD_VALUE),
        ("seq", "2", RefusalCode.WRONG_TYPE),
        ("prev", "", RefusalCode.BAD_VALUE),
        ("prev", HASH + "=", RefusalCode.BAD_VALUE),
        ("prev", HASH[:-1] + "9", RefusalCode.BAD_VALUE),
        ("hlc", "019342AB7C00-0000", RefusalCode.BAD_VALUE),
        ("t_dev", 0, RefusalCode.BAD_VALUE),
        ("t_dev", 5_000_000_000_000, RefusalCode.BAD_VALUE),
        ("detail", "x", RefusalCode.BAD_VALUE),
    ],
)
def test_a_wrong_value_is_refused_and_the_message_names_it(key: str, value: object, code: RefusalCode) -> None:
    refusal = refusal_of(read_event, text({**EVENT, key: value}))

    assert refusal.code is code
    assert refusal.message.startswith(key)


@pytest.mark.parametrize("key", EVENT)
def test_no_key_may_be_left_out(key: str) -> None:
    refusal = refusal_of(read_event, text({name: value for name, value in EVENT.items() if name != key}))

    assert (refusal.code, refusal.message.split(".")[0]) == (RefusalCode.MISSING_KEY, f"Missing: {key}")


def test_no_key_may_be_added() -> None:
    assert refusal_of(read_event, text({**EVENT, "note": "x"})).code is RefusalCode.UNKNOWN_KEY


def test_the_first_event_of_a_device_follows_none() -> None:
    assert read_event(text({**EVENT, "seq": 1, "prev": ""})).seq == 1
    assert refusal_of(read_event, text({**EVENT, "seq": 1})).message.startswith("prev")


def test_a_detail_gives_degrees_and_metres() -> None:
    detail = read_detail(text(DETAIL))

    assert (detail.actor, detail.point, detail.accuracy_m, detail.photo_sha256) == ("Siti Nurhaliza", (108.25, 3.75), 4.5, None)


def test_a_detail_of_a_device_without_a_position_has_no_point() -> None:
    assert read_detail(text({**DETAIL, "lat_e7": 0, "lon_e7": 0, "acc_cm": -1})).point is None


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("salt", "short"),
        ("actor", ""),
        ("actor", "a\u0000"),
        ("actor", "a" * 121),
        ("lat_e7", 900_000_001),
        ("lat_e7", 3.75),
        ("lon_e7", -1_800_000_001),
        ("acc_cm", -2),
        ("photo_sha256", "x"),
    ],
)
def test_a_wrong_detail_is_refused(key: str, value: object) -> None:
    refusal = refusal_of(read_detail, text({**DETAIL, key: value}))

    assert refusal.code is RefusalCode.BAD_DETAIL
    assert key in refusal.message


def test_a_detail_must_be_the_one_that_the_event_carries_the_hash_of() -> None:
    sent = text(DETAIL)
    event = read_event(text({**EVENT, "detail": sha256_text(sent.encode())}))

    assert detail_of(event, sent) is not None
    assert detail_of(event, None) is None
    assert refusal_of(lambda other: detail_of(event, other), text({**DETAIL, "actor": "Budi"})).code is RefusalCode.DETAIL_MISMATCH


HANDED_OVER: dict[str, Any] = {**EVENT, "v": 2, "type": "LOAD", "handover": "A" * 22}
FIRST: dict[str, Any] = {**EVENT, "seq": 1, "prev": "", "seals": [], "detail": HASH}
EASTERN: dict[str, Any] = {**DETAIL, "actor": "Çelebi", "lat_e7": -1, "acc_cm": -1, "photo_sha256": HASH}


def test_what_is_right_is_seen_at_a_glance() -> None:
    for event in (EVENT, HANDED_OVER, FIRST):
        assert glance_at_event(text(event)) == event
    for detail in (DETAIL, EASTERN):
        assert glance_at_detail(text(detail)) == detail


def test_what_json_escapes_is_right_beyond_a_glance() -> None:
    quoted = text({**DETAIL, "actor": 'Siti "Nur"'}), text({**EVENT, "box": "A\\B"})

    assert (glance_at_detail(quoted[0]), glance_at_event(quoted[1])) == (None, None)
    assert (read_detail(quoted[0]).actor, read_event(quoted[1]).box) == ('Siti "Nur"', "A\\B")


@given(st.sampled_from([EVENT, HANDED_OVER, FIRST, DETAIL, EASTERN]), st.data())
def test_a_glance_takes_nothing_that_strict_reading_would_not(fields: dict[str, Any], data: st.DataObject) -> None:
    right = text(fields)
    start = data.draw(st.integers(0, len(right) - 1))
    end = data.draw(st.integers(start, min(start + 3, len(right))))
    changed = right[:start] + data.draw(st.text(st.sampled_from('09aZA-_" {}[]:,\\\x7f\ud800é'), max_size=3)) + right[end:]
    glance, strictly = (glance_at_event, read_event_strictly) if "v" in fields else (glance_at_detail, read_detail_strictly)

    found = glance(changed)

    assert found is None or found == strictly(changed)


scalars = st.integers(-(2**53) + 1, 2**53 - 1) | st.text() | st.lists(st.text(), max_size=4)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.dictionaries(st.text(st.characters(max_codepoint=127), max_size=8), scalars, max_size=14))
def test_our_canonical_form_is_that_of_rfc_8785(fields: dict[str, int | str | list[str]]) -> None:
    assert canonical_bytes(fields) == rfc8785.dumps(fields)


@given(st.binary(max_size=70))
def test_base64url_has_one_form_only(content: bytes) -> None:
    assert from_base64url(base64url(content), len(content)) == content
    assert from_base64url(base64url(content) + "=", len(content)) is None
