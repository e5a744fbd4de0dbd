"""The cuts of development: what a run of the tests leaves behind when somebody kills it."""

from tests.wiring.cut import Cut

SERVERS = "tests/dev/test_servers.py::"
WATCH = "tests/dev/test_watch.py::"
WAYS = "tests/dev/test_ways.py::"

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
    Cut(
        promise="ways",
        says="make dev names the port at which the service listens",
        file="dev/ways.py",
        old="    port = read_settings(ServerSettings).port\n",
        new="    assert read_settings(ServerSettings)\n    port = 8000\n",
        red=(
            WAYS + "test_each_way_is_shown_with_its_port_and_with_what_a_caller_sends",
            WAYS + "test_a_port_of_the_file_of_settings_is_named",
        ),
    ),
]
