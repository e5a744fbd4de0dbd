"""The cuts of operation: settings that would endanger the users, and what the logs do not say."""

from tests.wiring.cut import Cut

FRONT = "src/app/core/http/front.py"
LOGS = "src/app/core/logs.py"
MAIN = "src/app/main.py"
SETTINGS = "src/app/core/settings.py"

CUTS: list[Cut] = [
    Cut(
        promise="S74",
        says="production does not start with unsafe settings",
        file=MAIN,
        old="    refuse_dangers(settings)\n",
        new="",
        red=("tests/core/test_settings.py::test_production_does_not_start_with_unsafe_settings",),
    ),
    Cut(
        promise="S74",
        says="each danger is listed by its name",
        file=SETTINGS,
        old="            dangers += settings.list_dangers() if deploy else []\n",
        new="            dangers += []\n",
        red=("tests/core/test_settings.py::test_each_danger_is_listed_by_name",),
    ),
    Cut(
        promise="S74",
        says="a danger never shows the value",
        file=SETTINGS,
        old="{problem['msg']}.",
        new="{error.errors()}.",
        red=("tests/core/test_settings.py::test_a_danger_never_shows_the_value",),
    ),
    Cut(
        promise="S74",
        says="secrets come from files",
        file=SETTINGS,
        old="        return (*sources, SecretsSettingsSource(settings_cls, secrets_dir=folder))\n",
        new="        return sources\n",
        red=("tests/core/test_settings.py::test_a_secret_is_read_from_a_file",),
    ),
    Cut(
        promise="S75",
        says="secrets are not written",
        file=LOGS,
        old="        redact,\n",
        new="",
        red=("tests/core/test_logs.py::test_what_bears_the_name_of_a_secret_is_hidden",),
    ),
    Cut(
        promise="S75",
        says="every line bears the id of its request",
        file=LOGS,
        old="        name_request,\n",
        new="",
        red=("tests/core/test_logs.py::test_a_request_is_one_line_without_its_query",),
    ),
    Cut(
        promise="S75",
        says="a query string is not written",
        file=FRONT,
        old='        path=scope["path"],\n',
        new='        path=scope["path"] + scope["query_string"].decode(),\n',
        red=("tests/core/test_logs.py::test_a_request_is_one_line_without_its_query",),
    ),
    Cut(
        promise="S75",
        says="a person's terminal is not steered",
        file=LOGS,
        old="        last = [escape_controls, ",
        new="        last = [",
        red=("tests/core/test_logs.py::test_a_persons_terminal_is_not_steered",),
    ),
]
