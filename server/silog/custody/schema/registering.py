"""The mutations of the register of seals."""

from typing import Annotated, Any

import strawberry

from silog.custody.actions import issue_seals, publish_register
from silog.errors import SilogError
from silog.kit.graphql.declare.mutations import UserError
from silog.people.rules import Right

MOST_NUMBERS = 2_000


@strawberry.input(description="Numbers of seals that go to one place.")
class IssueSealsInput:
    """Input of issueSeals."""

    place_code: str = strawberry.field(description="Code of the place that gets them, in your region.")
    numbers: list[str] = strawberry.field(description="At most 2,000, each of 1 to 40 letters, digits or ./:_- as printed.")
    reason: str = strawberry.field(description="Why, in a few words for the audit: 1 to 500 characters.")


@strawberry.type(description="What became of numbers that were to be issued.")
class IssueSealsPayload:
    """Payload of issueSeals."""

    issued: int = strawberry.field(description="How many are new in the register; those that went to this place before are not counted.")
    errors: list[UserError] = strawberry.field(description="Why nothing was issued; empty when it was.")


@strawberry.input(description="Whose register is published.")
class PublishSealRegisterInput:
    """Input of publishSealRegister."""

    region: str = strawberry.field(description="Code of the region whose seals it lists: yours, or one in it.")
    reason: str = strawberry.field(description="Why, in a few words for the audit: 1 to 500 characters.")


@strawberry.type(description="What was published.")
class PublishSealRegisterPayload:
    """Payload of publishSealRegister."""

    version: int | None = strawberry.field(description="The version that was published; null where nothing was.")
    digest: str | None = strawberry.field(description="Its SHA-256 as hexadecimal digits, for others to hold.")
    errors: list[UserError] = strawberry.field(description="Why nothing was published; empty when it was.")


@strawberry.type
class SealMutation:
    """The mutations of seals."""

    @strawberry.mutation(description="Issue numbers of seals to a place. A number is issued once and never taken back.")
    async def issue_seals(
        self,
        info: strawberry.Info[Any, None],
        input: Annotated[IssueSealsInput, strawberry.argument(description="The numbers.")],  # noqa: A002 -- the API's word
    ) -> IssueSealsPayload | None:
        """Issue them."""
        viewer = info.context.viewer
        viewer.demand(Right.ISSUE_SEALS)
        if len(input.numbers) > MOST_NUMBERS:
            message = f"{len(input.numbers)} numbers: send at most {MOST_NUMBERS} at once."
            return IssueSealsPayload(issued=0, errors=[UserError(code="TOO_MANY", message=message, path=["numbers"])])
        try:
            wanted = [(number, input.place_code) for number in input.numbers]
            issued = await issue_seals(info.context.database, viewer, wanted, input.reason)
        except SilogError as error:
            return IssueSealsPayload(issued=0, errors=[UserError.of(error, _FIELDS.get(error.code, "numbers"))])
        return IssueSealsPayload(issued=issued, errors=[])

    @strawberry.mutation(description="Publish the register of a region as it stands: from then on its digest is what others hold.")
    async def publish_seal_register(
        self,
        info: strawberry.Info[Any, None],
        input: Annotated[PublishSealRegisterInput, strawberry.argument(description="Whose.")],  # noqa: A002 -- the API's word
    ) -> PublishSealRegisterPayload | None:
        """Publish it."""
        viewer = info.context.viewer
        viewer.demand(Right.ISSUE_SEALS)
        try:
            version, digest = await publish_register(info.context.database, viewer, input.region, input.reason)
        except SilogError as error:
            path = _FIELDS.get(error.code, "region")
            return PublishSealRegisterPayload(version=None, digest=None, errors=[UserError.of(error, path)])
        return PublishSealRegisterPayload(version=version, digest=digest, errors=[])


_FIELDS = {"UNKNOWN_PLACE": "placeCode", "REASON_MISSING": "reason", "BAD_REASON": "reason"}
