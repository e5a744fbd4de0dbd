"""Answer requests as `serve` does, under the eyes of systemd.

It takes the socket that systemd holds, says when it answers, and from then on as long as it does.
"""

import argparse
import os
import time
from multiprocessing import Process

from app.commands.health import ask
from app.commands.serve import load_app

ROUNDS = 3  # in which it may answer before it is held to be hung
BEFORE_READY_SECONDS = 0.1
ANSWER_SECONDS = 3.0


def add_options(word: argparse.ArgumentParser) -> None:
    """Describe the options of `app supervised`."""
    word.add_argument("--port", type=int, help="port to listen on where no socket is given")


def run(options: argparse.Namespace) -> int:
    """Serve; return when the last request has been answered."""
    from app.core.http.activated import ActivatedServer, find_address
    from app.core.http.server import serve
    from app.core.http.settings import ServerSettings
    from app.core.notifying import tell
    from app.core.settings import read_settings

    if options.port is not None:
        os.environ["SERVER_PORT"] = str(options.port)
    settings = read_settings(ServerSettings)
    address = find_address(settings.host, settings.port)
    # a process, since workers are forked from this one, and threads do not bear that
    Process(target=watch, args=(*address, os.getpid()), daemon=True).start()
    load_app()
    serve(settings, load_app, kind=ActivatedServer)
    tell("STOPPING=1")
    return 0


def watch(host: str, port: int, server: int) -> None:
    """Say when the service answers for the first time, and from then on whenever it does.

    It asks only whether the service is alive: one whose database is away is none the better for
    being started again.
    """
    from app.core.notifying import find_patience, tell

    word, patience = "READY=1", find_patience()
    while os.getppid() == server:
        if answers(host, port):
            tell(word)
            if patience is None:
                return
            word = "WATCHDOG=1"
        time.sleep(BEFORE_READY_SECONDS if word == "READY=1" else (patience or 0) / ROUNDS)


def answers(host: str, port: int) -> bool:
    """Say whether the service answers that it is alive."""
    try:
        return ask(host, port, "/health/live", ANSWER_SECONDS) == 200
    except OSError:
        return False
