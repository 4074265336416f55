"""docs/people.md shows the table of roles and rights that the code has, and names every action of the audit."""

import re
from pathlib import Path

from silog.people.rules import RIGHTS, Role

_ROOT = Path(__file__).parents[2]
_PAGE = (_ROOT / "docs" / "people.md").read_text(encoding="utf-8")


def test_the_table_of_rights_is_that_of_the_code() -> None:
    rows = re.findall(r"^\| `([A-Z]+)` \|[^|]*\|[^|]*\|([^|]*)\|$", _PAGE, re.MULTILINE)

    assert {role: set(re.findall(r"`([A-Z_]+)`", told)) for role, told in rows} == {role.value: set(RIGHTS[role]) for role in Role}


def test_every_action_that_the_code_notes_stands_on_the_page() -> None:
    sources = [path.read_text(encoding="utf-8") for path in (_ROOT / "server" / "silog").rglob("*.py")]
    noted = {action for source in sources for action in re.findall(r'"([a-z]+:[a-z_]+:[a-z_]+)"', source)}

    assert noted == set(re.findall(r"`([a-z]+:[a-z_]+:[a-z_]+)`", _PAGE)) - {"subject:object:action"}
