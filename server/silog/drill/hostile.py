"""Hostile requests: each asks for much more work than it took to write. Another number makes another request of the same kind.

The number stands in every document, so that no two are the same text: what is remembered would cost nothing.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

_INTROSPECTION_LEVELS: Final = 8
Bomb = Callable[[int], bytes]


def _document(query: str, variables: Any = None) -> bytes:  # noqa: ANN401 -- JSON
    return json.dumps({"query": query, "variables": variables}).encode()


def _repeated(count: int, each: Callable[[int], str]) -> str:
    return " ".join(map(each, range(count)))


def _doubling_fragments(n: int) -> bytes:
    fragments = _repeated(20, lambda i: f"fragment F{i} on Query {{ a{i}: __typename ...F{i + 1} b{i}: __typename ...F{i + 1} }}")
    return _document(f"{{ n{n}: __typename ...F0 }} {fragments} fragment F20 on Query {{ __typename }}")


def _overlapping_fragments(n: int) -> bytes:
    """Pairs of pairs of pairs: each level compares every two fields of the level above."""
    fragments = _repeated(24, lambda i: f"fragment F{i} on Region {{ parent {{ ...F{i + 1} ...F{i + 2} }} parent {{ ...F{i + 2} }} }}")
    last = "fragment F24 on Region { code } fragment F25 on Region { code }"
    return _document(f'{{ n{n}: region(code: "21") {{ ...F0 }} }} {fragments} {last}')


def _cycles(n: int) -> bytes:
    fragments = _repeated(20, lambda i: f"fragment F{i} on Query {{ ...F{(i + 1) % 20} ...F{(i + 7) % 20} __typename }}")
    return _document(f"{{ n{n}: __typename ...F0 }} {fragments}")


def _includes(n: int) -> bytes:
    """Each set of truth values selects other fields, and so has another plan."""
    declared = _repeated(20, lambda i: f"$v{i}: Boolean!")
    fields = _repeated(20, lambda i: f"c{i}: station @include(if: $v{i}) {{ code }}")
    values = {f"v{i}": bool(n >> i & 1) for i in range(20)}
    return _document(f'query ({declared}) {{ box(code: "x") {{ code {fields} }} }}', values)


def _introspection(n: int) -> bytes:
    inner = "name"
    for _ in range(_INTROSPECTION_LEVELS):
        inner = f"name possibleTypes {{ name interfaces {{ {inner} }} }}"
    return _document(f"{{ n{n}: __schema {{ types {{ {inner} }} }} }}")


def _wide_introspection(n: int) -> bytes:
    fields = "name description type { kind name ofType { kind name ofType { kind name } } }"
    again = _repeated(6, lambda i: f"f{i}: fields {{ {fields} args {{ {fields} }} }}")
    return _document(f"{{ n{n}: __schema {{ types {{ kind name {again} }} }} }}")


def _nested_pages(n: int) -> bytes:
    return _document(
        f"{{ n{n}: pollingStations(first: 200) {{ nodes {{ boxes {{ scans(first: 200) {{ nodes {{ box {{ scans(first: 200) {{ totalCount }}"
        " } } } } } } }"
    )


def _polygon(n: int) -> bytes:
    ring = [[104 + i * 1e-4, (i * 7919 % 5000) * 1e-4 + n * 1e-6] for i in range(4_900)]
    within = {"polygon": {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}}
    return _document("query ($w: Within) { facilities(within: $w, first: 1) { totalCount } }", {"w": within})


BOMBS: Final[Mapping[str, Bomb]] = {
    "3,000 aliases": lambda n: _document("{ " + _repeated(3_000, lambda i: f"a{n}x{i}: boxes {{ totalCount }}") + " }"),
    "95 aliases of one column": lambda n: _document('{ box(code: "x") { ' + _repeated(95, lambda i: f"a{n}x{i}: code") + " } }"),
    "19 pages at the root": lambda n: _document(
        "{ " + _repeated(19, lambda i: f"a{n}x{i}: boxes(first: 200) {{ nodes {{ code station {{ name }} }} }}") + " }"
    ),
    "20 relations": lambda n: _document('{ box(code: "x") { ' + _repeated(19, lambda i: f"a{n}x{i}: station {{ code name }}") + " } }"),
    "390 fields": lambda n: _document('{ box(code: "x") { ' + "code state contest " * 130 + f"n{n}: code }} }}"),
    "5,000 directives": lambda n: _document(f"{{ n{n}: __typename " + "@skip(if: false) " * 5_000 + "}"),
    "45 unknown directives": lambda n: _document(f"{{ n{n}: __typename " + "@incluude(if: false) " * 45 + "}"),
    "300 unknown fields": lambda n: _document("{ " + _repeated(300, lambda i: f"polingStationz{n}x{i}") + " }"),
    "an unknown name of 30 KB": lambda n: _document(f"{{ n{n}{'o' * 30_000} }}"),
    "one field 550 times": lambda n: _document(f"{{ n{n}: __typename " + "__typename " * 550 + "}"),
    "fragments that double 20 times": _doubling_fragments,
    "fragments that overlap": _overlapping_fragments,
    "fragments in circles": _cycles,
    "braces nested 5,000 deep": lambda n: _document(f"{{ n{n} " + "{ a " * 5_000 + "}" * 5_001),
    "lists nested 10,000 deep": lambda n: _document(f"{{ n{n}: box(code: " + "[" * 10_000 + "]" * 10_000 + ") { code } }"),
    "a list of 580 literals": lambda n: _document(f"{{ n{n}: facilities(kinds: [" + "PORT " * 580 + "]) { totalCount } }"),
    "500 operations": lambda n: _document(_repeated(500, lambda i: f"query Q{n}x{i} {{ __typename }}")),
    "a comment of 10 MB": lambda n: _document(f"#{n}" + "x" * 10_000_000 + "\n{ __typename }"),
    "a comment of 250 KB": lambda n: _document(f"#{n}" + "x" * 250_000 + "\n{ __typename }"),
    "a comment of 30 KB": lambda n: _document(f"#{n}" + "x" * 30_000 + "\n{ __typename }"),
    "30 KB of commas": lambda n: _document(f"{{ n{n}: __typename " + "," * 19_900 + " " * 10_000 + "}"),
    "a block string of 30 KB": lambda n: _document(f'{{ n{n}: box(code: """' + "x\n" * 15_000 + '""") { code } }'),
    "5,000 unicode escapes": lambda n: _document(f'{{ n{n}: box(code: "' + "\\u0041" * 5_000 + '") { code } }'),
    "a number of 30,000 digits": lambda n: _document(f"{{ n{n}: boxes(first: " + "9" * 30_000 + ") { totalCount } }"),
    "introspection in circles": _introspection,
    "introspection six times over": _wide_introspection,
    "pages in pages in pages": _nested_pages,
    "2^20 plans by @include": _includes,
    "a variable of 19,000 values": lambda n: _document(
        f"query ($k: [FacilityKind!]) {{ n{n}: facilities(kinds: $k) {{ totalCount }} }}", {"k": ["PORT"] * 19_000}
    ),
    "a variable of 120,000 numbers": lambda n: _document(f"query ($v: Int) {{ n{n}: boxes {{ totalCount }} }}", {"v": [1] * 120_000}),
    "a variable nested 31 deep": lambda n: _document(
        f"query ($v: Int) {{ n{n}: boxes {{ totalCount }} }}", {"v": json.loads("[" * 29 + "]" * 29)}
    ),
    "a variable of 250 KB": lambda n: _document(f"query ($c: String!) {{ n{n}: box(code: $c) {{ code }} }}", {"c": "x" * 250_000}),
    "a polygon that crosses itself": _polygon,
    "200 ids of every type": lambda n: _document(
        "query ($i: [ID!]!) { nodes(ids: $i) { id } }", {"i": [f"{('Box', 'Region', 'Leg', 'Scan')[i % 4]}:1:{n}{i}" for i in range(200)]}
    ),
    "2 MB of brackets": lambda n: b"[" * 2_000_000 + str(n).encode(),
    "250 KB of brackets": lambda n: b"[" * 250_000 + str(n).encode(),
    "250 KB of empty objects": lambda n: b'{"query": "' + str(n).encode() + b'", "variables": [' + b"{}," * 80_000 + b"{}]}",
    "250 KB of junk": lambda n: str(n).encode() + b"\x9f\xff" * 125_000,
    "250 KB of backslashes": lambda n: b'{"query": "' + str(n).encode() + b"\\\\" * 125_000 + b'"}',
}
"""By what they are called in the report."""
