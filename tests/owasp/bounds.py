"""Faults of bounds: what is used up, how often one may try, whom we ask (API4, 6, 7, 10)."""

from tests.owasp.fault import EVERY_WAY, GRAPHQL, REST, WEBSOCKET, Edit, Fault

ACCOUNTS = "src/app/accounts/service.py"
OUTGOING = "src/app/core/outgoing.py"
ASKED = "tests/core/test_outgoing.py::"
PAGES = "test_no_page_is_larger_than_it_may_be"

OIDC: dict[str, object] = {"auth": "oidc", "database": "sqlite"}

FAULTS = [
    Fault(
        "API4",
        "a page may be as long as a caller likes",
        (Edit("src/app/notes/schemas.py", "Field(ge=1, le=LARGEST_PAGE)", "Field()"),),
        {
            REST: f"tests/notes/test_attacks.py::{PAGES}",
            GRAPHQL: f"tests/notes/test_graphql_attacks.py::{PAGES}",
        },
    ),
    Fault(
        "API4",
        "a body may be as large as a caller likes",
        (
            Edit(
                "src/app/core/http/body.py",
                '        self.left -= len(message.get("body", b""))\n',
                "",
            ),
        ),
        {
            EVERY_WAY: "tests/core/http/test_limits.py"
            "::test_a_body_in_chunks_is_counted_while_it_comes"
        },
    ),
    Fault(
        "API4",
        "a document may bring back as much as a caller likes",
        (
            Edit(
                "src/app/core/graphql/engine.py",
                "        if found > most:\n",
                "        if found < 0:\n",
            ),
        ),
        {
            GRAPHQL: "tests/core/graphql/test_limits.py"
            "::test_each_limit_is_held_before_anything_is_carried_out"
        },
    ),
    Fault(
        "API4",
        "a message may be as large as a client likes",
        (
            Edit(
                "src/app/core/sockets/line.py",
                "        if measure(said) > MESSAGE_BYTES:\n",
                "        if measure(said) > 100 * MESSAGE_BYTES:\n",
            ),
        ),
        {
            WEBSOCKET: "tests/notes/test_feed_attacks.py"
            "::test_a_message_that_is_too_large_ends_the_socket"
        },
    ),
    Fault(
        "API4",
        "a caller may open as many sockets as they like",
        (
            Edit(
                "src/app/core/sockets/sockets.py",
                "        if self.of_caller[key] >= self.settings.of_caller:\n",
                "        if self.of_caller[key] < 0:\n",
            ),
        ),
        {WEBSOCKET: "tests/core/sockets/test_limits.py::test_one_caller_has_only_so_many_sockets"},
    ),
    Fault(
        "API4",
        "a caller may ask as often as they like",
        (
            Edit(
                "src/app/core/limits.py",
                "        if verdict.wait_seconds:\n",
                "        if verdict is None:\n",
            ),
        ),
        {
            EVERY_WAY: "tests/core/test_limits.py"
            "::test_a_caller_asks_twice_and_another_is_not_in_the_way"
        },
    ),
    Fault(
        "API6",
        "letters can be ordered without end",
        (
            Edit(
                ACCOUNTS,
                '        await self.parts.limits.count(f"forgotten {email}", address, now)\n',
                "",
            ),
        ),
        {EVERY_WAY: "tests/accounts/test_limits.py::test_an_address_can_try_twenty_times"},
    ),
    Fault(
        "API6",
        "who is not invited can sign up all the same",
        (
            Edit(
                ACCOUNTS,
                '        if self.parts.settings.sign_up == "closed":\n',
                "        if self.parts is None:\n",
            ),
        ),
        {EVERY_WAY: "tests/accounts/test_doors.py::test_sign_up_can_be_closed"},
    ),
    Fault(
        "API7",
        "a resource asks an address that a caller names",
        (
            Edit(
                "src/app/notes/service.py",
                "from uuid import UUID\n",
                "from urllib.request import urlopen\nfrom uuid import UUID\n",
            ),
        ),
        {EVERY_WAY: "tests/test_floors.py::test_only_one_room_asks_others_over_http"},
    ),
    Fault(
        "API7",
        "an address that an answer names is asked inside this network",
        (
            Edit(
                OUTGOING,
                "        if not is_free and not all(",
                "        if not addresses and not all(",
            ),
        ),
        {EVERY_WAY: ASKED + "test_what_an_answer_names_is_not_asked_inside_this_network"},
        OIDC,
    ),
    Fault(
        "API7",
        "a redirect is followed, wherever it leads",
        (
            Edit(
                OUTGOING,
                "            trust_env=False,\n",
                "            trust_env=False,\n            follow_redirects=True,\n",
            ),
        ),
        {EVERY_WAY: ASKED + "test_a_redirect_is_not_followed"},
        OIDC,
    ),
    Fault(
        "API10",
        "an answer of another service is read to its end, however long it is",
        (
            Edit(
                OUTGOING,
                "                if len(content) > MOST_BYTES:\n",
                "                if len(content) < 0:\n",
            ),
        ),
        {EVERY_WAY: ASKED + "test_an_answer_that_is_of_no_use_is_none"},
        OIDC,
    ),
    Fault(
        "API10",
        "another service is believed without TLS",
        (
            Edit(
                OUTGOING,
                '        if url.scheme != "https" and not (',
                "        if url.scheme == is_here and not (",
            ),
        ),
        {EVERY_WAY: ASKED + "test_nobody_is_asked_without_tls_but_this_machine_in_development"},
        OIDC,
    ),
    Fault(
        "API10",
        "a letter is handed to a mail server that does not encrypt",
        (
            Edit(
                "src/app/core/mail.py",
                "            if settings.encrypted:\n",
                '            if settings.encrypted and server.has_extn("starttls"):\n',
            ),
        ),
        {EVERY_WAY: "tests/core/test_mail.py::test_a_server_without_encryption_gets_no_letter"},
    ),
]
