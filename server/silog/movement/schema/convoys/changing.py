"""The mutations of convoys: what offices do with them, and what escorts confirm."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated, Any

import strawberry

from silog.errors import WRONG_INPUT, SilogError
from silog.kit.graphql.declare.geography import GeoPoint
from silog.kit.graphql.declare.mutations import UserError, changed
from silog.kit.graphql.declare.relay import key_in_election
from silog.movement.convoys.confirming import confirm_presence
from silog.movement.convoys.forming import ConvoyChange, EscortWanted, NewConvoy, change_convoy, dissolve_convoy, form_convoy
from silog.movement.convoys.rules import PresenceStep, Word
from silog.movement.schema.convoys.reading import Convoy
from silog.people.rules import Right, Viewer

_DIGITS_OF_BIGINT = 19
_REASON = "Why, in a few words for the audit: 1 to 500 characters."


@strawberry.input(description="Who guards a convoy.")
class ConvoyEscortInput:
    """A unit, and maybe its account."""

    unit: str = strawberry.field(description="The unit as people name it, for example Polres Natuna: one line, 1 to 120 characters.")
    name: str | None = strawberry.field(
        description="The name of the escort's account or enrolled phone, of `escorts`; left out, nobody confirms for the unit.",
        default=None,
    )


@strawberry.input(description="Shipments that are to travel together.")
class FormConvoyInput:
    """Input of formConvoy."""

    name: str = strawberry.field(description="What people call it: one line, 1 to 120 characters.")
    shipments: list[str] = strawberry.field(description="The codes of its shipments: 1 to 50, none of which has arrived.")
    escort: ConvoyEscortInput = strawberry.field(description="Who guards it.")
    reason: str = strawberry.field(description=_REASON)


@strawberry.input(description="What is to be otherwise about a convoy: all of it or nothing. What is left out stays.")
class ChangeConvoyInput:
    """Input of changeConvoy."""

    id: strawberry.ID = strawberry.field(description="Its id.")
    escort: ConvoyEscortInput | None = strawberry.field(description="Who guards it from now on.", default=None)
    add: list[str] = strawberry.field(description="The codes of shipments that join it.", default_factory=list)
    remove: list[str] = strawberry.field(description="The codes of shipments that leave it.", default_factory=list)
    reason: str = strawberry.field(description=_REASON)


@strawberry.input(description="A convoy that is over.")
class DissolveConvoyInput:
    """Input of dissolveConvoy."""

    id: strawberry.ID = strawberry.field(description="Its id.")
    reason: str = strawberry.field(description=_REASON)


@strawberry.input(description="That you were with your convoy.")
class ConfirmPresenceInput:
    """Input of confirmPresence."""

    id: strawberry.ID = strawberry.field(description="The convoy's id.")
    key: strawberry.ID = strawberry.field(description="A UUID made on the phone: sent again with the same one, it is kept once.")
    step: PresenceStep = strawberry.field(description="Whether it left, passed or arrived.")
    place_code: str | None = strawberry.field(description="At which place; a CHECKPOINT at sea has a position instead.", default=None)
    position: GeoPoint | None = strawberry.field(description="Where the phone was, if it knew. It is never public.", default=None)
    at: datetime = strawberry.field(description="When, on the election's clock. It is kept as said, beside when it was received.")


@strawberry.type(description="A convoy after something was done with it.")
class ConvoyPayload:
    """Payload of the mutations of convoys."""

    convoy_id: strawberry.Private[str | None]
    convoy: Convoy | None = changed("Convoy", lambda p: p.convoy_id, "The convoy as it is now; null where nothing was changed.")
    errors: list[UserError] = strawberry.field(description="Why nothing was changed; empty when it was.")


@strawberry.type(description="A convoy after its escort confirmed to be there.")
class ConfirmPresencePayload:
    """Payload of confirmPresence."""

    convoy_id: strawberry.Private[str | None]
    convoy: Convoy | None = changed("Convoy", lambda p: p.convoy_id, "The convoy as it is now; null where nothing was kept.")
    is_known: bool = strawberry.field(description="Whether the same was kept before: then nothing was added.", default=False)
    errors: list[UserError] = strawberry.field(description="Why nothing was kept; empty when it was.")


PATHS = {
    "UNKNOWN_SHIPMENT": "shipments",
    "SHIPMENT_ARRIVED": "shipments",
    "SHIPMENT_TAKEN": "shipments",
    "NO_SHIPMENT": "shipments",
    "TOO_MANY": "shipments",
    "UNKNOWN_ESCORT": "escort",
    "ESCORT_ELSEWHERE": "escort",
    "BAD_REASON": "reason",
    "REASON_MISSING": "reason",
    "NOT_IN_CONVOY": "remove",
    "SHIPMENT_ELSEWHERE": "add",
    "BAD_ID": "key",
    "ID_CONFLICT": "key",
    "BAD_POSITION": "position",
    "UNKNOWN_PLACE": "placeCode",
    "NO_PLACE": "placeCode",
}
"""Where in the input the fault is that a code names; elsewhere it is the convoy's id."""


