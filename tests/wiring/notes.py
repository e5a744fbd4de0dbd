"""The cuts of the example resource: whose notes they are, their lists, and what is done but once."""

from tests.wiring.cut import Cut

IDEMPOTENCY = "src/app/core/idempotency.py"
IDS = "src/app/core/ids.py"
MIGRATION = "migrations/versions/0001_initial.py"
PAGING = "src/app/core/paging.py"
REPOSITORY = "src/app/notes/repository.py"
ROUTES = "src/app/notes/routes.py"
SCHEMAS = "src/app/notes/schemas.py"
SERVICE = "src/app/notes/service.py"
VERSIONS = "src/app/core/versions.py"

LISTING = "tests/notes/test_listing.py::"
NOTES = "tests/notes/test_routes.py::"
ONCE = "tests/notes/test_idempotency.py::"
SERVICES = "tests/notes/test_service.py::"
TAGS = "tests/notes/test_versions.py::"

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
        old='        """Return a page of the caller\'s notes."""\n        self.caller.require(Scope.NOTES_READ)\n',
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
]
