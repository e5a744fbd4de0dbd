"""The cuts of GraphQL: what a document may ask for, how it comes in, and what an answer tells."""

from tests.wiring.cut import Cut

DOCUMENTS = "src/app/core/graphql/documents.py"
ENDPOINT = "src/app/core/graphql/endpoint.py"
ENGINE = "src/app/core/graphql/engine.py"
ERRORS = "src/app/core/graphql/errors.py"
INPUTS = "src/app/core/graphql/inputs.py"
MEASURES = "src/app/core/graphql/measures.py"
NOTES = "src/app/notes/graphql.py"
REPOSITORY = "src/app/notes/repository.py"
RULES = "src/app/core/graphql/rules.py"
SCALARS = "src/app/core/graphql/scalars.py"
SERVICE = "src/app/notes/service.py"

ATTACKS = "tests/notes/test_graphql_attacks.py::"
CHANGES = "tests/notes/test_graphql_changes.py::"
HTTP = "tests/core/graphql/test_endpoint.py::"
LIMITS = "tests/core/graphql/test_limits.py::"
LISTING = "tests/notes/test_graphql_listing.py::"
OWN = "tests/notes/test_graphql.py::"
SHOWN = "tests/core/graphql/test_introspection.py::"
TOLD = "tests/core/graphql/test_errors.py::"
VALUES = "tests/core/graphql/test_scalars.py::"

GRAPHQL: dict[str, object] = {"api": ["graphql"], "database": "sqlite"}
EACH = (LIMITS + "test_each_limit_is_held_before_anything_is_carried_out",)


def cut(promise: str, says: str, file: str, old: str, new: str, *red: str) -> Cut:
    """Return a cut in a project whose only way in is GraphQL."""
    return Cut(promise, says, file, old, new, red, GRAPHQL)


