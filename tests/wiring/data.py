"""The cuts of the data part: whose rows they are, what is kept together, and what an outage does."""

from tests.wiring.cut import Cut

DATABASE = "src/app/core/database/database.py"
DIALECT = "src/app/core/database/dialect.py"
EVENTS = "src/app/core/events.py"
FAILURES = "src/app/core/database/failures.py"
IDEMPOTENCY = "src/app/core/idempotency.py"
IDS = "src/app/core/ids.py"
MIGRATION = "migrations/versions/0001_initial.py"
PAGING = "src/app/core/paging.py"
POOL = "src/app/core/database/pool.py"
REPOSITORY = "src/app/notes/repository.py"
ROUTES = "src/app/notes/routes.py"
SCHEMAS = "src/app/notes/schemas.py"
SERVICE = "src/app/notes/service.py"
VERSIONS = "src/app/core/versions.py"

LIMITS = "tests/core/database/test_limits.py::"
LISTING = "tests/notes/test_listing.py::"
MIGRATIONS = "tests/core/database/test_migrations.py::"
NOTES = "tests/notes/test_routes.py::"
ONCE = "tests/notes/test_idempotency.py::"
OUTAGES = "tests/core/database/test_outages.py::"
SERVICES = "tests/notes/test_service.py::"
STATEMENTS = "tests/core/database/test_statements.py::"
TAGS = "tests/notes/test_versions.py::"
WORK = "tests/core/database/test_work.py::"

SQLITE: dict[str, object] = {"database": "sqlite"}
MARIADB: dict[str, object] = {"database": "mariadb"}

