"""Who may see and do what: every role, every right, and the one table that joins them.

Rules only: no SQL, no clock, no request. An auditor can read here what each role is allowed; docs/people.md shows the same table to
people, and a test compares the two.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final
from uuid import UUID

from silog.errors import SilogError
from silog.kit.scope import Scope, View


class Role(StrEnum):
    """What a person is in one election. PUBLIC is everybody who has not signed in, and is never stored."""

    COORDINATOR = "COORDINATOR"
    OPERATOR = "OPERATOR"
    PLANNER = "PLANNER"
    SUPPLIER = "SUPPLIER"
    CARRIER = "CARRIER"
    PPK = "PPK"
    PPS = "PPS"
    KPPS = "KPPS"
    ESCORT = "ESCORT"
    SUPERVISOR = "SUPERVISOR"
    TRAINER = "TRAINER"
    AUDITOR = "AUDITOR"
    PUBLIC = "PUBLIC"


class Right(StrEnum):
    """What can be done beyond reading what one's view shows."""

    RECORD_SCANS = "RECORD_SCANS"
    REPORT_POSITIONS = "REPORT_POSITIONS"
    REPORT_CONTACT = "REPORT_CONTACT"
    ASK_ROUTES = "ASK_ROUTES"
    PRINT_LABELS = "PRINT_LABELS"
    MOVE_PORTS = "MOVE_PORTS"
    SET_SEA_AREAS = "SET_SEA_AREAS"
    READ_PLANS = "READ_PLANS"
    MAKE_PLANS = "MAKE_PLANS"
    MANAGE_DEVICES = "MANAGE_DEVICES"
    ISSUE_SEALS = "ISSUE_SEALS"
    REPORT_INCIDENTS = "REPORT_INCIDENTS"
    MANAGE_INCIDENTS = "MANAGE_INCIDENTS"
    FILE_OBSERVATIONS = "FILE_OBSERVATIONS"
    FORM_CONVOYS = "FORM_CONVOYS"
    ESCORT_CONVOYS = "ESCORT_CONVOYS"
    MANAGE_PEOPLE = "MANAGE_PEOPLE"
    SET_TRAINING_CLOCK = "SET_TRAINING_CLOCK"


_OFFICE: Final = frozenset(
    {
        *(Right.RECORD_SCANS, Right.REPORT_POSITIONS, Right.ASK_ROUTES, Right.MOVE_PORTS),
        *(Right.MANAGE_DEVICES, Right.MANAGE_PEOPLE, Right.PRINT_LABELS),
        *(Right.ISSUE_SEALS, Right.REPORT_INCIDENTS, Right.MANAGE_INCIDENTS, Right.READ_PLANS, Right.FORM_CONVOYS),
    }
)
_CUSTODIAN: Final = frozenset({Right.RECORD_SCANS, Right.REPORT_INCIDENTS})

RIGHTS: Final = {
    # Areas of the sea bend the routes of every regency: the province sets them.
    Role.COORDINATOR: _OFFICE | {Right.SET_TRAINING_CLOCK, Right.SET_SEA_AREAS, Right.MAKE_PLANS},
    Role.OPERATOR: _OFFICE,
    # A planner says where vessels can lie, asks for ways and makes plans; boxes and devices are not a planner's.
    Role.PLANNER: frozenset({Right.ASK_ROUTES, Right.MOVE_PORTS, Right.READ_PLANS, Right.MAKE_PLANS}),
    Role.SUPPLIER: _CUSTODIAN,
    Role.CARRIER: _CUSTODIAN | {Right.REPORT_POSITIONS},
    Role.PPK: _CUSTODIAN,
    Role.PPS: _CUSTODIAN,
    Role.KPPS: _CUSTODIAN,
    # An escort confirms presence with the own convoy and countersigns handovers. No track is kept of an escort: positions are reported
    # by nobody, and where one said to be is in no public view.
    Role.ESCORT: _CUSTODIAN | {Right.ESCORT_CONVOYS},
    # A supervisor verifies and is never a custodian; an auditor only reads. Asking for a way changes nothing. What a supervisor files
    # belongs to nobody else: no office carries FILE_OBSERVATIONS.
    Role.SUPERVISOR: frozenset({Right.ASK_ROUTES, Right.FILE_OBSERVATIONS, Right.READ_PLANS}),
    Role.TRAINER: _OFFICE | {Right.SET_TRAINING_CLOCK, Right.SET_SEA_AREAS, Right.MAKE_PLANS},
    Role.AUDITOR: frozenset({Right.ASK_ROUTES, Right.READ_PLANS}),
    # A route costs the processor thousands of times what a row costs: not for everybody.
    Role.PUBLIC: frozenset[Right](),
}
"""What each role carries, when a person has signed in. REPORT_CONTACT is a device's alone: see `rights_of`."""

