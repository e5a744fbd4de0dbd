"""What systemd is told of this process, through the socket that it has named."""

import os
import socket


def tell(word: str) -> None:
    """Send `word` (`READY=1`, `WATCHDOG=1`); where nobody has asked to be told, do nothing."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as line:
        line.connect(address.replace("@", "\0", 1) if address.startswith("@") else address)
        line.sendall(word.encode())


def find_patience() -> float | None:
    """Return after how many seconds without `WATCHDOG=1` the service is ended, if it ever is."""
    return int(os.environ.get("WATCHDOG_USEC", "0")) / 1_000_000 or None
