"""The cuts of moments: what is not reached, not whole, not continued, or not what was asked for."""

from tests.wiring.cut import Cut

FOLLOWED: dict[str, object] = {
    "database": "postgresql",
    "auth": "none",
    "ci": "none",
    "backups": "local",
}
ROOMS = "src/app/backups/moments/"
TESTS = "tests/backups/moments/"
MOMENTS = TESTS + "test_moments.py::"
REFUSALS = TESTS + "test_refusals.py::"
SPANS = TESTS + "test_spans.py::"
RECEIVER = "tests/test_receiver.py::"


def cut(promise: str, says: str, file: str, old: str, new: str, red: str) -> Cut:
    """Return a cut in a small project whose database is followed."""
    return Cut(promise, says, file, old, new, (red,), FOLLOWED)


CUTS: list[Cut] = [
    cut(
        "S65",
        "the database comes back as it was at the moment, not as it was last",
        ROOMS + "recovering.py",
        "recovery_target_time = '{moment.isoformat()}'",
        "# {moment}",
        MOMENTS + "test_a_mistake_is_undone_to_the_moment_before_it",
    ),
    cut(
        "S65",
        "what the server has thrown away begins a new log",
        ROOMS + "following.py",
        " or kept.status == LOST",
        "",
        MOMENTS + "test_what_the_server_keeps_for_us_is_known_and_bounded",
    ),
    cut(
        "S65",
        "a copy is held to PostgreSQL's list of its files",
        ROOMS + "recovering.py",
        "        if await verifying.end():\n",
        "        if await verifying.end() < 0:\n",
        REFUSALS + "test_a_copy_that_is_not_whole_is_refused",
    ),
    cut(
        "S65",
        "a copy that the server cuts short does not count",
        ROOMS + "copying.py",
        "            if await program.end():\n",
        "            if await program.end() < 0:\n",
        REFUSALS + "test_a_copy_that_the_server_cuts_short_fails",
    ),
    cut(
        "S65",
        "a gap in the log is found before anything is recovered",
        ROOMS + "recovering.py",
        "    if missing := find_missing(segments) if begins else route.copy.begins:\n",
        "    if missing := None if begins else route.copy.begins:\n",
        REFUSALS + "test_a_log_with_a_gap_is_refused_and_the_gap_named",
    ),
    cut(
        "S65",
        "a recovery that would fill the disk is not begun",
        ROOMS + "recovering.py",
        "    if need > free:\n",
        "    if need < 0:\n",
        REFUSALS + "test_without_room_nothing_is_begun",
    ),
    cut(
        "S65",
        "what a killed recovery has left goes",
        ROOMS + "places.py",
        "            shutil.rmtree(place)\n",
        "            pass\n",
        REFUSALS + "test_what_a_killed_recovery_has_left_is_swept",
    ),
    cut(
        "S65",
        "a moment is reached along a log without a gap",
        ROOMS + "spans.py",
        "stretch.first <= reach and ",
        "",
        SPANS + "test_what_cannot_be_reached_is_refused_with_the_reason",
    ),
    cut(
        "S65",
        "a moment that has not come is refused",
        ROOMS + "spans.py",
        "    elif moment > now:\n",
        "    elif moment is now:\n",
        SPANS + "test_what_cannot_be_reached_is_refused_with_the_reason",
    ),
    cut(
        "S65",
        "beside a new database the end of the log is not guessed",
        ROOMS + "spans.py",
        "        if now - began < NEW:\n",
        "        if now < began:\n",
        SPANS + "test_beside_a_new_database_the_end_of_the_log_is_not_guessed",
    ),
    cut(
        "S65",
        "what is needed for the days that are promised is kept",
        ROOMS + "records.py",
        "one.last < oldest.begins)",
        "one.last > oldest.begins)",
        SPANS + "test_what_is_older_than_was_promised_goes_and_nothing_else",
    ),
    cut(
        "S65",
        "a log that stays on the machine is a trouble",
        ROOMS + "state.py",
        "        elif now - newest > (late",
        "        elif newest - now > (late",
        TESTS + "test_state.py::test_what_is_not_as_it_should_be_is_said",
    ),
    cut(
        "S65",
        "a receiver that is not let in cannot fill the database's disk",
        "compose.yml",
        "      - --max_slot_wal_keep_size=8GB\n",
        "",
        RECEIVER + "test_the_server_keeps_what_was_not_received_but_not_until_its_disk_is_full",
    ),
    cut(
        "S56",
        "who receives the log is nobody's administrator",
        "compose.yml",
        "NOSUPERUSER NOCREATEDB NOCREATEROLE REPLICATION",
        "SUPERUSER NOCREATEDB NOCREATEROLE REPLICATION",
        RECEIVER + "test_its_user_may_receive_the_log_and_nothing_else",
    ),
    cut(
        "S56",
        "nobody else may receive the log",
        "deploy/pg_hba.conf",
        "hostssl  replication  replica  all ",
        "hostssl  replication  all      all ",
        RECEIVER + "test_nobody_else_may_receive_it_and_nobody_without_a_password",
    ),
]
