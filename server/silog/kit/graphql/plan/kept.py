"""Single rows that are not read, because the row they hang on keeps a copy of what is asked of them.

A list of fifty boxes with their last scan and four levels of region would look up fifty scans out of millions and two hundred regions.
What such a row is mostly asked for stands in its parent too (`One.kept`); only where more is asked for, it is joined after all.
"""

from collections.abc import Callable, Mapping

from sqlalchemy import and_

from silog.kit.graphql.declare.entities import Entity, for_everyone, in_region
from silog.kit.graphql.declare.sources import Condition, Expression, Row


class KeptRow:
    """A row whose columns are those of its parent as far as they are kept there; the first other one that is asked for joins it.

    Stands wherever a row stands: its columns are `c.name` and `c["name"]`. Its parent may be such a row itself.
    """

    def __init__(self, parent: Row, kept: Mapping[str, str], entity: Entity, join: Callable[[], Row]) -> None:
        """`join` hangs the row itself on its parent; it is called once at most."""
        if entity.scope not in {in_region, for_everyone}:
            raise TypeError("Only rows whose scope says all that their policy says can be kept with another.")
        self.c = _Columns(self.column)
        self._parent = parent
        self._kept = kept
        self._entity = entity
        self._join = join
        self._joined: Row | None = None

    def keeps(self, name: str) -> bool:
        """Whether a column can be had without reading the row."""
        above = self._kept.get(name)
        return above is not None and (not isinstance(self._parent, KeptRow) or self._parent.keeps(above))

    def column(self, name: str) -> Expression:
        """Return a column, from the parent if it is kept there."""
        if self._joined is None and self.keeps(name):
            found: Expression = self._parent.c[self._kept[name]]
            return found
        if self._joined is None:
            self._joined = self._join()
        own: Expression = self._joined.c[name]
        return own

    def is_there(self) -> Condition:
        """Whether there is such a row, and in sight. To be asked for at the end, when it is known whether the row is read."""
        is_known = self.column(self._entity.key[-1]).is_not(None)
        scope = self._entity.scope(self) if self._joined is None else None
        return is_known if scope is None else and_(is_known, scope)


class _Columns:
    """`c.name` and `c["name"]`, as SQLAlchemy's rows have them."""

    def __init__(self, column: Callable[[str], Expression]) -> None:
        self._column = column

    def __getitem__(self, name: str) -> Expression:
        return self._column(name)

    def __getattr__(self, name: str) -> Expression:
        return self._column(name)