CUTS: list[Cut] = [
    cut(
        "S01",
        "nothing of a document is carried out for bad credentials",
        "src/app/accounts/guard.py",
        "        if await self.revoked.has(claims.session_id):\n",
        "        if self.revoked is None:\n",
        ATTACKS + "test_bad_credentials_open_nothing",
    ),
    cut(
        "S21",
        "a mutation asks for its scope",
        SERVICE,
        "        self.caller.require(Scope.NOTES_WRITE)\n        created = NoteOut(\n",
        "        created = NoteOut(\n",
        ATTACKS + "test_an_operation_without_its_scope_is_refused",
    ),
    cut(
        "S18",
        "an id among own ones finds nothing that is somebody else's",
        REPOSITORY,
        "select(*COLUMNS).where(OWNED, Note.id.in_(ids))",
        "select(*COLUMNS).where(Note.id.in_(ids))",
        ATTACKS + "test_an_id_among_own_ones_finds_nothing",
    ),
    cut(
        "S17",
        "over GraphQL too, a list holds the caller's own notes",
        REPOSITORY,
        'OWNED = Note.owner_id == bindparam("caller_id")',
        "OWNED = Note.owner_id == Note.owner_id",
        OWN + "test_a_list_holds_the_callers_own_notes",
    ),
    cut(
        "S18",
        "over GraphQL too, somebody else's note is not there",
        REPOSITORY,
        "select(*COLUMNS).where(OWNED, Note.id.in_(ids))",
        "select(*COLUMNS).where(Note.id.in_(ids))",
        OWN + "test_somebody_elses_note_is_not_there",
    ),
    cut(
        "S19",
        "nobody sets what is not theirs to set",
        NOTES,
        '    title: Text\n    text: Text = Text("")\n',
        '    title: Text\n    version: int = 1\n    text: Text = Text("")\n',
        OWN + "test_nobody_sets_what_is_not_theirs_to_set",
    ),
    cut(
        "S24",
        "the JSON around a document is read strictly",
        ENDPOINT,
        "    read = await read_json_request(request)\n",
        "    read = request\n    read.raw = await request.body()\n"
        '    read.value = __import__("json").loads(read.raw or b"[]")\n',
        HTTP + "test_the_json_is_read_strictly",
    ),
    cut(
        "S25",
        "no argument is an unbounded text",
        NOTES,
        "        reference: Text | None = None,\n    ) -> Connection",
        "        reference: str | None = None,\n    ) -> Connection",
        VALUES + "test_nothing_that_a_caller_sends_is_unbounded",
    ),
    cut(
        "S25",
        "text is taken in its normal form, without U+0000",
        SCALARS,
        "    return _bounded.normalise(value)\n",
        "    return value\n",
        VALUES + "test_text_that_cannot_be_stored_is_refused",
        VALUES + "test_text_is_taken_in_its_normal_form",
    ),
    cut(
        "S26",
        "no argument is an unbounded number",
        NOTES,
        "        first: int = PAGE_SIZE,\n",
        "        first: float = PAGE_SIZE,\n",
        VALUES + "test_nothing_that_a_caller_sends_is_unbounded",
    ),
    cut(
        "S28",
        "the orders are those that the service knows",
        NOTES,
        '    TITLE_ASC = "title"\n',
        '    TITLE_ASC = "title"\n    OWNER_ID = "owner_id"\n',
        LISTING + "test_the_orders_are_those_that_the_service_knows",
    ),
    cut(
        "S28",
        "over GraphQL too, a filter finds the text itself",
        SERVICE,
        'f"%{escape_like(query.title_contains)}%"',
        'f"%{query.title_contains}%"',
        LISTING + "test_a_filter_finds_the_text_itself",
    ),
    cut(
        "S29",
        "a page has at most 100 notes",
        NOTES,
        "        query = read_arguments(NoteQuery, asked, called=NAMES)\n",
        "        query = NoteQuery.model_construct(**asked)\n",
        LISTING + "test_a_page_has_1_to_100_notes",
    ),
    cut(
        "S29",
        "a cursor is the same over every protocol, and good for its own list",
        SERVICE,
        '        return f"notes {self.caller.id} {query.sort} {find_filters(query)}"\n',
        '        return "notes"\n',
        LISTING + "test_a_cursor_is_good_for_its_own_list_only",
    ),
    cut(
        "S30",
        "a broken rule is told without the document",
        RULES,
        "            super().report_error(refuse(detail, error.nodes))\n",
        "            super().report_error(refuse(error.message, error.nodes))\n",
        TOLD + "test_a_refusal_never_repeats_what_was_sent",
        SHOWN + "test_no_error_suggests_a_name",
    ),
    cut(
        "S30",
        "a wrong variable is told without its value",
        ENGINE,
        "            raise NotCarriedOut([refuse(NOT_OF_ITS_TYPE, executor[0].nodes)])\n",
        "            raise NotCarriedOut([refuse(executor[0].message, executor[0].nodes)])\n",
        TOLD + "test_a_refusal_never_repeats_what_was_sent",
    ),
    cut(
        "S31",
        "what is sent is answered as the schema says, never with a fault",
        ERRORS,
        "    if isinstance(cause, ServiceError):\n",
        "    if cause is None:\n",
        "tests/process/graphql/test_fuzz.py",
    ),
    cut(
        "S42",
        "the schema in the repository is what the resources offer",
        NOTES,
        '        """One of your notes."""\n',
        '        """One note of yours."""\n',
        "tests/test_schema_file.py::test_the_file_is_what_the_resources_offer",
    ),
    cut(
        "S45",
        "the length of a document is bounded",
        DOCUMENTS,
        "        if len(source) > most.characters:\n",
        "        if not source:\n",
        *EACH,
    ),
    cut(
        "S45",
        "the tokens of a document are bounded",
        DOCUMENTS,
        "parse(source, max_lexical_tokens=most.tokens, max_comments=most.tokens)",
        "parse(source)",
        *EACH,
    ),
    cut(
        "S45",
        "depth, fields, aliases and directives are bounded before a document is validated",
        DOCUMENTS,
        "            refuse_size(document, self.settings, self.unmeasured)\n",
        "            pass\n",
        *EACH,
        LIMITS + "test_a_hostile_document_is_refused_and_costs_little",
    ),
    *(
        cut(
            "S45",
            f"{name} are bounded",
            MEASURES,
            f'"{name}"',
            '"depth"' if name != "depth" else '"fields"',
            *EACH,
        )
        for name in ("depth", "fields", "aliases", "directives")
    ),
    cut(
        "S45",
        "a fragment counts as often as it is spread",
        MEASURES,
        "                whole.add(self.measure_fragment(selection.name.value))\n",
        "                self.measure_fragment(selection.name.value)\n",
        LIMITS + "test_a_fragment_counts_as_often_as_it_is_spread",
    ),
    cut(
        "S45",
        "complexity is bounded before anything is carried out",
        ENGINE,
        "        self.refuse_complexity(document, operation, question.variables)\n",
        "",
        *EACH,
    ),
    cut(
        "S45",
        "a field in a page counts once for each row",
        "src/app/core/graphql/complexity.py",
        "(self.read_page(selection) if PAGE_ARGUMENT in field.args else 1)",
        "1",
        LIMITS + "test_a_field_in_a_page_counts_once_for_each_row",
    ),
    cut(
        "S46",
        "production does not describe its schema",
        ENDPOINT,
        "shown=in_development)",
        "shown=True)",
        SHOWN + "test_production_does_not_describe_its_schema",
    ),
    cut(
        "S46",
        "production has no page to try queries on",
        ENDPOINT,
        "        if in_development:\n",
        "        if app:\n",
        SHOWN + "test_production_has_no_page_to_try_queries_on",
    ),
    cut(
        "S46",
        "one operation a request",
        ENDPOINT,
        "    if isinstance(value, list):\n",
        "    if isinstance(value, list) and value:\n        value = value[0]\n    if value == []:\n",
        HTTP + "test_a_batch_is_refused",
    ),
    cut(
        "S47",
        "operations come with POST alone",
        ENDPOINT,
        'methods=["POST"]',
        'methods=["POST", "GET"]',
        HTTP + "test_nothing_is_carried_out_but_over_post",
    ),
    cut(
        "S47",
        "a body is JSON and says so",
        "src/app/core/http/request.py",
        '        if declared.lower().replace(" ", "").replace(\'"\', "") not in MEDIA_TYPES:\n',
        "        if declared is None:\n",
        HTTP + "test_a_body_is_json_and_says_so",
    ),
    cut(
        "S48",
        "a fault is masked",
        ERRORS,
        "    return describe_failure()\n",
        '    return {**describe_failure(), "detail": error.message}\n',
        TOLD + "test_a_fault_is_masked_and_logged",
    ),
    cut(
        "S48",
        "a wrong value of ours is no error of the caller's",
        ERRORS,
        "    return isinstance(cause, GraphQLError) and bool(cause.nodes)\n",
        "    return isinstance(cause, GraphQLError | ValueError)\n",
        TOLD + "test_a_wrong_value_of_ours_is_a_fault",
    ),
    cut(
        "S48",
        "each field asks what its caller may do",
        SERVICE,
        '        """Return the notes with these ids, in one statement; None where the caller has none."""\n'
        "        self.caller.require(Scope.NOTES_READ)\n",
        '        """Return the notes with these ids, in one statement; None where the caller has none."""\n',
        OWN + "test_every_field_asks_what_the_caller_may_do",
    ),
    cut(
        "S48",
        "notes that are asked for together cost one statement",
        NOTES,
        "        return show(await info.context.load(load_notes, note_id))\n",
        "        [note] = await load_notes(info.context, [note_id])\n"
        "        if isinstance(note, NoteNotFound):\n            raise note\n"
        "        return show(note)\n",
        OWN + "test_notes_that_are_asked_for_together_cost_one_statement",
    ),
    cut(
        "S51",
        "a mutation that is sent again is done once",
        NOTES,
        "create(wanted, info.context.now, idempotency_key)",
        "create(wanted, info.context.now)",
        CHANGES + "test_the_second_request_is_answered_like_the_first",
    ),
    cut(
        "S52",
        "a mutation names the version that it was made on",
        NOTES,
        "[version], wanted, info.context.now)",
        "range(1, 10), wanted, info.context.now)",
        CHANGES + "test_the_second_change_of_a_version_is_refused",
    ),
    cut(
        "S76",
        "what a mutation has acknowledged survives a crash",
        "src/app/core/database/database.py",
        "run.rows = await dialect.count(connection, prepared.sql, arguments)",
        "run.rows = 1",
        "tests/process/graphql/test_server.py::test_what_was_acknowledged_survives_a_crash",
    ),
    cut(
        "codes",
        "a wrong field is told as over every protocol",
        INPUTS,
        "        raise RequestValidationError(problems) from error\n",
        "        raise ValueError(problems) from error\n",
        TOLD + "test_a_field_that_is_wrong_is_told_as_over_every_protocol",
    ),
    cut(
        "media type",
        "what is not carried out has its own status",
        ENDPOINT,
        "400 if is_refused else 200",
        "200",
        HTTP + "test_what_is_not_carried_out_has_no_data_and_its_own_status",
    ),
    cut(
        "media type",
        "the caller chooses the media type",
        "src/app/core/graphql/media.py",
        "    return GRAPHQL if graphql and graphql >= json else JSON\n",
        "    return GRAPHQL if graphql else JSON\n",
        HTTP + "test_the_caller_chooses_the_media_type",
    ),
    cut(
        "kept documents",
        "a document is read and validated once",
        DOCUMENTS,
        "lru_cache(settings.kept_documents)(self._read)",
        "lru_cache(None)(self._read)",
        LIMITS + "test_documents_are_kept_up_to_a_number",
    ),
    cut(
        "rows",
        "the rows of a list are read at once",
        "src/app/core/graphql/rows.py",
        "        if held is not selected:\n",
        "        self._plans = {**self._plans}\n        if True:\n            self._plans[len(self._plans)] = (None, None)\n",
        "tests/core/graphql/test_rows.py::test_a_selection_is_looked_at_once_for_all_rows",
    ),
]
