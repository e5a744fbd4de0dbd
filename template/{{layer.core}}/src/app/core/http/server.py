"""The server process: granian, with limits on what it reads and a way to stop."""

import gc
import os
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import set_start_method
from pathlib import Path
from signal import SIG_IGN, signal
from threading import Timer
from typing import Any

from granian.constants import HTTPModes, Interfaces, Loops
from granian.http import HTTP1Settings
from granian.server.mp import MPServer
from starlette.types import ASGIApp

from app.core.cpus import count_cpus
from app.core.draining import DRAIN
from app.core.http.settings import ServerSettings
from app.core.logs import configure_logs
from app.core.settings import Settings, read_settings

SOURCE = Path(__file__).parents[2]
HEAD_BYTES = 32_768  # the buffer that request line and headers must fit into
QUIET = {  # the server's own lines go the way of all others
    "handlers": {},
    "formatters": {},
    "loggers": {"_granian": {"propagate": True}, "granian.access": {"propagate": True}},
}


class DrainingServer(MPServer):
    """A server that stays up for a moment after it was told to stop, and says "not ready"."""

    drain_seconds = 0.0
    draining = False

    def signal_handler_interrupt(self, *args: Any, **kwargs: Any) -> None:
        """Tell the workers, and stop them a moment later; when asked again, stop them now."""
        if self.draining or not self.drain_seconds:
            super().signal_handler_interrupt()  # type: ignore[no-untyped-call]
            return
        self.draining = True
        for worker in self.wrks:
            with suppress(ProcessLookupError):
                os.kill(worker.inner.pid, DRAIN)
        Timer(self.drain_seconds, super().signal_handler_interrupt).start()


def serve(
    settings: ServerSettings,
    load: Callable[[], ASGIApp],
    *,
    reload: bool = False,
    kind: type[DrainingServer] = DrainingServer,
) -> None:
    """Answer requests until a signal ends the process; `load` gives each worker its application."""
    configure_logs(read_settings(Settings).in_production)
    if reload:
        set_start_method("spawn")  # a worker that is forked would have the old modules
    workers = 1 if reload else settings.workers or count_cpus()
    server = kind(
        "app.main:create_app",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGI,
        workers=workers,
        loop=Loops.uvloop,
        http=HTTPModes.http1,
        websockets=False,
        http1_settings=HTTP1Settings(
            header_read_timeout=int(settings.header_seconds * 1000), max_buffer_size=HEAD_BYTES
        ),
        log_dictconfig=QUIET,
        workers_kill_timeout=settings.stop_seconds,
        respawn_failed_workers=workers > 1,
        reload=reload,
        reload_paths=[SOURCE],
    )
    server.drain_seconds = 0 if reload else settings.drain_seconds
    signal(DRAIN, SIG_IGN)  # a worker that is still starting takes no notice
    gc.collect()
    gc.freeze()  # what the workers share stays shared
    server.serve(target_loader=load, wrap_loader=False)
