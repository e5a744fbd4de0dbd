"""A server on the socket that systemd holds open: callers wait there while it starts again."""

import os
import socket

from granian._granian import SocketHolder

from app.core.http.server import DrainingServer

FIRST = 3  # where systemd puts the sockets that it gives


class ActivatedServer(DrainingServer):
    """A server that opens no socket of its own where it was given one."""

    def _init_shared_socket(self) -> None:
        """Take the socket that was given to this process; all workers accept from it."""
        given = find_given()
        if given is None:
            super()._init_shared_socket()  # type: ignore[no-untyped-call]
            return
        os.set_blocking(given, False)
        os.set_inheritable(given, True)
        held = SocketHolder(given, False, self.backlog)  # type: ignore[call-arg]
        vars(self).update(_ssp=None, _sso=None, _sfd=given, _shd=held)  # as for a socket of its own


def find_given() -> int | None:
    """Return the socket that systemd gave to this process, if it gave one."""
    mine = os.environ.get("LISTEN_PID") == str(os.getpid())
    return FIRST if mine and int(os.environ.get("LISTEN_FDS", "0")) > 0 else None


def find_address(host: str, port: int) -> tuple[str, int]:
    """Return where this process is asked: at the socket that it was given, else as it was told."""
    given = find_given()
    if given is None:
        return host, port
    with socket.socket(fileno=os.dup(given)) as line:
        address: tuple[str, int] = line.getsockname()[:2]
    return address
