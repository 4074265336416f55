"""How an open subscription learns that its viewer may no longer follow. The kit knows no sessions: the application gives what watches."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any, Final

Watch = Callable[[Any], AbstractAsyncContextManager[asyncio.Event]]
"""Of the context of a request: holds for as long as something is followed, and sets its event when that must end."""

ENDED_CODE: Final = 4401
"""The code of graphql-transport-ws for who is not, or no longer, signed in."""
ENDED: Final = "Unauthorized: the session has ended"
ENDED_BODY: Final = b'{"errors":[{"message":"The session has ended: sign in again.","extensions":{"code":"UNAUTHENTICATED"}}]}'
