"""The cuts of the auth part: who is let in, what they may do, and what is written down of it."""

from tests.wiring.cut import Cut

AUDIT = "src/app/core/audit.py"
CALLER = "src/app/core/caller.py"
GUARD = "src/app/keys/guard.py"
KEYS = "src/app/keys/service.py"
MIGRATION = "migrations/versions/0001_initial.py"
REPOSITORY = "src/app/keys/repository.py"
ROUTING = "src/app/core/routing.py"
SECRET = "src/app/keys/secret.py"

ADMIN = "tests/keys/test_admin.py::"
ATTACKS = "tests/notes/test_attacks.py::"
COMMANDS = "tests/keys/test_commands.py::"
ENTRIES = "tests/core/test_audit.py::"
HOLDERS = "tests/keys/test_guard.py::"
ROUTES = "tests/core/test_routing.py::"

NONE: dict[str, object] = {"auth": "none"}
WITH_KEYS: dict[str, object] = {"auth": "api_key"}
MARIADB: dict[str, object] = {"database": "mariadb"}
SQLITE: dict[str, object] = {"database": "sqlite"}

FORBID = '    for statement in forbid_changes("audit_events"):\n        op.execute(statement)\n'
STAYS = ENTRIES + "test_nobody_can_change_or_delete_an_entry"

