"""The audit suite of the npm package graphql-http, which checks GraphQL over HTTP requirement by requirement."""

import json
from collections import Counter
from typing import Any, Final

from tests.clients.conftest import Live, run

_AUDITS: Final = 61


async def test_every_audit_of_graphql_over_http_passes_without_a_warning(live: Live) -> None:
    async with run("audit", url=live.address) as program:
        audits: list[dict[str, Any]] = json.loads(await program.end())

    assert [audit for audit in audits if audit["status"] != "ok"] == []
    assert Counter(audit["status"] for audit in audits) == {"ok": _AUDITS}
