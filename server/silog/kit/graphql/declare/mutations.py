"""What every mutation shares: one `input`, and a payload that carries the errors a client can put right."""

from typing import Self

import strawberry

from silog.errors import SilogError


@strawberry.type(description="Something in the input that the client can put right.")
class UserError:
    """One error of a mutation's payload."""

    code: str = strawberry.field(description="A stable word that programs may match on.")
    message: str = strawberry.field(description="What is wrong and what to do, for people.")
    path: list[str] = strawberry.field(description='Where in the input, for example ["positions", "3", "lat"].')

    @classmethod
    def of(cls, error: SilogError, *path: str) -> Self:
        """Say a SilogError in a payload."""
        return cls(code=error.code, message=str(error), path=list(path))
