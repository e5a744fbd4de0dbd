"""The cuts of answers: what comes back, and what it does not tell."""

from tests.wiring.cut import Cut

HTTP = "src/app/core/http/__init__.py"
PROBLEMS = "src/app/core/problems.py"

ANSWERS = "tests/core/http/test_answers.py::"
HEALTH = "tests/health/test_health.py::"
PROCESS = "tests/process/test_server.py::"

CUTS: list[Cut] = [
    Cut(
        promise="S30",
        says="a refusal never repeats what was sent",
        file=PROBLEMS,
        old="        place = place[:-1]",
        new="        place = place[:]",
        red=("tests/core/test_problems.py::test_a_refusal_never_repeats_what_was_sent",),
    ),
    Cut(
        promise="S30",
        says="our own handler answers what is not acceptable",
        file=PROBLEMS,
        old="    app.add_exception_handler(RequestValidationError, show_invalid_request)\n",
        new="",
        red=("tests/core/test_problems.py::test_a_refusal_never_repeats_what_was_sent",),
    ),
    Cut(
        promise="S34",
        says="a path is never guessed",
        file="src/app/core/openapi.py",
        old="            redirect_slashes=False,\n",
        new="",
        red=("tests/core/test_routing.py::test_the_service_never_guesses_a_path",),
    ),
    Cut(
        promise="S36",
        says="only the named origin may call from a browser",
        file="src/app/core/http/cors.py",
        old="        known = origin in self.origins\n",
        new='        known = origin != ""\n',
        red=(
            ANSWERS + "test_only_the_named_origin_may_call",
            ANSWERS + "test_a_preflight_is_answered_for_the_named_origin_alone",
        ),
    ),
    Cut(
        promise="S37",
        says="every answer has the security headers, the errors too",
        file="src/app/core/http/exchange.py",
        old='            message["headers"] = [*own, *added, *list_headers(self.scope)]\n',
        new="",
        red=(ANSWERS + "test_every_answer_has_the_security_headers",),
    ),
    Cut(
        promise="S38",
        says="no answer names the software",
        file=HTTP,
        old='    (b"server", b""),  # the server writes its name where nobody else wrote something\n',
        new="",
        red=(PROCESS + "test_no_answer_names_the_software",),
    ),
    Cut(
        promise="S41",
        says="every error is a problem document",
        file=PROBLEMS,
        old="    app.add_exception_handler(HTTPException, show_protocol_error)\n",
        new="",
        red=(ANSWERS + "test_every_error_is_a_problem_document",),
    ),
    Cut(
        promise="S41",
        says="a fault tells nothing of the inside",
        file=PROBLEMS,
        old='"This is a fault of the service.")',
        new='repr(__import__("sys").exc_info()))',
        red=(ANSWERS + "test_a_fault_tells_nothing_of_the_inside",),
    ),
    Cut(
        promise="S41",
        says="the description shows every error as a problem",
        file="src/app/core/openapi.py",
        old='            answers["default"] = {"description": "What went wrong", "content": content}\n',
        new="",
        red=("tests/core/test_problems.py::test_the_description_shows_every_error_as_a_problem",),
    ),
    Cut(
        promise="S42",
        says="production shows no description of the service",
        file="src/app/core/openapi.py",
        old="        shown = not settings.in_production\n",
        new="        shown = True\n",
        red=("tests/core/test_openapi.py::test_production_shows_no_documents",),
    ),
    Cut(
        promise="S43",
        says="probes tell strangers nothing of the inside",
        file="src/app/health/readiness.py",
        old="        return False\n    return True\n",
        new="        raise\n    return True\n",
        red=(HEALTH + "test_strangers_learn_nothing_of_the_inside",),
    ),
]