def convoy_number(node_id: str, viewer: Viewer) -> int:
    """Read a convoy's global id; BAD_INPUT where it is none of the viewer's election."""
    number = key_in_election(node_id, "Convoy", viewer.election_id) or ""
    if not (number.isascii() and number.isdigit() and len(number) < _DIGITS_OF_BIGINT):
        raise SilogError(WRONG_INPUT, f"{node_id!r} is no convoy's id.", "Ask for convoys: they list the ids.")
    return int(number)


def lon_lat(point: GeoPoint | None) -> tuple[float, float] | None:
    """Read a position, if one was given."""
    return None if point is None else (point.lon, point.lat)


def _path_of(error: SilogError, otherwise: str) -> str:
    path = PATHS.get(error.code, otherwise)
    return "add" if path == "shipments" and otherwise == "id" else path


async def _formed(viewer: Viewer, act: Awaitable[int]) -> ConvoyPayload:
    """Make a convoy, and show it."""
    try:
        number = await act
    except SilogError as error:
        return ConvoyPayload(convoy_id=None, errors=[UserError.of(error, _path_of(error, "name"))])
    return ConvoyPayload(convoy_id=f"Convoy:{viewer.election_id}:{number}", errors=[])


async def _changed(viewer: Viewer, node_id: str, act: Callable[[int], Awaitable[object]]) -> ConvoyPayload:
    """Do something with the convoy of this id, and show it."""
    try:
        number = convoy_number(node_id, viewer)
        await act(number)
    except SilogError as error:
        return ConvoyPayload(convoy_id=None, errors=[UserError.of(error, _path_of(error, "id"))])
    return ConvoyPayload(convoy_id=f"Convoy:{viewer.election_id}:{number}", errors=[])


def _wanted(escort: ConvoyEscortInput) -> EscortWanted:
    return EscortWanted(escort.unit, escort.name)


@strawberry.type
class ConvoyMutation:
    """The mutations of convoys."""

    @strawberry.mutation(description="Let shipments travel together under an escort: in a convoy of their regency, or of the province.")
    async def form_convoy(
        self,
        info: strawberry.Info[Any, None],
        input: Annotated[FormConvoyInput, strawberry.argument(description="The convoy.")],  # noqa: A002 -- the API's word
    ) -> ConvoyPayload | None:
        """Form one."""
        viewer = info.context.viewer
        viewer.demand(Right.FORM_CONVOYS)
        new = NewConvoy(input.name, input.shipments, _wanted(input.escort), input.reason)
        return await _formed(viewer, form_convoy(info.context.database, viewer, new))

    @strawberry.mutation(description="Give a convoy another escort, or shipments more or less.")
    async def change_convoy(
        self,
        info: strawberry.Info[Any, None],
        input: Annotated[ChangeConvoyInput, strawberry.argument(description="Which, and what.")],  # noqa: A002
    ) -> ConvoyPayload | None:
        """Change one."""
        viewer = info.context.viewer
        viewer.demand(Right.FORM_CONVOYS)
        escort = None if input.escort is None else _wanted(input.escort)
        change = ConvoyChange(input.reason, escort, input.add, input.remove)
        return await _changed(viewer, input.id, lambda number: change_convoy(info.context.database, viewer, number, change))

    @strawberry.mutation(description="Dissolve a convoy. It stays on record, and its shipments may join another one.")
    async def dissolve_convoy(
        self,
        info: strawberry.Info[Any, None],
        input: Annotated[DissolveConvoyInput, strawberry.argument(description="Which, and why.")],  # noqa: A002
    ) -> ConvoyPayload | None:
        """Dissolve one."""
        viewer = info.context.viewer
        viewer.demand(Right.FORM_CONVOYS)
        return await _changed(viewer, input.id, lambda number: dissolve_convoy(info.context.database, viewer, number, input.reason))

    @strawberry.mutation(description="Confirm to be with your own convoy, as its escort: idempotent, and good hours later.")
    async def confirm_presence(
        self,
        info: strawberry.Info[Any, None],
        input: Annotated[ConfirmPresenceInput, strawberry.argument(description="Where and when.")],  # noqa: A002
    ) -> ConfirmPresencePayload | None:
        """Confirm it."""
        viewer = info.context.viewer
        viewer.demand(Right.ESCORT_CONVOYS)
        word = Word(input.key, input.at, input.place_code, lon_lat(input.position))
        try:
            number = convoy_number(input.id, viewer)
            is_new = await confirm_presence(info.context.database, viewer, number, input.step, word)
        except SilogError as error:
            return ConfirmPresencePayload(convoy_id=None, errors=[UserError.of(error, PATHS.get(error.code, "id"))])
        return ConfirmPresencePayload(convoy_id=f"Convoy:{viewer.election_id}:{number}", is_known=not is_new, errors=[])
