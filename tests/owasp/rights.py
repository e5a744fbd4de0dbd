"""Faults of rights: whose a row is, who asks, what may be set, shown and done (API1-3, 5)."""

from tests.owasp.fault import EVERY_WAY, GRAPHQL, REST, WEBSOCKET, Edit, Fault

FEED_LOG = "src/app/core/feed/log.py"
GRAPHQL_NOTES = "src/app/notes/graphql.py"
REPOSITORY = "src/app/notes/repository.py"
SCHEMAS = "src/app/notes/schemas.py"
SERVICE = "src/app/notes/service.py"
TOKENS = "src/app/accounts/tokens.py"
GUARD = "src/app/accounts/guard.py"

ATTACKS = "tests/notes/test_attacks.py::"
FEED_ATTACKS = "tests/notes/test_feed_attacks.py::"
GRAPHQL_ATTACKS = "tests/notes/test_graphql_attacks.py::"
VERDICTS = "tests/notes/test_verdicts.py::test_every_way_in_gives_the_verdict_of_the_policy"
ADMIN = "tests/accounts/test_admin.py::"

BAD_CREDENTIALS = {
    REST: ATTACKS + "test_bad_credentials_open_nothing",
    GRAPHQL: GRAPHQL_ATTACKS + "test_bad_credentials_open_nothing",
    WEBSOCKET: FEED_ATTACKS + "test_bad_credentials_open_nothing",
}
CREATE = "        created = NoteOut(\n"
OTHERS_ID = "test_another_owners_id_finds_nothing"
OTHERS_LIST = "test_another_owners_list_is_empty"
SMUGGLED = "test_no_field_can_be_smuggled_in"
LAST = "    updated_at: datetime\n\n\n"

