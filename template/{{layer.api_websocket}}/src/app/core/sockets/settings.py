"""The limits of sockets: connections that stay open, and carry messages both ways."""

from pydantic import Field

from app.core.settings import EnvironmentSettings

MESSAGE_BYTES = 65_536


class SocketSettings(EnvironmentSettings, env_prefix="SOCKETS_"):
    """How many sockets there may be, and what ends one; `SOCKETS_OF_CALLER` and so on."""

    port: int = Field(0, ge=0, le=65535)  # 0: the one after SERVER_PORT
    of_process: int = Field(4_000, gt=0)  # one worker's
    of_caller: int = Field(20, gt=0)  # one caller's, of one worker
    messages: int = Field(60, gt=0)  # that one caller may send at once, over all sockets
    messages_seconds: int = Field(60, gt=0)  # until as many may be sent again
    send_seconds: float = Field(10, gt=0)  # in which the other end must take a message
    heartbeat_seconds: float = Field(20, gt=0)
    silent_seconds: float = Field(60, gt=0)  # after which a client that says nothing is gone
    recheck_seconds: float = Field(5, gt=0)  # so long may a credential work that has ended

    def find_port(self, server_port: int) -> int:
        """Return where sockets open, given where requests are answered."""
        return self.port or server_port + 1

    def list_dangers(self) -> list[str]:
        """Return what would leave sockets open to callers who are gone, or not let in any more."""
        dangers: list[str] = []
        if self.port >= 32768:
            dangers.append("SOCKETS_PORT can be taken by a client connection: stay below 32768.")
        if self.recheck_seconds > 60:
            dangers.append("SOCKETS_RECHECK_SECONDS is over 60: ask again earlier who it is.")
        if self.silent_seconds <= self.heartbeat_seconds:
            dangers.append("SOCKETS_SILENT_SECONDS must exceed SOCKETS_HEARTBEAT_SECONDS.")
        return dangers
