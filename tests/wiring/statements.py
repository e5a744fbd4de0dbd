"""The cuts of statements: who hears of them, what is written down, and what fails a test."""

from tests.wiring.cut import Cut

DATABASE = "src/app/core/database/database.py"
WATCHING = "src/app/core/database/watching.py"
WORK = "src/app/core/database/work.py"
RECORDER = "dev/statements/recorder.py"
REPEATS = "dev/statements/repeats.py"
STACKS = "dev/statements/stacks.py"
HELD = "tests/statements.py"

WATCHED = "tests/core/database/test_watching.py::"
TIMED = "tests/core/http/test_timing.py::"
REPEATED = "tests/dev/test_repeats.py::"
RECORDED = "tests/dev/test_record.py::"
QUERIES = "tests/notes/test_queries.py::"
CANDIDATES = "tests/dev/profile/test_candidates.py::"
INDEXES = "tests/dev/profile/test_indexes.py::"

CUTS: list[Cut] = [
    Cut(
        promise="statements",
        says="the fast path is heard of",
        file=DATABASE,
        old="                with self.watch(prepared.statement, prepared.sql) as run:\n"
        "                    run.arguments = arguments\n"
        "                    records",
        new="                with self.watch(prepared.statement, prepared.sql) as run:\n"
        "                    run.slow_seconds, run.statement = 60, None\n"
        "                    records",
        red=(WATCHED + "test_who_listens_hears_of_every_statement",),
    ),
    Cut(
        promise="statements",
        says="what a unit of work asks is heard of, with its values",
        file=WORK,
        old="        run.arguments = tuple(",
        new="        run.rows = len(",
        red=(WATCHED + "test_who_listens_hears_of_every_statement",),
    ),
    Cut(
        promise="S75",
        says="a slow statement is written down",
        file=WATCHING,
        old="        if self.seconds >= self.slow_seconds:\n            write_slow(self)\n",
        new="",
        red=(WATCHED + "test_a_slow_statement_is_written_down_without_its_values",),
    ),
    Cut(
        promise="S75",
        says="errors keep the values to themselves",
        file="src/app/core/database/pool.py",
        old="        hide_parameters=True,  # what callers have sent stays out of errors, and so of the"
        " log\n",
        new="",
        red=(
            WATCHED
            + "test_a_statement_that_fails_is_heard_of_and_its_error_keeps_the_values_to_itself",
        ),
    ),
    Cut(
        promise="S75",
        says="a shape holds no value",
        file=WATCHING,
        old='NUMBERS.sub("?", TEXTS.sub("?", " ".join(sql.split())))',
        new='NUMBERS.sub("?", " ".join(sql.split()))',
        red=(WATCHED + "test_statements_that_differ_in_values_have_one_shape",),
    ),
    Cut(
        promise="server-timing",
        says="development says what an answer cost",
        file="src/app/core/http/__init__.py",
        old="        app.add_middleware(Timing)\n",
        new="        assert Timing\n",
        red=(TIMED + "test_an_answer_says_how_many_statements_it_took_and_how_long",),
    ),
    Cut(
        promise="server-timing",
        says="production does not say it",
        file="src/app/core/http/__init__.py",
        old="    if not settings.in_production:\n        app.add",
        new="    if settings:\n        app.add",
        red=(TIMED + "test_production_does_not_say_it",),
    ),
    Cut(
        promise="n-plus-1",
        says="every request of a test is recorded",
        file="tests/conftest.py",
        old="    app.add_middleware(Recorded)\n",
        new="    assert Recorded\n",
        red=(REPEATED + "test_every_request_of_a_test_is_recorded",),
    ),
    Cut(
        promise="n-plus-1",
        says="an N+1 fails the test whose request it is",
        file=HELD,
        old='        pytest.fail("\\n".join(repeats), pytrace=False)\n',
        new="        repeats.clear()\n",
        red=(REPEATED + "test_it_fails_the_test_whose_request_it_is",),
    ),
    Cut(
        promise="n-plus-1",
        says="the loop is found",
        file=REPEATS,
        old="quote(loop.file, find_line_of_loop(loop))",
        new="quote(query.file, query.line)",
        red=(REPEATED + "test_an_n_plus_1_is_found_with_the_two_lines_that_make_it",),
    ),
    Cut(
        promise="n-plus-1",
        says="the loop is found through the tasks that a request starts",
        file=STACKS,
        old="        own = [*read_waiting(request.get_coro()), *own]\n",
        new="        own = [*own]\n",
        red=(REPEATED + "test_an_n_plus_1_is_found_with_the_two_lines_that_make_it",),
    ),
    Cut(
        promise="n-plus-1",
        says="the same values again are none",
        file=REPEATS,
        old="        if len({repr(heard.arguments) for heard in group}) >= REPEATED:\n",
        new="        if len(group) >= REPEATED:\n",
        red=(REPEATED + "test_what_does_not_grow_with_the_rows_is_none",),
    ),
    Cut(
        promise="assert-queries",
        says="more statements than expected fail a test",
        file=HELD,
        old="    if len(asked) > max:\n",
        new="    if len(asked) > 100 * max:\n",
        red=(REPEATED + "test_more_statements_than_expected_fail_a_test",),
    ),
    Cut(
        promise="assert-queries",
        says="a page is one statement however many notes it holds",
        file="src/app/notes/service.py",
        old="        notes = await repository.read_notes(self.database, listing)\n",
        new="        notes = await repository.read_notes(self.database, listing)\n"
        "        notes = [await self.read(note.id) for note in notes]\n",
        red=(QUERIES + "test_a_page_is_one_statement_however_many_notes_it_holds",),
    ),
    Cut(
        promise="record",
        says="the record says what each endpoint has asked",
        file=RECORDER,
        old="            exchange.endpoint = name_endpoint(scope)\n",
        new="            assert name_endpoint\n",
        red=(RECORDED + "test_the_record_says_what_each_endpoint_has_asked",),
    ),
    Cut(
        promise="record",
        says="a run of some tests does not stand for all",
        file="dev/statements/record.py",
        old='    if not written.get("whole"):\n',
        new="    if not written:\n",
        red=(RECORDED + "test_a_run_of_some_tests_does_not_stand_for_all",),
    ),
    Cut(
        promise="profile",
        says="what sorts comes after what is compared",
        file="dev/profile/candidates.py",
        old="[*self.equal, *last]",
        new="[*last, *self.equal]",
        red=(CANDIDATES + "test_columns_are_read_from_the_statement",),
    ),
    Cut(
        promise="profile",
        says="an index that another begins with is needless",
        file="dev/profile/indexes.py",
        old="            if longer:\n",
        new="            if longer and not columns:\n",
        red=(INDEXES + "test_an_index_that_another_begins_with_is_needless",),
    ),
    Cut(
        promise="profile",
        says="what only jobs use is not called unused",
        file="dev/profile/indexes.py",
        old=" and not has_use(index, recorded - planned)",
        new=" and not has_use(index, set())",
        red=(INDEXES + "test_an_index_that_nothing_uses_is_needless_once_everything_was_seen",),
    ),
]
