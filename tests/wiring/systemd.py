"""The wiring of a service that systemd runs: what each unit may do, and how one follows another."""

from tests.wiring.cut import Cut

SYSTEMD: dict[str, object] = {"deploy": "systemd"}
UNIT = "deploy/systemd/app.service"
SUPERVISED = "src/app/commands/supervised.py"
RELEASE = "deploy/release.sh"

UNITS = "tests/test_units.py::"
PROCESS = "tests/process/test_supervised.py::"
RELEASES = "tests/test_releases.py::"
TIMERS = "tests/test_timers.py::"
SHIP = "tests/test_ship.py::"
SUDOERS = "tests/test_sudoers.py::"


def cut(promise: str, says: str, file: str, old: str, new: str, *red: str) -> Cut:
    """Return a cut in a project that systemd runs."""
    return Cut(promise, says, file, old, new, red, SYSTEMD)


CUTS: list[Cut] = [
    cut(
        "S80",
        "The service is hardly exposed.",
        UNIT,
        "RestrictNamespaces=yes\nRestrictRealtime=yes\n",
        "",
        UNITS + "test_a_unit_is_hardly_exposed",
    ),
    cut(
        "S80",
        "The service writes nothing but its data.",
        UNIT,
        "ProtectSystem=strict",
        "ProtectSystem=full",
        UNITS + "test_a_unit_has_no_rights_and_writes_nothing_but_its_data",
    ),
    cut(
        "S80",
        "The service has no capability.",
        UNIT,
        "CapabilityBoundingSet=\n",
        "CapabilityBoundingSet=CAP_NET_BIND_SERVICE\n",
        UNITS + "test_a_unit_has_no_rights_and_writes_nothing_but_its_data",
    ),
    cut(
        "S80",
        "Who takes backups is bounded as the service is.",
        "deploy/systemd/scheduled.service",
        "NoNewPrivileges=yes\n",
        "NoNewPrivileges=no\n",
        UNITS + "test_a_unit_has_no_rights_and_writes_nothing_but_its_data",
    ),
    cut(
        "S80",
        "Each secret is given to who reads it.",
        UNIT,
        "/secrets/auth_signing_keys\n",
        "/secrets/auth_signing_key\n",
        UNITS + "test_every_secret_that_is_given_is_made_on_the_machine",
    ),
    cut(
        "S80",
        "The service finds the secrets that it is given.",
        UNIT,
        "Environment=APP_SECRETS_DIR=%d\n",
        "",
        UNITS + "test_who_finds_secrets_in_a_folder_is_told_which",
    ),
    cut(
        "S80",
        "Passwords are credentials, and not in the environment.",
        "deploy/systemd/settings.env",
        "DATABASE_URL=postgresql://app@localhost/app",
        "DATABASE_URL=postgresql://app:secret@localhost/app",  # pragma: allowlist secret
        UNITS + "test_no_secret_stands_in_the_environment",
    ),
    cut(
        "S80",
        "A service that hangs is started again.",
        UNIT,
        "WatchdogSec=30\n",
        "",
        UNITS + "test_what_does_not_answer_is_started_again",
    ),
    cut(
        "S80",
        "A service that ends is started again, as often as it takes.",
        UNIT,
        "Restart=always\n",
        "Restart=no\n",
        UNITS + "test_what_does_not_answer_is_started_again",
    ),
    cut(
        "S80",
        "The service is well only as long as it answers.",
        SUPERVISED,
        "        if answers(host, port):\n",
        "        if answers(host, port) or word != 'READY=1':\n",
        PROCESS + "test_it_is_well_as_long_as_it_answers",
    ),
    cut(
        "S80",
        "systemd hears that the service answers.",
        SUPERVISED,
        '    word, patience = "READY=1", find_patience()\n',
        '    word, patience = "WATCHDOG=1", find_patience()\n',
        PROCESS + "test_it_says_that_it_is_ready_when_it_answers",
    ),
    cut(
        "S80",
        "Callers who come while it starts again wait, and are answered.",
        SUPERVISED,
        "    serve(settings, load_app, kind=ActivatedServer)\n",
        "    serve(settings, load_app)\n",
        PROCESS + "test_who_comes_while_it_starts_again_is_answered_by_the_next",
    ),
    cut(
        "S80",
        "Who has connected but not asked is not cut by a service that ends.",
        "deploy/systemd/app.socket",
        "DeferAcceptSec=5\n",
        "",
        PROCESS + "test_who_has_connected_but_not_asked_is_answered_by_the_next",
    ),
    cut(
        "S80",
        "The service can be reached through Caddy alone.",
        "deploy/systemd/app.socket",
        "ListenStream=127.0.0.1:8000",
        "ListenStream=8000",
        UNITS + "test_callers_reach_a_socket_that_stays_open_through_caddy_alone",
    ),
    cut(
        "S80",
        "A release is migrated to before it serves.",
        RELEASE,
        'use) go "$2" "start $NAME-migrate@$2.service" ;;',
        'use) go "$2" : ;;',
        RELEASES + "test_it_is_migrated_to_and_tried_before_it_serves",
    ),
    cut(
        "S80",
        "A release is tried beside the one that serves.",
        RELEASE,
        '	if ! $2 || ! try_out "$1"; then\n',
        "	if ! $2; then\n",
        RELEASES + "test_one_that_is_not_fit_never_comes_into_place[trial@2.0]",
    ),
    cut(
        "S80",
        "A release that dies in its place is taken back.",
        RELEASE,
        '		serve "$serving" || refuse',
        "		true || refuse",
        RELEASES + "test_one_that_dies_in_its_place_is_taken_back",
    ),
    cut(
        "S80",
        "One goes back to the release before by a command.",
        RELEASE,
        '		ln --symbolic --force --no-dereference "releases/$serving" "$ROOT/former"\n',
        "		:\n",
        RELEASES + "test_one_goes_back_by_command_and_the_tables_stay",
    ),
    cut(
        "deploy",
        "The pipeline installs the very version that was tagged.",
        "deploy/ship.sh",
        'make install VERSION="$2"\n',
        "make install\n",
        SHIP + "test_the_version_is_taken_and_started_in_the_clone",
    ),
    cut(
        "deploy",
        "The manual's line of sudoers lets make install through.",
        "docs/operations.md",
        "NOPASSWD: /usr/bin/sh deploy/install.sh v*",
        "NOPASSWD: /usr/bin/sh deploy/install.sh",
        SUDOERS + "test_the_line_of_the_manual_lets_make_install_through_and_nothing_else",
    ),
    cut(
        "S80",
        "A release is tried with the secrets that it will have.",
        "deploy/systemd/trial@.service",
        "LoadCredential=database_password:",
        "LoadCredential=database_passwort:",
        UNITS + "test_a_release_is_tried_with_what_it_will_have",
    ),
    cut(
        "S80",
        "Each command of the schedule has a timer.",
        "deploy/units.sh",
        "	for kind in service timer; do\n",
        "	for kind in service; do\n",
        TIMERS + "test_there_is_a_timer_for_each_line_and_no_other",
    ),
    cut(
        "S80",
        "What was missed while the machine was off is made up for.",
        "deploy/systemd/scheduled.timer",
        "Persistent=true\n",
        "Persistent=false\n",
        TIMERS + "test_it_comes_due_when_the_line_says",
    ),
    cut(
        "S56",
        "systemd gives the service no password of the owner.",
        "deploy/systemd/migrate@.service",
        "secrets/database_owner_password\n",
        "secrets/database_password\n",
        "tests/test_owner.py::test_the_service_does_not_have_the_password_of_the_owner",
    ),
    cut(
        "S56",
        "Who receives the log has a password of its own.",
        "deploy/systemd/receiver.service",
        "secrets/database_replica_password\n",
        "secrets/database_owner_password\n",
        "tests/test_receiver.py::test_the_receiver_has_a_user_and_a_password_of_its_own",
    ),
    cut(
        "S66",
        "The runbook has the secrets of /etc kept apart.",
        "docs/disaster-recovery.md",
        " /media/apart/\nsudo diff",
        " /media/elsewhere/\nsudo diff",
        "tests/backups/test_apart.py::test_the_secrets_come_back_from_where_they_are_kept_apart",
    ),
]
