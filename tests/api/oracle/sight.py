"""What a viewer may see, said once more and differently: plain comparisons over rows in memory."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from tests.api.oracle.models import (
    Aboard,
    AuditEntry,
    Box,
    Conveyance,
    Convoy,
    ConvoyReport,
    Cosignature,
    DeadZone,
    Detail,
    Device,
    Election,
    EndedAlarm,
    Finding,
    Fix,
    Handover,
    Incident,
    IncidentFact,
    IncidentNote,
    Island,
    Journey,
    Leg,
    Log,
    LogEntry,
    LogWitness,
    Member,
    Observation,
    Photo,
    Place,
    Presence,
    Region,
    Row,
    Rows,
    Scan,
    SeaArea,
    Seal,
    Sealing,
    SealRegister,
    SheetPrinted,
    Shipment,
    TripTrack,
    User,
)


def lies_in(code: str, region: str) -> bool:
    """Whether a region's code lies in a region; everything lies in ''."""
    return region in {"", code} or code.startswith(f"{region}.")


@dataclass(frozen=True)
class Sight:
    """The rows one viewer sees."""

    rows: Rows
    view: str
    election_id: int
    region: str
    name: str | None
    role: str

    @property
    def is_full(self) -> bool:
        """Whether the viewer is more than the public."""
        return self.view == "FULL"

    @cached_property
    def election(self) -> Row:
        """The viewer's election."""
        return next(row for row in self.elections if row.id == self.election_id)

    @property
    def now(self) -> datetime:
        """What its paused clock shows."""
        shown: datetime = self.election.clock_shown_at
        return shown

    @cached_property
    def elections(self) -> list[Row]:
        """All of them."""
        return sorted(self.rows[Election], key=lambda row: row.code)

    @cached_property
    def regions(self) -> dict[str, Row]:
        """Every region is public."""
        return {row.code: row for row in sorted(self.rows[Region], key=lambda row: row.code)}

    @cached_property
    def islands(self) -> dict[str, Row]:
        """Every island is public."""
        return {row.code: row for row in sorted(self.rows[Island], key=lambda row: row.code)}

    @cached_property
    def places(self) -> dict[str, Row]:
        """Places in the viewer's region, and those of the regions above it."""
        return self._by_code(self._mine(self.rows[Place], with_above=True))

    @cached_property
    def boxes(self) -> dict[str, Row]:
        """Boxes in the viewer's region."""
        return self._by_code(self._mine(self.rows[Box]))

    @cached_property
    def scans(self) -> dict[str, Row]:
        """Scans in the viewer's region, by id."""
        return {str(row.id): row for row in sorted(self._mine(self.rows[Scan]), key=lambda row: row.id)}

    @cached_property
    def log(self) -> Row:
        """The log of the viewer's election, which everybody sees."""
        return next(row for row in self.rows[Log] if row.election_id == self.election_id)

    @cached_property
    def log_witnesses(self) -> list[Row]:
        """Its witnesses, by name, without those that were removed."""
        found = [row for row in self.rows[LogWitness] if row.election_id == self.election_id and row.removed_at is None]
        return sorted(found, key=lambda row: row.name)

    def last_word(self, witness: Row) -> Row | None:
        """What a witness said of the largest tree."""
        said = [row for row in self.rows[Cosignature] if (row.election_id, row.verifier_key) == (witness.election_id, witness.verifier_key)]
        return max(said, key=lambda row: row.size, default=None)

    @cached_property
    def log_places(self) -> dict[str, int]:
        """Where scans stand in it, by their ids."""
        return {str(row.scan_id): row.log_index for row in self._mine(self.rows[LogEntry])}

    @cached_property
    def details(self) -> dict[str, Row]:
        """What is personal, by the scan's id."""
        return {str(row.scan_id): row for row in self._private(self.rows[Detail])}

    @cached_property
    def photos(self) -> dict[tuple[str, str], Row]:
        """What was photographed, by hash and region."""
        return {(row.sha256, row.region_code): row for row in self._private(self.rows[Photo])}

    @cached_property
    def findings(self) -> list[Row]:
        """Breaches, in the order of their names."""
        return sorted(self._mine(self.rows[Finding]), key=lambda row: row.breach)

    @cached_property
    def handovers(self) -> list[Row]:
        """Handovers, in the order of their beginnings."""
        return sorted(self._private(self.rows[Handover]), key=lambda row: (row.given_at or row.taken_at, row.nonce))

    @cached_property
    def seals(self) -> dict[str, Row]:
        """Issued numbers."""
        return {row.number: row for row in sorted(self._mine(self.rows[Seal]), key=lambda row: row.number)}

    @cached_property
    def sealings(self) -> list[Row]:
        """What was put on boxes, in order."""
        return sorted(self._mine(self.rows[Sealing]), key=lambda row: (row.applied_at, row.scan_id))

    @cached_property
    def registers(self) -> list[Row]:
        """What was published, also of what lies above."""
        return self._mine(self.rows[SealRegister], with_above=True)

    @cached_property
    def incidents(self) -> dict[str, Row]:
        """Incidents of the region and above it, by id."""
        return {str(row.id): row for row in self._private(self.rows[Incident], with_above=True)}

    @cached_property
    def incident_facts(self) -> list[Row]:
        """What they are made of."""
        return self._private(self.rows[IncidentFact])

    @cached_property
    def incident_notes(self) -> list[Row]:
        """What was done about them, in order."""
        return sorted(self._private(self.rows[IncidentNote], with_above=True), key=lambda row: row.id)

    @cached_property
    def observations(self) -> dict[str, Row]:
        """What supervisors saw, by id."""
        return {str(row.id): row for row in sorted(self._private(self.rows[Observation]), key=lambda row: row.id)}

    @cached_property
    def devices(self) -> dict[str, Row]:
        """Devices, by key."""
        return {row.id: row for row in self._private(self.rows[Device])}

    @cached_property
    def conveyances(self) -> dict[str, Row]:
        """Conveyances of the region and of those above."""
        return self._by_code(self._private(self.rows[Conveyance], with_above=True))

    @cached_property
    def fixes(self) -> list[Row]:
        """Positions, oldest first."""
        return sorted(self._private(self.rows[Fix], with_above=True), key=lambda row: (row.conveyance_code, row.at))

    @cached_property
    def shipments(self) -> dict[str, Row]:
        """Shipments, by code."""
        return self._by_code(self._private(self.rows[Shipment]))

    @cached_property
    def aboard(self) -> list[Row]:
        """Which box belongs to which shipment."""
        return self._private(self.rows[Aboard])

    @cached_property
    def legs(self) -> list[Row]:
        """Legs, in their shipments' order."""
        return sorted(self._private(self.rows[Leg]), key=lambda row: (row.shipment_code, row.number))

    @cached_property
    def convoys(self) -> dict[str, Row]:
        """Convoys that lie whole in the region, by number."""
        return {str(row.id): row for row in self._private(self.rows[Convoy])}

    @cached_property
    def members(self) -> list[Row]:
        """What travels in which convoy."""
        return self._private(self.rows[Member])

    @cached_property
    def presences(self) -> list[Row]:
        """What escorts confirmed, in the order in which it was."""
        return sorted(self._private(self.rows[Presence]), key=lambda row: (row.at, row.id))

    @cached_property
    def convoy_reports(self) -> dict[str, Row]:
        """What escorts reported, by key."""
        return {row.id: row for row in self._private(self.rows[ConvoyReport])}

    @cached_property
    def escorts(self) -> list[Row]:
        """Who can be an escort here."""
        return [row for row in self._private(self.rows[User], with_above=True) if row.role == "ESCORT"]

    @cached_property
    def accounts(self) -> dict[str, Row]:
        """Who signs in here."""
        return {str(row.id): row for row in self._private(self.rows[User])}

    @cached_property
    def unused(self) -> list[Row]:
        """Invitations that nobody has used or taken back."""
        return [row for row in self._private(self.rows[SheetPrinted]) if row.used_at is None and row.revoked_at is None]

    @cached_property
    def tracks(self) -> list[Row]:
        """How trips go, of the region's conveyances and those above."""
        found = self._private(self.rows[TripTrack], with_above=True)
        return sorted(found, key=lambda row: (row.conveyance_code, row.departs_at, row.from_code, row.to_code))

    @cached_property
    def ended_alarms(self) -> dict[str, Row]:
        """What was wrong with these trips, by id."""
        return {str(row.id): row for row in self._private(self.rows[EndedAlarm], with_above=True)}

    @cached_property
    def journeys(self) -> dict[str, Row]:
        """Where boxes stand on their way, by box."""
        return {row.box_code: row for row in self._private(self.rows[Journey])}

    @cached_property
    def audit(self) -> dict[str, Row]:
        """Changes in the region and above it, by id."""
        return {str(row.id): row for row in self._private(self.rows[AuditEntry], with_above=True)}

    @cached_property
    def sea_areas(self) -> dict[str, Row]:
        """Areas of the region and of those above."""
        return self._by_code(self._private(self.rows[SeaArea], with_above=True))

    @cached_property
    def dead_zones(self) -> dict[str, Row]:
        """Zones of the region and of those above."""
        return self._by_code(self._private(self.rows[DeadZone], with_above=True))

    def _mine(self, rows: Iterable[Row], *, with_above: bool = False) -> list[Row]:
        return [
            row
            for row in rows
            if row.election_id == self.election_id
            and (lies_in(row.region_code, self.region) or (with_above and lies_in(self.region, row.region_code)))
        ]

    def _private(self, rows: Iterable[Row], *, with_above: bool = False) -> list[Row]:
        return self._mine(rows, with_above=with_above) if self.is_full else []

    @staticmethod
    def _by_code(rows: Iterable[Row]) -> dict[str, Row]:
        return {row.code: row for row in sorted(rows, key=lambda row: row.code)}
