"""Seeded mutations of valid requests: in the bytes, in the JSON, in the document's tokens, in the headers.

A case is known by its seed and number alone, so that any of a million can be made again.
"""

import json
import random
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Final

from silog.drill.cases import Case

Mutation = Callable[[random.Random, Case, Sequence[Case]], Case]

_TOKEN: Final = re.compile(r'"""[\s\S]*?"""|"(?:[^"\\]|\\.)*"|\.\.\.|\w+|[^\s\w]')
_ODD_BYTES: Final = (
    *(b"\xef\xbb\xbf", b"\x00", b"\xff\xfe", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe2\x80\xa8", b"\xe2\x80\xae"),
    *(b"\\u0000", b"\\ud800", b"\\udc00\\ud800", b"\\u202e", b"\xf0\x9f\x9a\xa2", b"e\xcc\x81", b"\xef\xbf\xbf", b"\\", b'"', b"\r", b"#"),
)
_ODD_NUMBERS: Final = (
    "-0",
    "1e400",
    "-1e-400",
    "9" * 39,
    "9" * 500,
    "0x10",
    "01",
    "1.",
    ".5",
    "NaN",
    "-Infinity",
    "2147483648",
    "1e2",
    "+1",
)
_ODD_VALUES: Final[tuple[Any, ...]] = (
    *(None, True, False, 0, -1, 1.5, 2**31, 2**63, -(2**53), 1e308, "", " ", "\x00", "\ud83d\udea2", "a" * 3000, "' OR 1=1 --", "%", "_"),
    *([], {}, [[]], [None], {"": ""}, {"__proto__": 1}, ["PLANNED"] * 300, {"a": {"b": {"c": {}}}}, "21.03", "Box:1:x", "WzFd", "[]"),
    *("2024-11-20T07:00:00+07:00", "2024-11-20", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", "\u0660", "NaN"),
)
_WORDS: Final = (
    *("{", "}", "(", ")", "[", "]", ":", "!", "$", "@", "|", "=", "&", "...", "#", '"', '"""', "\\", "\ufeff", "\x00", "ship\u00e9"),
    *("query", "mutation", "fragment", "on", "true", "null", "__typename", "__schema", "__type", "id", "node", "Query", "Box", "Node"),
    *("first", "after", "$first", "-1", "0", "1e9", "99999999999", "1.5", "@skip(if: true)", "@include(if: $all)", "@deprecated", "a:"),
    *('"x"', '"\\u0000"', '"\\uD800"', '"""b"""', "[1, 2]", "{ a: 1 }", "boxes", "nodes", "code", "totalCount", "boxes { nodes { code } }"),
)
_HEADER_VALUES: Final = {
    "content-type": (
        *(
            "text/plain",
            "application/json; charset=utf-16",
            "APPLICATION/JSON",
            "application/graphql",
            "multipart/form-data",
            "",
            ";",
            "a/b",
        ),
        *("application/json;charset=utf-8", "application/x-www-form-urlencoded", "application/json, text/plain", "\x01", "x" * 5000),
    ),
    "accept": (
        *("*/*", "text/html", "application/graphql-response+json", "application/*", "image/png", "", ",,,;q=", "*/*;q=0", "x" * 5000),
        *("application/json;q=0.1, */*;q=0.9", "application/json;q=abc", "application/graphql-response+json;charset=utf-16"),
    ),
    "accept-encoding": ("gzip", "br", "identity;q=0", "gzip;q=0", "*", "", "gzip, gzip, gzip", "\xff"),
    "content-length": ("0", "-1", "1", "99999999999999999999999", "abc", "1e3", "\u0662".encode().decode("latin-1"), "300000", "3000000"),
    "content-encoding": ("gzip", "identity", "deflate, gzip", "br"),
    "origin": ("null", "https://jahat.example", "http://silog.test", "http://[", "http://[::1", "x" * 3000, "\xff"),
    "host": ("", "silog.test:99999", "[::1", "a b", "\xff", "x" * 3000),
    "cookie": ("silog_session=x", "silog_session=", "=;=;", "a" * 5000, 'silog_session="\\"', "\xff=\xff"),
    "authorization": ("Bearer", "Bearer ", "Bearer x", "Basic eDp5", "bearer  a b", "Bearer \xff", "Bearer " + "x" * 5000, "\x00", ""),
    "silog-election": ("", "TIDAK-ADA", "\x00", "a" * 5000, "%00", "\xff\xfe", "LATIHAN-UJI ", "21"),
    "x-forwarded-proto": ("https", "javascript", "\xff"),
}


def mutated(seed: str, number: int, valid: Sequence[Case]) -> Case:
    """Return case `number` of `seed`."""
    chance = random.Random(f"{seed}:{number}")  # noqa: S311 -- to be repeated, not to be secret
    case = chance.choice(valid)
    for _ in range(chance.choice((1, 1, 2, 4))):
        case = chance.choice(_MUTATIONS)(chance, case, valid)
    return case


def _flip(chance: random.Random, case: Case, _valid: Sequence[Case]) -> Case:
    body = bytearray(case.body)
    for _ in range(chance.choice((1, 1, 3, 20)) if body else 0):
        body[chance.randrange(len(body))] ^= 1 << chance.randrange(8)
    return replace(case, body=bytes(body))


def _truncate(chance: random.Random, case: Case, _valid: Sequence[Case]) -> Case:
    return replace(case, body=case.body[: chance.randrange(len(case.body) + 1)])


def _double(chance: random.Random, case: Case, _valid: Sequence[Case]) -> Case:
    return replace(case, body=(case.body * chance.choice((2, 3)))[:100_000])


def _insert(chance: random.Random, case: Case, _valid: Sequence[Case]) -> Case:
    at = chance.randrange(len(case.body) + 1)
    return replace(case, body=case.body[:at] + chance.choice(_ODD_BYTES) * chance.choice((1, 1, 2, 50)) + case.body[at:])


def _cut(chance: random.Random, case: Case, _valid: Sequence[Case]) -> Case:
    begin = chance.randrange(len(case.body) + 1)
    return replace(case, body=case.body[:begin] + case.body[begin + chance.choice((1, 2, 5, 40)) :])


def _splice(chance: random.Random, case: Case, valid: Sequence[Case]) -> Case:
    other = chance.choice(valid).body
    return replace(case, body=case.body[: chance.randrange(len(case.body) + 1)] + other[chance.randrange(len(other)) :])


def _number(chance: random.Random, case: Case, _valid: Sequence[Case]) -> Case:
    places = [found.span() for found in re.finditer(rb"-?\d+(?:\.\d+)?", case.body)]
    if not places:
        return case
    begin, end = chance.choice(places)
    return replace(case, body=case.body[:begin] + chance.choice(_ODD_NUMBERS).encode() + case.body[end:])


def _value(chance: random.Random, case: Case, _valid: Sequence[Case]) -> Case:
    content = _content(case)
    places = _places(content)
    if content is None or not places:
        return case
    holder, key = chance.choice(places)
    if chance.random() < 0.2:  # noqa: PLR2004 -- a fifth of them vanish
        del holder[key]
    else:
        holder[key] = chance.choice(_ODD_VALUES)
    return _with(case, content)


def _key(chance: random.Random, case: Case, _valid: Sequence[Case]) -> Case:
    key = chance.choice(("query", "variables", "operationName", "extensions", "documentId", "x", "", "code", "input", "first"))
    value = json.dumps(chance.choice(_ODD_VALUES)).encode()
    places = [found.end() for found in re.finditer(rb"\{", case.body)][:20]
    if not places:
        return case
    at = chance.choice(places)
    return replace(case, body=case.body[:at] + json.dumps(key).encode() + b": " + value + b", " + case.body[at:])


def _nest(chance: random.Random, case: Case, _valid: Sequence[Case]) -> Case:
    content = _content(case)
    places = _places(content)
    if content is None or not places:
        return case
    holder, key = chance.choice(places)
    value, depth = holder[key], chance.choice((1, 2, 30, 40, 200))
    for _ in range(depth):
        value = [value] if chance.random() < 0.5 else {"a": value}  # noqa: PLR2004 -- one half
    holder[key] = value
    return _with(case, content)


def _swap(chance: random.Random, case: Case, valid: Sequence[Case]) -> Case:
    content, other = _content(case), _content(chance.choice(valid))
    if content is None or other is None:
        return case
    for name in ("variables", "operationName"):
        if name in other:
            content[name] = other[name]
    return _with(case, content)


def _tokens(chance: random.Random, case: Case, _valid: Sequence[Case]) -> Case:
    content = _content(case)
    query = content.get("query") if content is not None else None
    if content is None or not isinstance(query, str):
        return case
    tokens = _TOKEN.findall(query)[:400]
    for _ in range(chance.choice((1, 1, 2, 6))):
        _change(chance, tokens)
    content["query"] = chance.choice((" ", " ", "\n", ",")).join(tokens)
    return _with(case, content)


def _change(chance: random.Random, tokens: list[str]) -> None:
    at, way = chance.randrange(len(tokens) + 1), chance.randrange(6)
    if way == 0:
        tokens[at : at + chance.choice((1, 2, 5))] = []
    elif way == 1:
        tokens[at:at] = [chance.choice(_WORDS)]
    elif way == 2:  # noqa: PLR2004 -- the ways are numbered
        tokens[at : at + 1] = [chance.choice(_WORDS)]
    elif way == 3:  # noqa: PLR2004
        tokens[at:at] = tokens[at : at + chance.choice((1, 3, 8))] * chance.choice((1, 2, 20, 200))
    elif way == 4 and tokens:  # noqa: PLR2004
        tokens[at : at + 1] = [chance.choice(tokens)]
    else:
        other = chance.randrange(len(tokens) + 1)
        tokens[at : at + 1], tokens[other : other + 1] = tokens[other : other + 1], tokens[at : at + 1]
    del tokens[4000:]


def _header(chance: random.Random, case: Case, _valid: Sequence[Case]) -> Case:
    name = chance.choice(list(_HEADER_VALUES))
    if chance.random() < 0.1:  # noqa: PLR2004 -- a tenth of them vanish
        return case.with_header(name, None)
    return case.with_header(name, chance.choice(_HEADER_VALUES[name]))


def _method(chance: random.Random, case: Case, _valid: Sequence[Case]) -> Case:
    text = case.body[:2000].replace(b"&", b"%26").replace(b"#", b"%23")
    query_string = chance.choice((b"query=" + text, b"query=%7B__typename%7D&variables=" + text, text, b"query=%FF&variables={", b"a&&=&%"))
    return replace(case, method=chance.choice(("GET", "GET", "HEAD", "PUT", "OPTIONS", "POST")), query_string=query_string)


_MUTATIONS: Final[tuple[Mutation, ...]] = (
    *(_flip, _truncate, _double, _insert, _cut, _splice, _number),
    *(_value, _value, _key, _nest, _swap, _tokens, _tokens, _tokens),
    *(_header, _header, _method),
)


def _content(case: Case) -> dict[str, Any] | None:
    try:
        content = json.loads(case.body)
    except (ValueError, RecursionError):
        return None
    return content if isinstance(content, dict) else None


def _with(case: Case, content: dict[str, Any]) -> Case:
    return replace(case, body=json.dumps(content).encode())


def _places(content: Any) -> list[tuple[Any, Any]]:  # noqa: ANN401 -- JSON
    """Return every place where a value stands: its holder, and its key or index."""
    found: list[tuple[Any, Any]] = []
    waiting = [content]
    while waiting:
        holder = waiting.pop()
        inner = list(holder.items()) if isinstance(holder, dict) else list(enumerate(holder)) if isinstance(holder, list) else []
        found += [(holder, key) for key, _ in inner]
        waiting += [value for _, value in inner]
    return found
