"""The cuts of sessions: what a cookie is, when it ends, and whose pages may send it."""

from dataclasses import replace

from tests.wiring import accounts
from tests.wiring.cut import Cut

COOKIE = "src/app/core/sessions/cookie.py"
GUARD = "src/app/core/sessions/guard.py"
OPENING = "src/app/core/sessions/sessions.py"
ORIGIN = "src/app/core/sessions/origin.py"
PROOFS = "src/app/accounts/proofs.py"
ROUTES = "src/app/accounts/sessions/routes.py"
REDIS_STORE = "src/app/core/sessions/redis_store.py"
STORE = "src/app/core/sessions/store.py"

ATTACKS = "tests/notes/test_attacks.py::"
BROWSERS = "tests/accounts/test_sessions.py::"
IN_REDIS = "tests/core/test_redis_store.py::"
AT_GUARD = "tests/core/sessions/test_guard.py::"
OF_COOKIES = "tests/core/sessions/test_cookies.py::"
PAGES = "tests/core/test_origin.py::"

SESSION: dict[str, object] = {"auth": "session"}
WITH_REDIS: dict[str, object] = {"auth": "session", "cache": "redis"}
MADE_SO = OF_COOKIES + "test_a_cookie_is_for_this_host_for_https_and_for_no_script"
FOREIGN = PAGES + "test_what_changes_something_is_refused_from_elsewhere"

