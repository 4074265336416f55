"""The fields of Query that ask about custody alone; lists of boxes stand with movement, whose plan they are filtered by."""

from typing import Annotated

import strawberry
from sqlalchemy import and_

from silog.custody.codes import read_code
from silog.custody.rules import ScanType
from silog.custody.schema.boxes import Box
from silog.custody.schema.scans import Scan
from silog.custody.tables import scan_details
from silog.kit.graphql.declare.arguments import Arguments
from silog.kit.graphql.declare.entities import ELECTION
from silog.kit.graphql.declare.fields import page, planned
from silog.kit.graphql.declare.geography import Between, lies_between, lies_within
from silog.kit.graphql.declare.relay import After, Connection, First
from silog.kit.graphql.declare.sources import Condition, One, Order, Row
from silog.places.schema.conditions import Area, RegionCode, among, inside


def _box(_: Row, box: Row, arguments: Arguments) -> Condition:
    condition: Condition = box.c.code == arguments.bind("code", via=read_code)
    return condition


def _scans(_: Row, scan: Row, arguments: Arguments) -> Condition:
    conditions = [
        inside(scan.c.region_code, arguments, "region"),
        lies_between(scan.c.occurred_at, arguments, "between"),
        among(scan.c.type, arguments, "types"),
    ]
    if arguments.given("within"):
        detail = scan_details.alias()
        area = and_(detail.c.election_id == ELECTION, lies_within(detail.c.point, arguments, "within"))
        conditions.append(scan.c.id.in_(detail.select().with_only_columns(detail.c.scan_id).where(area)))
    return and_(*conditions)


Period = Annotated[Between | None, strawberry.argument(description="Only in this period, on the election's clock.")]


@strawberry.type
class CustodyQuery:
    """Root fields of custody."""

    @planned(One(_box), "One box by the code on its label; null where there is none in sight.")
    def box(
        self, code: Annotated[str, strawberry.argument(description="As printed; lower case and spaces or hyphens do no harm.")]
    ) -> Box | None: ...

    @planned(
        page(_scans, {None: Order(lambda s: (s.c.occurred_at,), descending=True)}, full_view_only=True),
        "Scans, newest first by when they happened.",
    )
    def scans(
        self,
        within: Area = None,
        between: Period = None,
        region: RegionCode = None,
        types: Annotated[list[ScanType] | None, strawberry.argument(description="Only these acts.")] = None,
        first: First = 50,
        after: After = None,
    ) -> Connection[Scan] | None: ...