FAULTS = [
    Fault(
        "API1",
        "the statements for one row forget its owner",
        (Edit(REPOSITORY, "THE_ONE = (OWNED, ", "THE_ONE = (Note.owner_id == Note.owner_id, "),),
        {
            REST: ATTACKS + OTHERS_ID,
            GRAPHQL: GRAPHQL_ATTACKS + OTHERS_ID,
            EVERY_WAY: VERDICTS,
        },
    ),
    Fault(
        "API1",
        "a list forgets the owner of its rows",
        (Edit(REPOSITORY, ".where(OWNED, *(FILTERS", ".where(*(FILTERS"),),
        {
            REST: ATTACKS + OTHERS_LIST,
            GRAPHQL: GRAPHQL_ATTACKS + OTHERS_LIST,
            EVERY_WAY: VERDICTS,
        },
    ),
    Fault(
        "API1",
        "rows that are read together forget their owner",
        (Edit(REPOSITORY, ".where(OWNED, Note.id.in_(ids))", ".where(Note.id.in_(ids))"),),
        {
            GRAPHQL: GRAPHQL_ATTACKS + "test_an_id_among_own_ones_finds_nothing",
            EVERY_WAY: VERDICTS,
        },
    ),
    Fault(
        "API1",
        "the feed tells of the rows of every owner",
        (
            Edit(
                FEED_LOG,
                "    .where(*THE_ONE)\n    .order_by(EVENTS.c.position)\n",
                "    .where(THE_ONE[1])\n    .order_by(EVENTS.c.position)\n",
            ),
        ),
        {
            WEBSOCKET: FEED_ATTACKS + "test_another_owners_events_are_never_told",
            EVERY_WAY: VERDICTS,
        },
    ),
    Fault(
        "API1",
        "a cursor of the feed is good for everybody",
        (
            Edit(
                "src/app/core/feed/cursors.py",
                'f"feed {owner_id} {resource}"',
                'f"feed {resource}"',
            ),
        ),
        {WEBSOCKET: FEED_ATTACKS + "test_another_owners_cursor_opens_nothing"},
    ),
    Fault(
        "API2",
        "the signature of a token is not looked at",
        (Edit(TOKENS, '"strict_aud": True}', '"strict_aud": True, "verify_signature": False}'),),
        BAD_CREDENTIALS,
    ),
    Fault(
        "API2",
        "a token is good for ever",
        (
            Edit(TOKENS, '"strict_aud": True}', '"strict_aud": True, "verify_exp": False}'),
            Edit(GUARD, "        if claims.ends_at <= time():\n", "        if claims is time:\n"),
        ),
        BAD_CREDENTIALS,
    ),
    Fault(
        "API2",
        "a token outlives its session",
        (
            Edit(
                GUARD,
                "        if await self.revoked.has(claims.session_id):\n",
                "        if self.revoked is None:\n",
            ),
        ),
        BAD_CREDENTIALS,
    ),
    Fault(
        "API2",
        "a socket outlives the token that opened it",
        (
            Edit(
                "src/app/core/sockets/watch.py",
                "if ends_at is None else ends_at - time()\n",
                "or ends_at\n",
            ),
        ),
        {WEBSOCKET: "tests/core/sockets/test_watch.py::test_the_socket_ends_with_the_credential"},
    ),
    Fault(
        "API2",
        "a password can be tried without end",
        (
            Edit(
                "src/app/accounts/limits.py",
                "            if verdict.wait_seconds:\n",
                "            if verdict.left < 0:\n",
            ),
        ),
        {EVERY_WAY: "tests/accounts/test_limits.py::test_an_account_can_be_tried_five_times"},
    ),
    Fault(
        "API3",
        "a caller may say whose a new note is",
        (
            Edit(
                SCHEMAS,
                '    title: Line\n    text: Body = ""\n',
                '    title: Line\n    owner_id: UUID | None = None\n    text: Body = ""\n',
            ),
            Edit(
                SERVICE,
                "add_note(work, self.caller.id, created)",
                "add_note(work, note.owner_id or self.caller.id, created)",
            ),
            Edit(
                GRAPHQL_NOTES,
                '    title: Text\n    text: Text = Text("")\n',
                '    title: Text\n    owner_id: UUID | None = None\n    text: Text = Text("")\n',
            ),
        ),
        {REST: ATTACKS + SMUGGLED, GRAPHQL: GRAPHQL_ATTACKS + SMUGGLED},
    ),
    Fault(
        "API3",
        "a field that nobody knows is taken",
        (
            Edit(
                SCHEMAS,
                '    """A note to write."""\n\n    model_config = ConfigDict(extra="forbid")\n',
                '    """A note to write."""\n\n    model_config = ConfigDict(extra="allow")\n',
            ),
            Edit(
                "src/app/core/feed/messages.py",
                'ConfigDict(extra="forbid")',
                'ConfigDict(extra="allow")',
            ),
        ),
        {REST: ATTACKS + SMUGGLED, WEBSOCKET: FEED_ATTACKS + SMUGGLED},
    ),
    Fault(
        "API3",
        "a note shows whose it is",
        (
            Edit(SCHEMAS, LAST, LAST.replace("\n\n\n", "\n    owner_id: UUID\n\n\n")),
            Edit(
                SERVICE,
                "            updated_at=now,\n",
                "            updated_at=now,\n            owner_id=self.caller.id,\n",
            ),
            Edit(GRAPHQL_NOTES, LAST, LAST.replace("\n\n\n", "\n    owner_id: UUID\n\n\n")),
        ),
        {
            REST: "tests/notes/test_routes.py::test_an_answer_holds_these_fields_and_no_others",
            GRAPHQL: GRAPHQL_ATTACKS + "test_a_note_shows_these_fields_and_no_others",
        },
    ),
    Fault(
        "API5",
        "who may only read can write",
        (
            Edit(
                SERVICE,
                f"        self.caller.require(Scope.NOTES_WRITE)\n{CREATE}",
                CREATE,
            ),
        ),
        {
            REST: ATTACKS + "test_a_call_without_its_scope_is_refused",
            GRAPHQL: GRAPHQL_ATTACKS + "test_an_operation_without_its_scope_is_refused",
            EVERY_WAY: VERDICTS,
        },
    ),
    Fault(
        "API5",
        "who may not read can follow",
        (
            Edit(
                "src/app/notes/feed.py",
                "    caller.require(Scope.NOTES_READ)\n",
                "    assert caller and Scope\n",
            ),
        ),
        {
            WEBSOCKET: FEED_ATTACKS + "test_following_without_its_scope_is_refused",
            EVERY_WAY: VERDICTS,
        },
    ),
    Fault(
        "API5",
        "a function of administrators asks for no scope",
        (
            Edit(
                "src/app/accounts/service.py",
                '        """Return a page of accounts, the newest first."""\n'
                "        self.caller.require(Scope.ACCESS_MANAGE)\n",
                '        """Return a page of accounts, the newest first."""\n',
            ),
        ),
        {EVERY_WAY: ADMIN + "test_only_who_manages_access_comes_here"},
    ),
]
