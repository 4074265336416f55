"""From a planned statement to SQL: what is the same for every run of the plan stands in it as a literal.

PostgreSQL plans better for values that it knows, and each parameter fewer is one fewer to send. Nothing that a client sent is ever
written as a literal: those are the parameters without a value of their own.
"""

from typing import Any

from sqlalchemy import BindParameter, Select
from sqlalchemy.dialects.postgresql.asyncpg import PGCompiler_asyncpg
from sqlalchemy.dialects.postgresql.asyncpg import dialect as asyncpg_dialect
from sqlalchemy.sql.compiler import SQLCompiler

from silog.kit.graphql.declare.entities import ELECTION, IS_FULL_VIEW, SIGHT
from silog.kit.scope import Sight, View


class _Compiler(PGCompiler_asyncpg):
    def visit_bindparam(self, bindparam: BindParameter[Any], *args: Any, **options: Any) -> str:  # noqa: ANN401 -- SQLAlchemy's own signature
        if bindparam is ELECTION:
            return str(options[SIGHT].election_id)
        if bindparam is IS_FULL_VIEW:
            return "true" if options[SIGHT].view is View.FULL else "false"
        if bindparam.value is not None:
            options["literal_binds"] = True
        written: str = super().visit_bindparam(bindparam, *args, **options)  # type: ignore[no-untyped-call]
        return written


_DIALECT = asyncpg_dialect()  # type: ignore[no-untyped-call]
_DIALECT.statement_compiler = _Compiler


def compiled(statement: Select[Any], sight: Sight) -> SQLCompiler:
    """Compile a statement for one sight."""
    return statement.compile(dialect=_DIALECT, compile_kwargs={SIGHT: sight})