CUTS: list[Cut] = [
    Cut(
        promise="S01",
        says="until a feature knows callers, everyone is refused",
        file=CALLER,
        old='    raise Unauthenticated("This service knows no callers.")\n',
        new="    return Caller(UUID(int=0))\n",
        red=(ROUTES + "test_until_a_feature_knows_callers_everyone_is_refused",),
    ),
    Cut(
        promise="S01",
        says="a public route must be on the list",
        file=ROUTING,
        old="        if not isinstance(route, Guarded) and route.path not in PUBLIC:\n",
        new="        if route is None:\n",
        red=(ROUTES + "test_a_public_route_must_be_on_the_list",),
    ),
    Cut(
        promise="S01",
        says="a service that trusts everybody says so as it starts",
        file="src/app/trust/guard.py",
        old="    log.warning(",
        new="    log.debug(",
        red=("tests/trust/test_trust.py::test_as_it_starts_it_says_that_every_caller_is_trusted",),
        answers=NONE,
    ),
    Cut(
        promise="S11",
        says="a key with a wrong secret is refused",
        file=GUARD,
        old="    is_new = compare_digest(row.digest, shown.digest)\n",
        new="    is_new = bool(compare_digest)\n",
        red=(HOLDERS + "test_a_key_that_is_not_good_is_refused_and_not_told_why",),
        answers=WITH_KEYS,
    ),
    Cut(
        promise="S11",
        says="a revoked key is refused",
        file=GUARD,
        old="    if row.revoked_at is not None:\n",
        new="    if row is None:\n",
        red=(HOLDERS + "test_a_key_that_is_not_good_is_refused_and_not_told_why",),
        answers=WITH_KEYS,
    ),
    Cut(
        promise="S11",
        says="an expired key opens no route of a resource",
        file=GUARD,
        old='    return "expired" if now >= row.expires_at else ""\n',
        new='    return ""\n',
        red=(ATTACKS + "test_bad_credentials_open_nothing",),
        answers=WITH_KEYS,
    ),
    Cut(
        promise="S11",
        says="only the digest of a secret is kept",
        file=SECRET,
        old="    return sha256(secret.encode()).hexdigest()\n",
        new="    return str(sha256 and secret)\n",
        red=(HOLDERS + "test_nothing_of_the_secret_is_kept_but_its_digest",),
        answers=WITH_KEYS,
    ),
    Cut(
        promise="S11",
        says="a key has 256 random bits",
        file=SECRET,
        old="SECRET_BYTES = 32\n",
        new="SECRET_BYTES = 16\n",
        red=(HOLDERS + "test_a_key_is_256_random_bits_behind_its_name_and_id",),
        answers=WITH_KEYS,
    ),
    Cut(
        promise="S11",
        says="the old text of a rotated key ends",
        file=GUARD,
        old=" and now < row.old_until)",
        new=")",
        red=(HOLDERS + "test_a_key_that_is_rotated_has_two_texts_for_a_while",),
        answers=WITH_KEYS,
    ),
    Cut(
        promise="S11",
        says="the last use is written at most once a minute",
        file=GUARD,
        old="        if known.used_at is None or known.used_at <= long_ago:\n",
        new="        if known:\n",
        red=(HOLDERS + "test_the_last_use_is_written_at_most_once_a_minute",),
        answers=WITH_KEYS,
    ),
    Cut(
        promise="S11",
        says="the last use is written",
        file=REPOSITORY,
        old='    .values(last_used_at=bindparam("now"))\n',
        new='    .values(last_used_at=ApiKey.last_used_at, name=bindparam("now"))\n',
        red=(HOLDERS + "test_the_last_use_is_written_at_most_once_a_minute",),
        answers=WITH_KEYS,
    ),
    Cut(
        promise="S11",
        says="a process forgets at once what it has revoked",
        file=GUARD,
        old="    app.state.database.events.add_listener(guard.forget)\n",
        new="",
        red=(HOLDERS + "test_this_process_takes_no_key_that_it_has_revoked",),
        answers=WITH_KEYS,
    ),
    Cut(
        promise="key-cache",
        says="the keys that are remembered are bounded",
        file=GUARD,
        old="        if len(self.known) >= self.settings.cached:\n",
        new="        if len(self.known) < 0:\n",
        red=(HOLDERS + "test_the_keys_that_are_remembered_are_bounded",),
        answers=WITH_KEYS,
    ),
    Cut(
        promise="S16",
        says="the first administrator's key is made once",
        file=KEYS,
        old="ApiKeyIn(name=name, role=Role.ADMIN), FIRST_ADMIN, now)",
        new="ApiKeyIn(name=name, role=Role.ADMIN), make_id(now), now)",
        red=(COMMANDS + "test_the_first_administrators_key_is_made_once",),
        answers=WITH_KEYS,
    ),
    Cut(
        promise="S21",
        says="only who manages access lists keys",
        file=KEYS,
        old='        """Return a page of keys, the newest first."""\n'
        "        self.caller.require(Scope.ACCESS_MANAGE)\n",
        new='        """Return a page of keys, the newest first."""\n',
        red=(ADMIN + "test_only_who_manages_access_comes_here",),
        answers=WITH_KEYS,
    ),
    Cut(
        promise="S21",
        says="nobody gives a scope that they do not hold",
        file=KEYS,
        old="            raise MoreThanOwn\n",
        new="            assert MoreThanOwn\n",
        red=(ADMIN + "test_nobody_gives_a_scope_that_they_do_not_hold",),
        answers=WITH_KEYS,
    ),
    Cut(
        promise="S21",
        says="a call on a resource needs its scope",
        file=GUARD,
        old="frozenset(list_scopes(row.role, row.scopes))",
        new="None if list_scopes(row.role, row.scopes) else frozenset()",
        red=(ATTACKS + "test_a_call_without_its_scope_is_refused",),
        answers=WITH_KEYS,
    ),
    Cut(
        promise="S17",
        says="a caller is the owner that their key stands for",
        file=GUARD,
        old="        caller = Caller(row.owner_id, ",
        new="        caller = Caller(UUID(int=0), ",
        red=(ATTACKS + "test_another_owners_list_is_empty",),
        answers=WITH_KEYS,
    ),
    Cut(
        promise="S59",
        says="a deed is written down with its request",
        file=AUDIT,
        old='        "request_id": current_request.get(),\n',
        new='        "request_id": current_request.name,\n',
        red=(ADMIN + "test_what_is_done_to_a_key_is_written_down",),
        answers=WITH_KEYS,
    ),
    Cut(
        promise="S59",
        says="what is done to a key is written down",
        file=KEYS,
        old="        await record(work, Deed(action, self.caller, row.id, details), now)\n",
        new="        assert record and Deed\n",
        red=(ADMIN + "test_what_is_done_to_a_key_is_written_down",),
        answers=WITH_KEYS,
    ),
    *(
        Cut(
            promise="S59",
            says=f"nobody can change or delete an entry, on {name}",
            file=MIGRATION,
            old=FORBID,
            new="",
            red=(STAYS,),
            answers=answers,
        )
        for name, answers in (("PostgreSQL", {}), ("MariaDB", MARIADB), ("SQLite", SQLITE))
    ),
]