OWN: list[Cut] = [
    *(
        Cut(promise="S12", says=says, file=COOKIE, old=old, new=new, red=(MADE_SO,))
        for says, old, new in (
            ("a cookie is for HTTPS", "Secure; HttpOnly", "HttpOnly"),
            ("no script reads a cookie", "Secure; HttpOnly", "Secure"),
            ("other sites do not send a cookie along", "SameSite=Lax", "SameSite=None"),
            ("a cookie is for the whole service", 'RULES = "Path=/; ', 'RULES = "Path=/auth; '),
            ("a cookie is for this host", 'NAME = "__Host-session"', 'NAME = "session"'),
            ("a secret has 256 bits", "token_urlsafe(32)", "token_urlsafe(16)"),
        )
    ),
    Cut(
        promise="S12",
        says="a login has a new secret",
        file=OPENING,
        old="secret, lasting = make_secret(), ",
        new='secret, lasting = connection.cookies.get("__Host-session") or make_secret(), ',
        red=(OF_COOKIES + "test_a_secret_that_somebody_brings_is_not_taken",),
    ),
    Cut(
        promise="S12",
        says="a login ends the session before",
        file=OPENING,
        old="            await self.end_rows(work, row.owner_id, [row])\n",
        new="            assert row\n",
        red=(OF_COOKIES + "test_a_login_has_a_new_secret_and_ends_the_session_before",),
    ),
    Cut(
        promise="S12",
        says="only the digest of a cookie is kept",
        file=COOKIE,
        old="    return sha256(secret.encode()).hexdigest()\n",
        new="    return secret if sha256 else secret\n",
        red=(OF_COOKIES + "test_only_the_digest_of_a_cookie_is_kept",),
    ),
    Cut(
        promise="S12",
        says="a session ends after a day",
        file=GUARD,
        old="        if now >= row.ends_at:\n",
        new="        if now < row.created_at:\n",
        red=(OF_COOKIES + "test_a_session_ends_after_a_day_however_often_it_is_used",),
    ),
    Cut(
        promise="S12",
        says="a session ends that is not used for an hour",
        file=GUARD,
        old=" if now >= used_at + self.idle else ",
        new=" if now < used_at - self.idle else ",
        red=(OF_COOKIES + "test_a_session_ends_that_is_not_used_for_an_hour",),
    ),
    Cut(
        promise="S12",
        says="an open socket does not put off the end",
        file=GUARD,
        old='        if connection.scope["type"] == "http":',
        new="        if connection.scope:",
        red=(OF_COOKIES + "test_a_request_puts_off_the_end_and_an_open_socket_does_not",),
    ),
    Cut(
        promise="S12",
        says="a request puts off the end",
        file=GUARD,
        old="            self.jobs.later(self.store.touch, known.row, now)\n",
        new="",
        red=(OF_COOKIES + "test_a_request_puts_off_the_end_and_an_open_socket_does_not",),
    ),
    Cut(
        promise="S12",
        says="what ends here is refused at once",
        file=OPENING,
        old="    database.events.add_listener(guard.listen)\n",
        new="",
        red=(AT_GUARD + "test_what_ends_here_is_refused_at_once",),
    ),
    Cut(
        promise="S12",
        says="what ends elsewhere is refused within a second",
        file=GUARD,
        old="FRESH_SECONDS = 1.0",
        new="FRESH_SECONDS = 60.0",
        red=(AT_GUARD + "test_what_ends_elsewhere_is_refused_within_a_second",),
    ),
    Cut(
        promise="S12",
        says="an end that comes while a session is read is not forgotten",
        file=GUARD,
        old="        if ends == self.ends:\n",
        new="        if ends <= self.ends:\n",
        red=(AT_GUARD + "test_an_end_that_comes_while_a_session_is_read_is_not_forgotten",),
    ),
    Cut(
        promise="S13",
        says="a cookie is not taken from another site's page",
        file=GUARD,
        old="        refuse_foreign_pages(connection, self.origins)\n",
        new="",
        red=(BROWSERS + "test_a_page_of_another_site_can_do_nothing_and_log_nobody_in",),
    ),
    Cut(
        promise="S13",
        says="another site's page logs nobody in",
        file=OPENING,
        old="        refuse_foreign_pages(connection, self.guard.origins)\n",
        new="",
        red=(BROWSERS + "test_a_page_of_another_site_can_do_nothing_and_log_nobody_in",),
    ),
    Cut(
        promise="S13",
        says="a WebSocket is not taken from another site's page",
        file=ORIGIN,
        old='connection.scope["type"] == "http" and connection.scope["method"] in SAFE',
        new='connection.scope.get("method", "GET") in SAFE',
        red=(FOREIGN,),
    ),
    Cut(
        promise="S13",
        says="a page of the same site is another's page",
        file=ORIGIN,
        old="        return site in OWN\n",
        new='        return site in OWN or site == "same-site"\n',
        red=(FOREIGN,),
    ),
    Cut(
        promise="S13",
        says="where Sec-Fetch-Site is missing, Origin is this host",
        file=ORIGIN,
        old='origin.partition("://")[2] == host',
        new='origin.partition("://")[2].startswith(host)',
        red=(FOREIGN,),
    ),
    Cut(
        promise="S13",
        says="what says neither is refused",
        file=ORIGIN,
        old='    return host != "" and origin',
        new='    return origin == "" or origin',
        red=(FOREIGN,),
    ),
    Cut(
        promise="S06",
        says="another password and another role end every session",
        file=PROOFS,
        old="    await proofs.end_all(work, account_id)\n",
        new="",
        red=(
            BROWSERS + "test_another_password_ends_every_other_session_and_renews_this_one",
            "tests/accounts/test_admin.py::test_who_is_deactivated_is_out_at_once_and_comes_back",
        ),
    ),
    Cut(
        promise="S06",
        says="logging out takes the cookie away",
        file=ROUTES,
        old='    response.headers["set-cookie"] = FORGET\n',
        new="    assert response and FORGET\n",
        red=(BROWSERS + "test_logging_out_takes_the_cookie_away_and_it_is_no_longer_good",),
    ),
    Cut(
        promise="S18",
        says="nobody ends the session of somebody else",
        file=STORE,
        old='.where(Session.owner_id == bindparam("of_owner"))',
        new='.where(bindparam("of_owner", type_=Session.owner_id.type).is_not(None))',
        red=(BROWSERS + "test_nobody_sees_or_ends_the_session_of_somebody_else",),
    ),
    Cut(
        promise="S21",
        says="a call on a resource needs its scope",
        file=GUARD,
        old="        caller = Caller(row.owner_id, list_scopes(row.rights), ",
        new="        caller = Caller(row.owner_id, None, ",
        red=(ATTACKS + "test_a_call_without_its_scope_is_refused",),
    ),
    Cut(
        promise="S59",
        says="logins are written down",
        file="src/app/accounts/sessions/service.py",
        old='            await write_down(work, "login.succeeded", actor, account.id, self.now, details)\n',
        new="            assert actor and details\n",
        red=("tests/accounts/test_logins.py::test_who_logs_out_is_out_at_once",),
    ),
]
REDIS: list[Cut] = [
    Cut(
        promise="S12",
        says="what has ended in Redis is not brought back by its last use",
        file=REDIS_STORE,
        old="                    pipeline.delete(self.name(row.digest))\n",
        new="",
        red=(IN_REDIS + "test_a_use_is_noted_and_does_not_bring_back_what_has_ended",),
    ),
    Cut(
        promise="S12",
        says="of what Redis drops nothing is good",
        file=REDIS_STORE,
        old=" if owner is not None]",
        new="]",
        red=(IN_REDIS + "test_of_what_redis_drops_nothing_is_good",),
    ),
    Cut(
        promise="S12",
        says="Redis forgets a session when its time is over",
        file=REDIS_STORE,
        old=", pxat=row.ends_at)",
        new=")",
        red=(IN_REDIS + "test_redis_forgets_a_session_when_its_time_is_over",),
    ),
    Cut(
        promise="S68",
        says="while Redis is away nobody who shows a cookie is let in",
        file=REDIS_STORE,
        old="            raise Unavailable(",
        new="            raise ValueError(",
        red=(IN_REDIS + "test_while_redis_is_away_nobody_can_tell_and_then_all_is_well_again",),
    ),
]
SHARED = (accounts.LIMITS, accounts.LOGIN, accounts.SECOND, accounts.SERVICE)
CUTS: list[Cut] = [
    *(replace(cut, answers=SESSION) for cut in OWN),
    *(replace(cut, answers=WITH_REDIS) for cut in REDIS),
    *(
        replace(cut, answers=SESSION)
        for cut in accounts.CUTS
        if cut.file in SHARED and not cut.red[0].startswith(accounts.REFRESHED)
    ),
]
