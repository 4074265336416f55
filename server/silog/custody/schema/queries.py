"""The fields of Query that ask about custody alone; lists of boxes stand with movement, whose plan they are filtered by."""

from typing import Annotated

import strawberry
from sqlalchemy import and_

from silog.custody.codes import read_code
from silog.custody.schema.boxes import Box
from silog.custody.schema.handovers import HandoverQuery
from silog.custody.schema.scans import SCAN_ORDERS, InScanOrder, Period, Scan, ScanOrder, ScanTypes, of_kind_and_time
from silog.custody.schema.seals import SealQuery
from silog.custody.tables import scan_details
from silog.kit.graphql.declare.arguments import Arguments
from silog.kit.graphql.declare.entities import ELECTION
from silog.kit.graphql.declare.fields import page, planned
from silog.kit.graphql.declare.geography import lies_within
from silog.kit.graphql.declare.relay import After, Connection, First
from silog.kit.graphql.declare.sources import Condition, One, Row
from silog.places.schema.conditions import Area, RegionCode, inside


def _box(_: Row, box: Row, arguments: Arguments) -> Condition:
    condition: Condition = box.c.code == arguments.bind("code", via=read_code)
    return condition


def _scans(_: Row, scan: Row, arguments: Arguments) -> Condition:
    conditions = [inside(scan.c.region_code, arguments, "region"), of_kind_and_time(scan, arguments)]
    if arguments.given("within"):
        detail = scan_details.alias()
        area = and_(detail.c.election_id == ELECTION, lies_within(detail.c.point, arguments, "within"))
        conditions.append(scan.c.id.in_(detail.select().with_only_columns(detail.c.scan_id).where(area)))
    return and_(*conditions)


@strawberry.type
class CustodyQuery(HandoverQuery, SealQuery):
    """Root fields of custody."""

    @planned(One(_box), "One box by the code on its label; null where there is none in sight.")
    def box(
        self, code: Annotated[str, strawberry.argument(description="As printed; lower case and spaces or hyphens do no harm.")]
    ) -> Box | None: ...

    @planned(page(_scans, SCAN_ORDERS, full_view_only=True), "Scans.")
    def scans(
        self,
        within: Area = None,
        between: Period = None,
        region: RegionCode = None,
        types: ScanTypes = None,
        order_by: InScanOrder = ScanOrder.NEWEST,
        first: First = 50,
        after: After = None,
    ) -> Connection[Scan] | None: ...
