"""Faults of surroundings: how the service is set up, and what of it is known (API8, 9)."""

from tests.owasp.fault import EVERY_WAY, GRAPHQL, REST, WEBSOCKET, Edit, Fault
from tests.owasp.rights import ATTACKS, GRAPHQL_ATTACKS

ENDPOINT = "src/app/core/graphql/endpoint.py"
NOTES = "src/app/notes/routes.py"
PUBLIC = "src/app/core/public.py"
ANSWERS = "tests/core/http/test_answers.py::"

FAULTS = [
    Fault(
        "API8",
        "answers have lost their security headers",
        (
            Edit(
                "src/app/core/http/exchange.py",
                "[*own, *added, *list_headers(self.scope)]",
                "[*own, *list_headers(self.scope)]",
            ),
        ),
        {EVERY_WAY: ANSWERS + "test_every_answer_has_the_security_headers"},
    ),
    Fault(
        "API8",
        "web pages of any origin may call",
        (
            Edit(
                "src/app/core/http/cors.py",
                "        known = origin in self.origins\n",
                "        known = bool(origin)\n",
            ),
        ),
        {
            EVERY_WAY: ANSWERS + "test_only_the_named_origin_may_call",
        },
    ),
    Fault(
        "API8",
        "a web page of any origin may open a socket",
        (Edit("src/app/core/sockets/door.py", "        self.check_origin(head)\n", ""),),
        {WEBSOCKET: "tests/notes/test_feed_attacks.py::test_no_page_of_a_foreign_origin_gets_in"},
    ),
    Fault(
        "API8",
        "a fault is answered with its traceback",
        (
            Edit(
                "src/app/core/problems.py",
                '"This is a fault of the service.")',
                '__import__("traceback").format_exc())',
            ),
            Edit(
                "src/app/core/graphql/errors.py",
                "    return describe_failure()\n",
                '    return describe_failure() | {"detail": repr(cause)}\n',
            ),
        ),
        {
            REST: ANSWERS + "test_a_fault_tells_nothing_of_the_inside",
            GRAPHQL: "tests/core/graphql/test_errors.py::test_a_fault_is_masked_and_logged",
        },
    ),
    Fault(
        "API8",
        "production starts with a key that everybody knows",
        (
            Edit(
                "src/app/accounts/sessions/settings.py",
                "        if not seeds or any(",
                "        if any(",
            ),
        ),
        {EVERY_WAY: "tests/accounts/test_tokens.py::test_production_wants_a_proper_key"},
    ),
    Fault(
        "API9",
        "production describes itself to strangers",
        (
            Edit(
                "src/app/core/openapi.py",
                "        shown = not settings.in_production\n",
                "        shown = True\n",
            ),
            Edit(
                ENDPOINT,
                "Engine(self.schema, settings, shown=in_development)",
                "Engine(self.schema, settings, shown=True)",
            ),
        ),
        {
            REST: "tests/core/test_openapi.py::test_production_shows_no_documents",
            GRAPHQL: "tests/core/graphql/test_introspection.py"
            "::test_production_does_not_describe_its_schema",
        },
    ),
    Fault(
        "API9",
        "an entrance is open to strangers, and on the list of those that are",
        (
            Edit(NOTES, "import open_router\n", "import open_public_router as open_router\n"),
            Edit(ENDPOINT, "import open_router\n", "import open_public_router as open_router\n"),
            Edit(
                PUBLIC,
                "PUBLIC = frozenset(\n    [\n",
                "PUBLIC = frozenset(\n    [\n"
                '        "/graphql",\n        "/notes",\n        "/notes/{note_id}",\n',
            ),
        ),
        {
            REST: ATTACKS + "test_bad_credentials_open_nothing",
            GRAPHQL: GRAPHQL_ATTACKS + "test_bad_credentials_open_nothing",
        },
    ),
    Fault(
        "API9",
        "there is a way in that no description names",
        (
            Edit(
                "src/app/core/feed/messages.py",
                '    type: Literal["subscribe"]\n',
                '    type: Literal["subscribe", "follow"]\n',
            ),
            Edit(
                NOTES,
                '@router.get("/notes/{note_id}", ',
                '@router.get("/notes/{note_id}", include_in_schema=False, ',
            ),
            Edit(
                "src/app/notes/graphql.py",
                "    @strawberry.mutation\n    async def delete_note(",
                '    @strawberry.mutation(name="dropNote")\n    async def delete_note(',
            ),
        ),
        {
            WEBSOCKET: "tests/test_asyncapi_file.py::test_the_file_is_what_the_messages_say",
            REST: "tests/test_openapi_file.py::test_the_file_is_what_the_routes_say",
            GRAPHQL: "tests/test_schema_file.py::test_the_file_is_what_the_resources_offer",
        },
    ),
]
