"""The cuts of development: what a run of the tests leaves behind when somebody kills it."""

from tests.wiring.cut import Cut

SERVERS = "tests/dev/test_servers.py::"
WATCH = "tests/dev/test_watch.py::"

CUTS: list[Cut] = [
    Cut(
        promise="killed-run",
        says="what a killed run has started is ended",
        file="dev/watch.py",
        old='kill -s "$1" "$process"\n',
        new="",
        red=(WATCH + "test_what_a_killed_run_has_started_is_ended",),
    ),
    Cut(
        promise="killed-run",
        says="the data of a killed run are deleted",
        file="dev/watch.py",
        old='rm -rf "$@"\n',
        new="",
        red=(
            WATCH + "test_what_a_killed_run_has_started_is_ended",
            SERVERS + "test_a_run_that_is_killed_takes_its_server_along",
        ),
    ),
    Cut(
        promise="killed-run",
        says="the data of a database server go with it",
        file="dev/servers.py",
        old="            command, stop, sweep, stdout",
        new="            command, stop, stdout",
        red=(SERVERS + "test_a_run_that_is_killed_takes_its_server_along",),
    ),
]
