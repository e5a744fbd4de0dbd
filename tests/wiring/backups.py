"""The cuts of backups: what is not whole, not compared, not held to its targets, or not kept apart."""

from tests.wiring.cut import Cut

SMALL: dict[str, object] = {
    "database": "sqlite",
    "auth": "none",
    "ci": "none",
    "backups": "local",
}
ROOMS = "src/app/backups/"
TESTS = "tests/backups/"
OTHERS = TESTS + "test_others.py::"
REFUSALS = TESTS + "test_refusals.py::"


def cut(promise: str, says: str, file: str, old: str, new: str, red: str) -> Cut:
    """Return a cut in a project with the smallest database, and a folder for its backups."""
    return Cut(promise, says, file, old, new, (red,), SMALL)


CUTS: list[Cut] = [
    cut(
        "S61",
        "a backup leaves the machine to callers",
        ROOMS + "taking.py",
        "                await self.pace.keep(len(chunk))\n",
        "",
        TESTS + "test_pace.py::test_a_backup_is_not_faster_than_it_may_be",
    ),
    cut(
        "S61",
        "a dump without a manifest does not count",
        ROOMS + "shelf.py",
        "sorted(parts[DUMP].keys() & parts[MANIFEST].keys(), reverse=True)",
        "sorted(parts[DUMP].keys() | parts[MANIFEST].keys(), reverse=True)",
        TESTS + "test_killed.py::test_a_backup_that_was_cut_short_does_not_count",
    ),
    cut(
        "S61",
        "a backup is taken each hour",
        "src/app/schedules.py",
        '    "17 * * * * backup run",\n',
        "",
        TESTS
        + "test_commands.py::test_backups_are_taken_each_hour_pruned_each_day_and_drilled_each_week",
    ),
    cut(
        "S61",
        "production has a password and a target for its backups",
        "src/app/commands/check.py",
        "    import app.backups.settings\n    import app.backups.target\n",
        "",
        TESTS + "test_commands.py::test_production_is_refused_without_password_and_target",
    ),
    cut(
        "S61",
        "what is outlived goes with both parts",
        ROOMS + "shelf.py",
        "for kind in parts.values() for name",
        "for kind in [parts[DUMP]] for name",
        TESTS + "test_pruning.py::test_a_backup_that_others_have_outlived_goes_with_both_parts",
    ),
    cut(
        "S62",
        "a drill that misses its targets fails",
        ROOMS + "deeds/drill.py",
        "    return MISSED if drill.missed else 0\n",
        "    return 0\n",
        TESTS + "test_drill.py::test_a_drill_that_misses_ends_with_another_code",
    ),
    cut(
        "S62",
        "the service is started on what is restored",
        ROOMS + "booting.py",
        "        while not await is_ready(environment):\n",
        "        while False:\n",
        TESTS + "test_drill.py::test_a_service_that_does_not_start_fails_the_drill",
    ),
    cut(
        "S63",
        "no proof for too long is an alarm",
        ROOMS + "report.py",
        "    if now - read_moment(proven or since) > timedelta(days=settings.drill_days):\n",
        "    if False:\n",
        TESTS + "test_drill.py::test_what_is_not_as_promised_is_told",
    ),
    cut(
        "S63",
        "what was restored is compared with what was copied",
        ROOMS + "restoring.py",
        "list_differences(manifest.content, await read_content(database))",
        "list_differences(manifest.content, manifest.content)",
        REFUSALS + "test_one_that_lacks_a_row_is_refused",
    ),
    cut(
        "S64",
        "what a backup says of itself is read beside its dump, and neither waits for the other",
        ROOMS + "shelf.py",
        ", locked=False)",
        ")",
        TESTS + "test_restoring.py::test_what_it_says_of_itself_is_read_while_locks_come_and_go",
    ),
    cut(
        "S64",
        "a restore waits for whoever prunes",
        ROOMS + "restic.py",
        "            except InUse as error:  # before the first of them\n",
        "            except ZeroDivisionError as error:\n",
        OTHERS + "test_a_restore_waits_for_who_prunes",
    ),
    cut(
        "S61",
        "a backup waits for whoever prunes",
        ROOMS + "deeds/run.py",
        '"cat", "config")',
        '"cat", "config", "--no-lock")',
        OTHERS + "test_a_backup_waits_for_who_prunes",
    ),
    cut(
        "S61",
        "who waits for others says so, and not among the data",
        ROOMS + "restic.py",
        'We wait.", file=sys.stderr)',
        'We wait.")',
        OTHERS + "test_a_backup_waits_for_who_prunes",
    ),
    cut(
        "S64",
        "what a killed process has left in the backups holds nobody up",
        ROOMS + "restic.py",
        '        await self._tell_now("unlock", "--quiet")\n',
        "        pass\n",
        OTHERS + "test_a_restore_does_not_wait_for_who_was_killed",
    ),
    cut(
        "S61",
        "a prune waits for whoever reads or writes",
        ROOMS + "restic.py",
        "            except InUse as error:\n",
        "            except ZeroDivisionError as error:\n",
        OTHERS + "test_a_prune_waits_for_who_reads_or_writes",
    ),
    cut(
        "S64",
        "backups that are in use are not taken for damaged",
        ROOMS + "restic.py",
        "    if has(said, *WRONG_WORDS, *REFUSED_WORDS, *LOCK_WORDS) or code",
        "    if has(said, *WRONG_WORDS, *REFUSED_WORDS) or code",
        OTHERS + "test_nobody_waits_for_ever_or_takes_a_good_backup_for_damaged",
    ),
    cut(
        "S64",
        "a damaged backup is refused",
        ROOMS + "restic.py",
        "                raise explain_reading(code, program.said)\n",
        "                return\n",
        REFUSALS + "test_a_damaged_one_is_refused",
    ),
    cut(
        "S64",
        "one that is too old has to be named",
        ROOMS + "restoring.py",
        "        refuse_stale(backup, now, oldest)\n",
        "        pass\n",
        REFUSALS + "test_one_that_is_too_old_has_to_be_named",
    ),
    cut(
        "S64",
        "an empty database does not take the place of a full one",
        ROOMS + "taking.py",
        "        await refuse_emptied(shelf)\n",
        "        pass\n",
        TESTS + "test_taking.py::test_an_empty_database_does_not_take_the_place_of_a_full_one",
    ),
    cut(
        "S64",
        "backups that are gone are not begun anew",
        ROOMS + "deeds/run.py",
        "        if read_status(desk.settings.state).taken_timestamp_seconds is not None:\n",
        "        if False:\n",
        REFUSALS + "test_backups_that_are_gone_are_not_begun_anew",
    ),
    cut(
        "S64",
        "the database of before is kept",
        ROOMS + "scratch.py",
        "        copy(old, before)\n",
        "",
        TESTS + "test_restoring.py::test_what_was_copied_comes_back_and_what_was_live_is_kept",
    ),
    cut(
        "S65",
        "dump and rows are of one moment",
        ROOMS + "source.py",
        '        connection.execute("BEGIN")\n',
        "",
        TESTS + "test_taking.py::test_a_backup_under_writers_is_of_one_moment",
    ),
    cut(
        "S66",
        "the runbook has the secrets kept apart",
        "docs/disaster-recovery.md",
        "cp -a secrets .env /media/apart/\n",
        "",
        TESTS + "test_apart.py::test_the_secrets_come_back_from_where_they_are_kept_apart",
    ),
    Cut(
        "S61",
        "the rows of a table are counted once, in however many parts",
        ROOMS + "source.py",
        """ f" AND ctid < '({first + step},0)'" if first + step < blocks else \"\"""",
        ' ""',
        (TESTS + "test_pace.py::test_what_is_found_does_not_depend_on_the_pace",),
        SMALL | {"database": "postgresql"},
    ),
]