CUTS: list[Cut] = [
    Cut(
        promise="S17",
        says="a list holds the caller's own notes",
        file=REPOSITORY,
        old='OWNED = Note.owner_id == bindparam("caller_id")',
        new="OWNED = Note.owner_id == Note.owner_id",
        red=(NOTES + "test_a_list_holds_the_callers_own_notes",),
    ),
    Cut(
        promise="S18",
        says="somebody else's note is not there",
        file=REPOSITORY,
        old='THE_ONE = (OWNED, Note.id == bindparam("note_id"))',
        new='THE_ONE = (Note.id == bindparam("note_id"),)',
        red=(NOTES + "test_somebody_elses_note_is_not_there",),
    ),
    Cut(
        promise="S19",
        says="nobody sets what is not theirs to set",
        file=SCHEMAS,
        old='    """A note to write."""\n\n    model_config = ConfigDict(extra="forbid")\n',
        new='    """A note to write."""\n',
        red=(NOTES + "test_nobody_sets_what_is_not_theirs_to_set",),
    ),
    Cut(
        promise="S20",
        says="an id is a UUID of version 7",
        file=IDS,
        old="(7 << 76)",
        new="(4 << 76)",
        red=("tests/core/test_ids.py::test_an_id_is_a_uuid_of_version_7",),
    ),
    Cut(
        promise="scopes",
        says="a caller without the scope reads no notes",
        file=SERVICE,
        old='        """Return a page of the caller\'s notes."""\n        self.caller.require("notes:read")\n',
        new='        """Return a page of the caller\'s notes."""\n',
        red=(NOTES + "test_a_caller_needs_the_scope",),
    ),
    Cut(
        promise="S28",
        says="a filter finds the text itself",
        file=SERVICE,
        old='f"%{escape_like(query.title_contains)}%"',
        new='f"%{query.title_contains}%"',
        red=(LISTING + "test_a_filter_finds_the_text_itself",),
    ),
    Cut(
        promise="S28",
        says="only known sorts are taken",
        file=SCHEMAS,
        old='    sort: Sort = "-created_at"',
        new='    sort: str = "-created_at"',
        red=(LISTING + "test_only_known_sorts_and_filters_are_taken",),
    ),
    Cut(
        promise="S29",
        says="a page has at most 100 notes",
        file=SCHEMAS,
        old="Field(ge=1, le=LARGEST_PAGE)",
        new="Field(ge=1)",
        red=(LISTING + "test_a_page_has_1_to_100_notes",),
    ),
    Cut(
        promise="S29",
        says="a cursor is good for its own list only",
        file=PAGING,
        old="        if not compare_digest(raw[:CHECK_BYTES], sign(content, listing)):\n",
        new="        if not content:\n",
        red=(LISTING + "test_a_cursor_is_good_for_its_own_list_only",),
    ),
    Cut(
        promise="S31",
        says="what is sent is answered as described",
        file=ROUTES,
        old='    return Response(PAGE.dump_json(page), media_type="application/json")',
        new='    return Response(b"[]", media_type="application/json")',
        red=("tests/process/test_fuzz.py",),
    ),
    Cut(
        promise="S42",
        says="the description in the repository is what the routes say",
        file=ROUTES,
        old='@router.get("/notes/{note_id}", response_model=NoteOut)',
        new='@router.get("/notes/{note_id}", response_model=None)',
        red=("tests/test_openapi_file.py::test_the_file_is_what_the_routes_say",),
    ),
    Cut(
        promise="S51",
        says="a request that is sent again is done once",
        file=SERVICE,
        old="            answer = await claim(work, attempt) if attempt else None\n",
        new="            answer = None\n",
        red=(ONCE + "test_the_second_request_is_answered_like_the_first",),
    ),
    Cut(
        promise="S51",
        says="a key stands for one request",
        file=IDEMPOTENCY,
        old="    if digest != attempt.digest:\n        raise KeyReused\n",
        new="",
        red=(ONCE + "test_a_key_stands_for_one_request",),
    ),
    Cut(
        promise="S52",
        says="a change must name a version",
        file=VERSIONS,
        old='    if if_match is None or if_match.strip() == "*":\n',
        new='    if if_match is None:\n        return list(range(1, 10))\n    if if_match.strip() == "*":\n',
        red=(TAGS + "test_a_change_must_name_a_version",),
    ),
    Cut(
        promise="S52",
        says="the second change of a version is refused",
        file=REPOSITORY,
        old='UNCHANGED = (*THE_ONE, Note.version.in_(bindparam("versions", expanding=True)))',
        new="UNCHANGED = (*THE_ONE,)",
        red=(TAGS + "test_the_second_change_of_a_version_is_refused",),
    ),
    Cut(
        promise="S53",
        says="the database lets one of those win who race for a reference",
        file=MIGRATION,
        old='        sa.UniqueConstraint("owner_id", "reference", name="uq_notes_owner_id_reference"),\n',
        new="",
        red=(SERVICES + "test_of_those_who_race_for_a_reference_one_wins",),
    ),
    Cut(
        promise="S53",
        says="losing the race is told as a conflict",
        file=REPOSITORY,
        old="    except NotUnique as error:\n        raise ReferenceTaken from error\n\n\n@",
        new="    except ZeroDivisionError as error:\n        raise ReferenceTaken from error\n\n\n@",
        red=(SERVICES + "test_of_those_who_race_for_a_reference_one_wins",),
    ),
    Cut(
        promise="S54",
        says="a unit of work that fails leaves nothing",
        file=DATABASE,
        old="await connection.exec_driver_sql(dialect.BEGIN)",
        new="pass",
        red=(WORK + "test_a_unit_of_work_that_fails_leaves_nothing",),
    ),
    Cut(
        promise="S54",
        says="what a recorder cannot write is not stored",
        file=DATABASE,
        old="        if alone and not self.events.are_recorded:\n",
        new="        if alone:\n",
        red=(SERVICES + "test_what_a_recorder_cannot_write_is_not_stored",),
    ),
    Cut(
        promise="events",
        says="listeners hear of what is stored",
        file=DATABASE,
        old="        await self.events.announce(work.published)\n",
        new="",
        red=(SERVICES + "test_listeners_hear_of_what_is_stored",),
    ),
    Cut(
        promise="S58",
        says="the migrations make what the models say",
        file=MIGRATION,
        old='sa.Column("title", sa.String(length=200), nullable=False)',
        new='sa.Column("title", sa.String(length=190), nullable=False)',
        red=(MIGRATIONS + "test_the_migrations_make_what_the_models_say",),
    ),
    Cut(
        promise="S58",
        says="a migration can be taken back",
        file=MIGRATION,
        old='    op.drop_table("notes")\n',
        new="",
        red=(MIGRATIONS + "test_up_down_and_up_again_with_data",),
    ),
    Cut(
        promise="S58",
        says="processes that migrate at once take turns",
        file=DIALECT,
        old='    connection.exec_driver_sql(f"SELECT pg_advisory_lock({MIGRATION_LOCK})")\n',
        new="",
        red=(MIGRATIONS + "test_processes_that_migrate_at_once_take_turns",),
    ),
    Cut(
        promise="S60",
        says="a statement that takes too long is ended",
        file=DIALECT,
        old='            "statement_timeout": in_milliseconds(settings.statement_seconds),\n',
        new="",
        red=(LIMITS + "test_a_statement_that_takes_too_long_is_ended",),
    ),
    Cut(
        promise="S60",
        says="who waits for a lock is not kept for long",
        file=DIALECT,
        old='            "lock_timeout": in_milliseconds(settings.lock_seconds),\n',
        new="",
        red=(LIMITS + "test_the_server_knows_our_limits",),
    ),
    Cut(
        promise="S60",
        says="MariaDB ends a statement that takes too long",
        file=DIALECT,
        old='        "max_statement_time": settings.statement_seconds,\n',
        new="",
        red=(LIMITS + "test_the_server_knows_our_limits",),
        answers=MARIADB,
    ),
    Cut(
        promise="S60",
        says="SQLite stops a statement that takes too long",
        file=DIALECT,
        old="    connection._conn.interrupt()\n",
        new="    is_open(connection)\n",
        red=(LIMITS + "test_a_statement_that_takes_too_long_is_stopped",),
        answers=SQLITE,
    ),
    Cut(
        promise="S68",
        says="a database that is down is told as an outage",
        file=FAILURES,
        old="    except OSError as error:  # refused, unreachable or timed out while connecting\n",
        new="    except ZeroDivisionError as error:\n",
        red=(OUTAGES + "test_the_service_starts_before_its_database",),
    ),
    Cut(
        promise="S68",
        says="a connection that the server has closed is replaced",
        file=POOL,
        old='    event.listen(engine.sync_engine.pool, "checkout", refuse_closed)\n',
        new="",
        red=(OUTAGES + "test_a_database_that_is_down_is_told_at_once",),
    ),
    Cut(
        promise="S69",
        says="a frozen database holds nobody for long",
        file=POOL,
        old="dialect.break_off, connection.driver_connection",
        new="dialect.is_open, connection.driver_connection",
        red=(OUTAGES + "test_a_unit_of_work_does_not_outlast_the_deadline",),
    ),
    Cut(
        promise="S71",
        says="the wait for a connection is short",
        file=POOL,
        old="            async with asyncio.timeout(self.settings.pool_wait_seconds):\n",
        new="            async with asyncio.timeout(5):\n",
        red=(WORK + "test_the_wait_for_a_connection_is_short",),
    ),
    Cut(
        promise="S71",
        says="no more connections are made than the pool may hold",
        file=POOL,
        old="asyncio.Semaphore(settings.pool_size)",
        new="asyncio.Semaphore(1_000)",
        red=(WORK + "test_no_more_connections_are_made_than_the_pool_may_hold",),
    ),
    Cut(
        promise="S72",
        says="who is cancelled leaves nothing and holds nothing",
        file=DATABASE,
        old="                    await roll_back(connection)\n",
        new="",
        red=(WORK + "test_who_is_cancelled_leaves_nothing_and_holds_nothing",),
    ),
    Cut(
        promise="S76",
        says="SQLite loses nothing that was acknowledged",
        file=DIALECT,
        old='self.execute("PRAGMA synchronous = FULL")',
        new='self.execute("PRAGMA synchronous = OFF")',
        red=(LIMITS + "test_a_connection_is_set_to_lose_nothing",),
        answers=SQLITE,
    ),
    Cut(
        promise="S76",
        says="what was acknowledged survives a crash",
        file=DATABASE,
        old="return await dialect.count(connection, prepared.sql, arguments)",
        new="return 1",
        red=("tests/process/test_crash.py::test_what_was_acknowledged_survives_a_crash",),
    ),
    Cut(
        promise="one-statement",
        says="a read is one statement without a transaction",
        file=SERVICE,
        old="        async with self.database.work(alone=attempt is None) as work:\n",
        new="        async with self.database.work() as work:\n",
        red=(STATEMENTS + "test_a_read_is_one_statement_without_a_transaction",),
    ),
]
