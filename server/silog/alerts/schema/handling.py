"""The mutations of alerts: what people do about incidents, and a supervisor's observations."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Annotated, Any

import strawberry

from silog.alerts.handling import (
    Subject,
    acknowledge_incident,
    assign_incident,
    file_observation,
    report_incident,
    resolve_incident,
)
from silog.alerts.schema.incidents import Incident, Observation
from silog.custody.codes import read_code
from silog.errors import WRONG_INPUT, SilogError
from silog.kit.database import Database
from silog.kit.graphql.declare.mutations import UserError, changed
from silog.kit.graphql.declare.relay import key_in_election
from silog.people.rules import Right, Viewer

_DIGITS_OF_BIGINT = 19
_TEXT = "In plain words, 1 to 2,000 characters."


@strawberry.input(description="Something wrong that no scan tells of.")
class OpenIncidentInput:
    """Input of openIncident."""

    box_code: str | None = strawberry.field(description="The box it is about, as printed.", default=None)
    place_code: str | None = strawberry.field(description="The place it is about.", default=None)
    text: str = strawberry.field(description=f"What is wrong. {_TEXT}")


@strawberry.input(description="An incident that somebody sees to.")
class AcknowledgeIncidentInput:
    """Input of acknowledgeIncident."""

    id: strawberry.ID = strawberry.field(description="Its id.")
    text: str = strawberry.field(description=f"What you are going to do. {_TEXT}")


@strawberry.input(description="An incident, and who is to see to it.")
class AssignIncidentInput:
    """Input of assignIncident."""

    id: strawberry.ID = strawberry.field(description="Its id.")
    owner: str = strawberry.field(description="The name of a user of this election who works in its region.")
    text: str = strawberry.field(description=f"Why. {_TEXT}")


@strawberry.input(description="An incident that is over.")
class ResolveIncidentInput:
    """Input of resolveIncident."""

    id: strawberry.ID = strawberry.field(description="Its id.")
    resolution: str = strawberry.field(description=f"What was found out and done. {_TEXT}")


@strawberry.input(description="What a supervisor saw.")
class FileObservationInput:
    """Input of fileObservation."""

    box_code: str | None = strawberry.field(description="The box it is about, as printed.", default=None)
    place_code: str | None = strawberry.field(description="The place it is about.", default=None)
    text: str = strawberry.field(description=f"What was seen. {_TEXT}")


@strawberry.type(description="An incident after something was done about it.")
class IncidentPayload:
    """Payload of the incidents' mutations."""

    incident_id: strawberry.Private[str | None]
    incident: Incident | None = changed("Incident", lambda p: p.incident_id, "The incident as it is now; null where nothing was changed.")
    errors: list[UserError] = strawberry.field(description="Why nothing was changed; empty when it was.")


@strawberry.type(description="An observation after it was filed.")
class ObservationPayload:
    """Payload of fileObservation."""

    observation_id: strawberry.Private[str | None]
    observation: Observation | None = changed("Observation", lambda p: p.observation_id, "The observation; null where nothing was filed.")
    errors: list[UserError] = strawberry.field(description="Why nothing was filed; empty when it was.")


_PATHS = {
    "UNKNOWN_BOX": "boxCode",
    "UNKNOWN_PLACE": "placeCode",
    "UNKNOWN_OWNER": "owner",
    "BAD_TEXT": "text",
}


def _subject(box_code: str | None, place_code: str | None) -> Subject:
    # What can be no code is asked for as it was typed, so that the answer says that there is no such box.
    return Subject(None if box_code is None else read_code(box_code) or box_code, place_code)


