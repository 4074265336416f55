"""The port of a server, where several processes answer at one."""

import socket
from contextlib import ExitStack

from silog.errors import WRONG_INPUT, SilogError


def shared_socket(host: str, port: int) -> socket.socket:
    """Give a socket at a port that others of the same user may have as well, as long as all of them share it.

    The kernel gives each new connection to one of those that listen. Nobody listens here yet: a connection given to a server that
    still starts would have to wait for it.
    """
    try:
        family, kind, number, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        with ExitStack() as unless_bound:
            found = unless_bound.enter_context(socket.socket(family, kind, number))
            found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            found.bind(address)
            unless_bound.pop_all()
    except OSError as error:
        message = f"Port {port} of {host} cannot be shared: {error.strerror or error}."
        raise SilogError(WRONG_INPUT, message, "Whoever has it must share it too: start every server there with --share-port.") from error
    return found