_OF_THE_FIELD: Final = (Role.OPERATOR, Role.SUPPLIER, Role.CARRIER, Role.PPK, Role.PPS, Role.KPPS, Role.ESCORT)
GRANTS: Final = {
    Role.COORDINATOR: (Role.PLANNER, *_OF_THE_FIELD),
    Role.OPERATOR: _OF_THE_FIELD,
    Role.TRAINER: (Role.PLANNER, *_OF_THE_FIELD),
}
"""For which roles somebody makes accounts and links, and closes them. Who can make a link for an account can sign in as it: so nobody does
for those who watch the offices or run the province. Their accounts are made at the server (`silog users`)."""

_ON_A_PHONE: Final = frozenset({Right.RECORD_SCANS, Right.REPORT_POSITIONS, Right.ESCORT_CONVOYS})
_NOBODY: Final = "nobody"


def rights_of(role: Role, *, is_device: bool) -> frozenset[Right]:
    """Give what a person of this role may do, or a device that was enrolled for it.

    A phone is carried about for weeks and gets lost: of its role it keeps only what scanning and escorting need, and it may tell how it
    fares.
    """
    return (RIGHTS[role] & _ON_A_PHONE) | {Right.REPORT_CONTACT} if is_device else RIGHTS[role]


def view_of(role: Role) -> View:
    """Everybody with a role sees the rows of the own territory in full; the public sees the public view."""
    return View.PUBLIC if role is Role.PUBLIC else View.FULL


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who asks: one person or one device in one election, or the public.

    `region_code` '' is every region, which only the public view has. `device_id` is the key's id where an enrolled device asks with the
    token that it was given, and None for everybody else.
    """

    name: str | None
    role: Role
    region_code: str
    election_id: int
    election_code: str
    device_id: str | None = None
    session_id: UUID | None = field(default=None, compare=False)
    """The session by which this viewer asks; None for the public and for commands."""
    person_id: UUID | None = field(default=None, compare=False)
    """The account behind that session; None for the public and for commands."""
    scope: Scope = field(init=False, compare=False, repr=False)
    """The rows this viewer sees, as it travels in every statement."""

    def __post_init__(self) -> None:
        """Make the scope once: it is asked for many times. Of convoys an escort sees the own ones, whatever region the account has."""
        person = str(self.person_id or _NOBODY) if self.role is Role.ESCORT else ""
        object.__setattr__(self, "scope", Scope(view_of(self.role), self.election_id, self.region_code, person))

    @classmethod
    def public(cls, election_id: int, election_code: str) -> "Viewer":
        """Everybody who has not signed in, looking at one election."""
        return cls(None, Role.PUBLIC, "", election_id, election_code)

    @property
    def rights(self) -> frozenset[Right]:
        """What this viewer may do."""
        return rights_of(self.role, is_device=self.device_id is not None)

    def may(self, right: Right) -> bool:
        """Whether this viewer carries a right."""
        return right in self.rights

    @property
    def grants(self) -> tuple[Role, ...]:
        """For which roles this viewer makes accounts and links, and closes them, in the own territory."""
        return GRANTS.get(self.role, ()) if self.may(Right.MANAGE_PEOPLE) else ()

    def demand(self, right: Right) -> None:
        """Refuse with FORBIDDEN what the role does not carry; UNAUTHENTICATED when nobody has signed in."""
        if self.may(right):
            return
        if self.role is Role.PUBLIC:
            message = f"{right} needs a person who has signed in."
            raise SilogError("UNAUTHENTICATED", message, "Send a bearer token, or open a sign-in link.")
        what = f"{self.name} is {self.role} in {self.election_code}"
        if self.device_id is not None:
            raise SilogError("FORBIDDEN", f"{what}, on a device, which does not carry {right}.")
        raise SilogError("FORBIDDEN", f"{what}, which does not carry {right}.")