async def _see_to(
    info: strawberry.Info[Any, None], node_id: str, act: Callable[[Database, Viewer, int], Awaitable[None]], text: str = "text"
) -> IncidentPayload:
    """Do something about a known incident; `text` is the field of the input that holds what is said."""
    viewer = info.context.viewer
    viewer.demand(Right.MANAGE_INCIDENTS)
    try:
        number = _number(node_id, viewer)
        await act(info.context.database, viewer, number)
    except SilogError as error:
        return _refused(error, "id", text)
    return IncidentPayload(incident_id=f"Incident:{viewer.election_id}:{number}", errors=[])


def _number(node_id: str, viewer: Viewer) -> int:
    number = key_in_election(node_id, "Incident", viewer.election_id) or ""
    if not (number.isascii() and number.isdigit() and len(number) < _DIGITS_OF_BIGINT):
        raise SilogError(WRONG_INPUT, f"{node_id!r} is no incident's id.", "Ask for incidents: they list the ids.")
    return int(number)


def _refused(error: SilogError, otherwise: str, text: str = "text") -> IncidentPayload:
    path = text if error.code == "BAD_TEXT" else _PATHS.get(error.code, otherwise)
    return IncidentPayload(incident_id=None, errors=[UserError.of(error, path)])


@strawberry.type
class AlertMutation:
    """The mutations of alerts."""

    @strawberry.mutation(description="Open an incident for something wrong that no scan tells of.")
    async def open_incident(
        self,
        info: strawberry.Info[Any, None],
        input: Annotated[OpenIncidentInput, strawberry.argument(description="What is wrong.")],  # noqa: A002 -- the API's word
    ) -> IncidentPayload | None:
        """Open one."""
        viewer = info.context.viewer
        viewer.demand(Right.REPORT_INCIDENTS)
        try:
            number = await report_incident(info.context.database, viewer, _subject(input.box_code, input.place_code), input.text)
        except SilogError as error:
            return _refused(error, "text")
        return IncidentPayload(incident_id=f"Incident:{viewer.election_id}:{number}", errors=[])

    @strawberry.mutation(description="Say that you have seen an incident and see to it.")
    async def acknowledge_incident(
        self,
        info: strawberry.Info[Any, None],
        input: Annotated[AcknowledgeIncidentInput, strawberry.argument(description="Which, and what you will do.")],  # noqa: A002
    ) -> IncidentPayload | None:
        """Acknowledge one."""
        return await _see_to(info, input.id, partial(acknowledge_incident, text=input.text))

    @strawberry.mutation(description="Give an incident to somebody.")
    async def assign_incident(
        self,
        info: strawberry.Info[Any, None],
        input: Annotated[AssignIncidentInput, strawberry.argument(description="Which, and to whom.")],  # noqa: A002
    ) -> IncidentPayload | None:
        """Assign one."""
        return await _see_to(info, input.id, partial(assign_incident, owner=input.owner, text=input.text))

    @strawberry.mutation(description="Close an incident with what was found out and done. What is found later opens another.")
    async def resolve_incident(
        self,
        info: strawberry.Info[Any, None],
        input: Annotated[ResolveIncidentInput, strawberry.argument(description="Which, and how.")],  # noqa: A002
    ) -> IncidentPayload | None:
        """Resolve one."""
        return await _see_to(info, input.id, partial(resolve_incident, resolution=input.resolution), text="resolution")

    @strawberry.mutation(description="File what a supervisor saw. It stays as it is: nobody can change or delete it.")
    async def file_observation(
        self,
        info: strawberry.Info[Any, None],
        input: Annotated[FileObservationInput, strawberry.argument(description="What was seen.")],  # noqa: A002
    ) -> ObservationPayload | None:
        """File one."""
        viewer = info.context.viewer
        viewer.demand(Right.FILE_OBSERVATIONS)
        try:
            number = await file_observation(info.context.database, viewer, _subject(input.box_code, input.place_code), input.text)
        except SilogError as error:
            return ObservationPayload(observation_id=None, errors=[UserError.of(error, _PATHS.get(error.code, "text"))])
        return ObservationPayload(observation_id=f"Observation:{viewer.election_id}:{number}", errors=[])
