"""Accounts in GraphQL: the people of a territory, how they sign in, and what an office does about them."""

from collections.abc import Awaitable, Mapping
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import strawberry
from sqlalchemy import Boolean, and_, bindparam, true

from silog.errors import SilogError
from silog.kit.graphql.declare import fields
from silog.kit.graphql.declare.arguments import Arguments
from silog.kit.graphql.declare.entities import ELECTION, Entity, entity, inside_scope
from silog.kit.graphql.declare.fields import page, planned
from silog.kit.graphql.declare.mutations import UserError, changed
from silog.kit.graphql.declare.relay import After, Connection, First, Node, key_in_election, node_id
from silog.kit.graphql.declare.sources import Condition, Order, Row
from silog.people.actions import Granted, NewAccount, close_account, create_account, renew_link
from silog.people.rules import Right, Viewer
from silog.people.schema.words import Role
from silog.people.tables import seen_accounts
from silog.places.schema import Region
from silog.places.schema.conditions import among, inside, pattern

_MANAGES = bindparam("viewer_manages", type_=Boolean())
_PATHS = {"BAD_NAME": "name", "NAME_TAKEN": "name", "FORBIDDEN": "region", "ROLE_NOT_GRANTED": "role", "BAD_INPUT": "region"}


def _may_see(account: Row) -> Condition:
    """Accounts of the own territory, for who manages people. The view holds no more than the scope."""
    condition: Condition = and_(account.c.election_id == ELECTION, inside_scope(account.c.region_code), _MANAGES)
    return condition


@entity(Entity(seen_accounts, ("election_id", "id"), _may_see))
@strawberry.type(description="Somebody who signs in: a person, or a program that acts as one. Enrolled phones are devices.")
class Account(Node):
    """One account."""

    id: strawberry.ID = node_id("Account", "election_id", "id")
    name: str = fields.text(lambda a: a.c.name, "The name: nobody else in the election has it.")
    role: Role = fields.code(lambda a: a.c.role, "What that person is.")
    region: Region = fields.one(lambda a, r: r.c.code == a.c.region_code, "What that person sees.")
    signed_in_at: datetime | None = fields.moment(lambda a: a.c.signed_in_at, "When that person last signed in to a browser; null: never.")
    used_at: datetime | None = fields.moment(lambda a: a.c.used_at, "When any of the sessions was last used, to five minutes; null: never.")
    session_count: int = fields.number(lambda a: a.c.session_count, "How many sessions stand.")
    link_until: datetime | None = fields.moment(
        lambda a: a.c.link_until, "Until when a link that nobody has used is good; null: there is none."
    )
    closed_at: datetime | None = fields.moment(lambda a: a.c.closed_at, "When the account was closed; null while it is open.")


@strawberry.input(description="Which accounts. What is left out does not restrict.")
class AccountFilter:
    """Conditions on accounts; all of them hold."""

    region: str | None = strawberry.field(description="Of the region with this code, or of one inside it.", default=None)
    roles: list[Role] | None = strawberry.field(description="With one of these roles.", default=None)
    search: str | None = strawberry.field(description="Whose name holds this text, in any case.", default=None)
    is_closed: bool | None = strawberry.field(description="Only closed ones, or only open ones.", default=None)


def _chosen(_: Row, account: Row, arguments: Arguments) -> Condition:
    a = account.c
    conditions = [inside(a.region_code, arguments, "filter", "region"), among(a.role, arguments, "filter", "roles")]
    if arguments.given("filter", "search"):
        conditions.append(a.name.ilike(arguments.bind("filter", "search", via=pattern)))
    if arguments.given("filter", "isClosed"):
        conditions.append(a.closed_at.is_not(None) == arguments.bind("filter", "isClosed", type_=Boolean()))
    return and_(true(), *conditions)


_BY_NAME: Mapping[Any, Order] = {None: Order(lambda a: (a.c.name,))}


@strawberry.type
class AccountQuery:
    """The field of Query that lists accounts."""

    @planned(
        page(_chosen, _BY_NAME, full_view_only=True), "The accounts of your territory, by name, where you manage people; none for others."
    )
    def accounts(
        self,
        filter: Annotated[AccountFilter | None, strawberry.argument(description="Which ones.")] = None,  # noqa: A002 -- the API's word
        first: First = 50,
        after: After = None,
    ) -> Connection[Account] | None: ...


@strawberry.input(description="An account that is to be made.")
class CreateAccountInput:
    """Input of createAccount."""

    name: str = strawberry.field(description="What the person is called, as nobody else in the election: one line, 1 to 80 characters.")
    role: Role = strawberry.field(description="One of your `Viewer.grants`.")
    region: str = strawberry.field(description="What the person sees: the code of your region, or of one inside it.")


