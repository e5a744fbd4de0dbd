"""The time between "send me nothing more" and the end of the process."""

import asyncio
import signal
import threading

from fastapi import FastAPI

DRAIN = signal.SIGUSR1  # the server's main process sends it to each worker before it stops them
LAST = (b"connection", b"close")  # a caller who keeps a connection goes before it is cut


def watch_for_drain(app: FastAPI) -> None:
    """Let `app` know when it should no longer call itself ready.

    What lasts longer than a request puts a function into `app.state.at_drain`, and ends then.
    """
    app.state.draining = False
    app.state.at_drain = []
    if threading.current_thread() is threading.main_thread():  # elsewhere signals do not arrive
        asyncio.get_running_loop().add_signal_handler(DRAIN, begin_drain, app)


def begin_drain(app: FastAPI) -> None:
    """Answer from now on that this process is not ready; what is asked is still answered."""
    app.state.draining = True
    app.state.headers.append(LAST)
    for act in app.state.at_drain:
        act()
