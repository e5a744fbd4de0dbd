"""The cuts of the database: what is kept together, how tables change, and what an outage does."""

from tests.wiring.cut import Cut

DATABASE = "src/app/core/database/database.py"
DIALECT = "src/app/core/database/dialect.py"
FAILURES = "src/app/core/database/failures.py"
MIGRATION = "migrations/versions/0001_initial.py"
POOL = "src/app/core/database/pool.py"
SERVICE = "src/app/notes/service.py"

GOODBYE = "tests/core/database/test_goodbye.py::"
LIMITS = "tests/core/database/test_limits.py::"
MIGRATIONS = "tests/core/database/test_migrations.py::"
OUTAGES = "tests/core/database/test_outages.py::"
SERVICES = "tests/notes/test_service.py::"
STATEMENTS = "tests/core/database/test_statements.py::"
WORK = "tests/core/database/test_work.py::"

SQLITE: dict[str, object] = {"database": "sqlite"}
MARIADB: dict[str, object] = {"database": "mariadb"}

CUTS: list[Cut] = [
    Cut(
        promise="S54",
        says="a unit of work that fails leaves nothing",
        file=DATABASE,
        old="await self._control(connection, dialect.BEGIN)",
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
        says="whoever goes back to the version before finds tables of the newer one, and starts",
        file="src/app/commands/migrate.py",
        old="    if is_ahead(settings, list_tables):\n",
        new="    if is_ahead(settings, list_tables) and not settings:\n",
        red=(MIGRATIONS + "test_whoever_goes_back_leaves_the_tables_of_the_newer_version",),
    ),
    Cut(
        promise="S58",
        says="somebody else's database is not taken for a newer one of ours",
        file="src/app/core/database/migrating.py",
        old="bool(unknown) and there.issuperset(list_tables())",
        new="bool(unknown)",
        red=(
            MIGRATIONS
            + "test_the_tables_of_somebody_else_are_not_taken_for_those_of_a_newer_version",
        ),
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
        old="    except dialect.LOST as error:",
        new="    except ZeroDivisionError as error:",
        red=(OUTAGES + "test_the_service_starts_before_its_database",),
    ),
    Cut(
        promise="S68",
        says="a server that says goodbye is away",
        file=DIALECT,
        old="(OSError, asyncpg.InternalClientError)",
        new="(OSError,)",
        red=(
            GOODBYE + "test_a_server_that_says_goodbye_is_away_and_is_connected_to_anew",
            GOODBYE + "test_a_unit_of_work_that_meets_its_goodbye_is_told_in_our_words",
        ),
    ),
    Cut(
        promise="S68",
        says="an operator who meets no database is told so in one line",
        file="src/app/core/database/migrating.py",
        old="        with told_in_our_words():\n            connection",
        new="        if True:\n            connection",
        red=(OUTAGES + "test_an_operator_who_meets_no_database_is_told_in_one_line",),
    ),
    Cut(
        promise="S68",
        says="an operator whose settings lead to another file is told so in one line",
        file=DIALECT,
        old='    "SQLITE_NOTADB",\n',
        new="",
        red=(LIMITS + "test_an_operator_whose_settings_lead_elsewhere_is_told_in_one_line",),
        answers=SQLITE,
    ),
    Cut(
        promise="S68",
        says="nothing of a connection that failed outlives the command",
        file="src/app/core/database/connecting.py",
        old="            await asyncio.to_thread(self._connection._thread.join)\n",
        new="",
        red=(LIMITS + "test_an_operator_whose_settings_lead_elsewhere_is_told_in_one_line",),
        answers=SQLITE,
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
        old="                    await self._roll_back(connection)\n",
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
        old="run.rows = await dialect.count(connection, prepared.sql, arguments)",
        new="run.rows = 1",
        red=("tests/process/test_sudden_end.py::test_what_was_acknowledged_survives_a_crash",),
    ),
    Cut(
        promise="one-statement",
        says="a read is one statement without a transaction",
        file=SERVICE,
        old="        async with self.database.work(alone=attempt is None) as work:\n",
        new="        async with self.database.work() as work:\n",
        red=(STATEMENTS + "test_a_read_is_one_statement_without_a_transaction",),
    ),
    Cut(
        promise="S58",
        says="of several processes that come to a new file at once, each waits",
        file=DIALECT,
        old="if not is_busy(error) or time.monotonic() > end:",
        new="if is_busy(error):",
        red=("tests/core/database/test_new_file.py::test_who_comes_while_somebody_writes_waits",),
        answers=SQLITE,
    ),
]