@strawberry.input(description="An account that needs another link.")
class MakeSignInLinkInput:
    """Input of makeSignInLink."""

    id: strawberry.ID = strawberry.field(description="Its id, from `accounts`.")


@strawberry.input(description="An account that is over.")
class CloseAccountInput:
    """Input of closeAccount."""

    id: strawberry.ID = strawberry.field(description="Its id, from `accounts`.")
    reason: str = strawberry.field(description="Why, in a few words for the audit: 1 to 500 characters.")


@strawberry.type(description="An account with a link that signs its person in once. The link is said here and nowhere else again.")
class SignInLinkPayload:
    """Payload of createAccount and makeSignInLink."""

    account_id: strawberry.Private[str | None]
    account: Account | None = changed("Account", lambda p: p.account_id, "The account as it is now; null where nothing was made.")
    path: str | None = strawberry.field(description="The link, after the address of this server.", default=None)
    expires_at: datetime | None = strawberry.field(description="Until when it is good, in real time.", default=None)
    errors: list[UserError] = strawberry.field(description="Why nothing was made; empty when it was.")


@strawberry.type(description="What became of the account.")
class CloseAccountPayload:
    """Payload of closeAccount."""

    account_id: strawberry.Private[str | None]
    account: Account | None = changed("Account", lambda p: p.account_id, "The account as it is now; null where it was not closed.")
    errors: list[UserError] = strawberry.field(description="Why it was not closed; empty when it was.")


@strawberry.type
class AccountMutation:
    """The mutations of accounts."""

    @strawberry.mutation(description="Make an account in your territory, with a link that signs its person in once, within 24 hours.")
    async def create_account(
        self,
        info: strawberry.Info[Any, None],
        input: Annotated[CreateAccountInput, strawberry.argument(description="The account.")],  # noqa: A002 -- the API's word
    ) -> SignInLinkPayload | None:
        """Make one."""
        viewer = info.context.viewer
        viewer.demand(Right.MANAGE_PEOPLE)
        new = NewAccount(input.name, input.role, input.region)
        return await _granted(viewer, create_account(info.context.database, viewer, new))

    @strawberry.mutation(description="Give an account of your territory another link that signs its person in once, within 24 hours.")
    async def make_sign_in_link(
        self,
        info: strawberry.Info[Any, None],
        input: Annotated[MakeSignInLinkInput, strawberry.argument(description="Which account.")],  # noqa: A002
    ) -> SignInLinkPayload | None:
        """Make a link."""
        viewer = info.context.viewer
        viewer.demand(Right.MANAGE_PEOPLE)
        try:
            number = _number(viewer, input.id)
        except SilogError as error:
            return SignInLinkPayload(account_id=None, errors=[UserError.of(error, "id")])
        return await _granted(viewer, renew_link(info.context.database, viewer, number), "id")

    @strawberry.mutation(description="Close an account of your territory for good: its sessions end, and nothing signs it in any more.")
    async def close_account(
        self,
        info: strawberry.Info[Any, None],
        input: Annotated[CloseAccountInput, strawberry.argument(description="Which account, and why.")],  # noqa: A002
    ) -> CloseAccountPayload | None:
        """Close one."""
        viewer = info.context.viewer
        viewer.demand(Right.MANAGE_PEOPLE)
        try:
            await close_account(info.context.database, viewer, _number(viewer, input.id), input.reason)
        except SilogError as error:
            path = "reason" if "REASON" in error.code else "id"
            return CloseAccountPayload(account_id=None, errors=[UserError.of(error, path)])
        return CloseAccountPayload(account_id=input.id, errors=[])


async def _granted(viewer: Viewer, act: Awaitable[Granted], path: str = "") -> SignInLinkPayload:
    """Make a link, and show it with its account."""
    try:
        made = await act
    except SilogError as error:
        return SignInLinkPayload(account_id=None, errors=[UserError.of(error, path or _PATHS.get(error.code, "name"))])
    account = f"Account:{viewer.election_id}:{made.id}"
    return SignInLinkPayload(account_id=account, path=made.path, expires_at=made.expires_at, errors=[])


def _number(viewer: Viewer, global_id: str) -> UUID:
    try:
        return UUID(key_in_election(global_id, "Account", viewer.election_id) or "")
    except ValueError as error:
        raise SilogError("UNKNOWN_ACCOUNT", "This is no account's id.", "Ask `accounts`: they list the ids.") from error
