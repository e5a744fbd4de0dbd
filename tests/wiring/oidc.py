"""The cuts of callers with a provider's tokens: what is taken for one, and who is asked about it."""

from tests.wiring.cut import Cut

PROVIDER = "src/app/oidc/provider.py"
GUARD = "src/app/oidc/guard.py"
KEY_SET = "src/app/oidc/key_set.py"
ATTEMPT = "src/app/oidc/attempt.py"
ENTRANCE = "src/app/oidc/entrance.py"
EXCHANGE = "src/app/oidc/exchange.py"
KEYS = "src/app/oidc/keys.py"
OUTGOING = "src/app/core/outgoing.py"
RIGHTS = "src/app/oidc/rights.py"
SETTINGS = "src/app/oidc/settings.py"
TOKENS = "src/app/oidc/tokens.py"

ASKED = "tests/core/test_outgoing.py::"
ATTACKS = "tests/notes/test_attacks.py::"
FOUND = "tests/oidc/test_provider.py::"
GIVEN = "tests/oidc/test_rights.py::"
ENTERED = "tests/oidc/test_entrance.py::"
EXCHANGED = "tests/oidc/test_exchange.py::"
KEPT = "tests/oidc/test_keys.py::"
PUBLISHED = "tests/oidc/test_key_set.py::"
READ = "tests/oidc/test_tokens.py::"

REFUSED = READ + "test_a_token_that_is_not_good_is_refused_and_not_told_why"
OIDC: dict[str, object] = {"auth": "oidc", "database": "sqlite"}


def cut(promise: str, says: str, file: str, old: str, new: str, red: str) -> Cut:
    """Return a cut in a project whose callers have tokens of a provider."""
    return Cut(promise, says, file, old, new, (red,), OIDC)


CUTS: list[Cut] = [
    cut(
        "S03",
        "a signature is looked at",
        TOKENS,
        'options={"require": REQUIRED}',
        'options={"require": REQUIRED, "verify_signature": False, "verify_exp": True}',
        REFUSED,
    ),
    cut(
        "S03",
        "an algorithm is one of the settings'",
        TOKENS,
        "        if algorithm not in self.settings.algorithms:\n",
        "        if algorithm is None:\n",
        READ + "test_an_algorithm_that_the_settings_do_not_name_is_refused_unasked",
    ),
    cut(
        "S03",
        "a key verifies what fits its kind",
        KEYS,
        "        fitting = [key for key in self.keys if algorithm in key.algorithms]\n",
        "        fitting = [key for key in self.keys if algorithm]\n",
        READ + "test_a_key_is_used_as_it_says_itself_and_not_otherwise",
    ),
    cut(
        "S03",
        "a key for something else is left out",
        KEY_SET,
        'entry.get("use", "sig") == "sig" and',
        'entry.get("use", "sig") and',
        PUBLISHED + "test_what_is_of_no_use_is_left_out",
    ),
    cut(
        "S03",
        "a short key is left out",
        KEY_SET,
        "LEAST_BITS = 2048\n",
        "LEAST_BITS = 512\n",
        PUBLISHED + "test_what_is_of_no_use_is_left_out",
    ),
    cut(
        "S04",
        "an ID token opens no route of a resource",
        TOKENS,
        "        refuse_id_tokens(claims)\n",
        "        assert refuse_id_tokens\n",
        ATTACKS + "test_bad_credentials_open_nothing",
    ),
    cut(
        "S04",
        "another kind of token is refused",
        TOKENS,
        "            self.refuse_other_kinds(header)\n",
        "",
        REFUSED,
    ),
    cut(
        "S04",
        "a token is for this service",
        TOKENS,
        'options={"require": REQUIRED}',
        'options={"require": REQUIRED, "verify_aud": False}',
        REFUSED,
    ),
    cut(
        "S04",
        "a token is the provider's",
        TOKENS,
        "            issuer=self.settings.issuer,\n",
        "",
        REFUSED,
    ),
    cut(
        "S04",
        "all claims are wanted",
        TOKENS,
        'options={"require": REQUIRED}',
        'options={"require": REQUIRED[:1]}',
        READ + "test_a_token_without_one_of_its_claims_is_refused",
    ),
    cut(
        "S04",
        "only the clients of the settings are served",
        TOKENS,
        "        if self.settings.clients and not named & set(self.settings.clients):\n",
        "        if not claims:\n",
        READ + "test_the_settings_may_name_the_clients_whose_tokens_are_taken",
    ),
    cut(
        "S04",
        "a token that is remembered ends",
        GUARD,
        " or caller.ends_at <= self.clock()",
        "",
        READ + "test_a_signature_is_looked_at_once_and_the_time_each_time",
    ),
    cut(
        "token-memory",
        "the tokens that are remembered are bounded",
        GUARD,
        "        if len(self.known) >= self.settings.cached:\n",
        "        if len(self.known) < 0:\n",
        READ + "test_the_tokens_that_are_remembered_are_bounded",
    ),
    cut(
        "S14",
        "a token of a key that was taken back is forgotten",
        GUARD,
        "            self.known.clear()\n",
        "",
        KEPT + "test_a_token_of_a_key_that_was_taken_back_is_good_no_longer",
    ),
    cut(
        "S14",
        "an unknown key is asked for now and then",
        KEYS,
        "        if self.clock() < self.ask_at:\n",
        "        if self.clock() < 0:\n",
        KEPT + "test_an_unknown_key_is_asked_for_once_however_many_show_it",
    ),
    cut(
        "S14",
        "all who wait share one read",
        KEYS,
        "        if self.reading is not None and not self.reading.done():\n",
        "        if self.reading is not None and self.failures < 0:\n",
        KEPT + "test_an_unknown_key_is_asked_for_once_however_many_show_it",
    ),
    cut(
        "S14",
        "a document is the provider's own",
        PROVIDER,
        '        if document.get("issuer") != self.settings.issuer:\n',
        '        if "issuer" not in document:\n',
        FOUND + "test_a_document_of_another_issuer_is_not_believed",
    ),
    cut(
        "S10",
        "an address can come back so often in a minute",
        ENTRANCE,
        "            await self.count(connection)\n",
        "",
        ENTERED + "test_an_address_can_come_back_so_often_in_a_minute",
    ),
    cut(
        "S14",
        "a way back is that of the browser that began",
        ENTRANCE,
        "        if attempt is None or not attempt.is_of(",
        "        if attempt is None or not attempt.is_of and (",
        ENTERED + "test_a_way_back_that_did_not_begin_in_this_browser_leads_nowhere",
    ),
    cut(
        "S14",
        "an ID token is for this attempt",
        EXCHANGE,
        "        if not compare_digest(",
        "        if self is None and not compare_digest(",
        ENTERED + "test_a_stolen_code_opens_nothing_in_another_attempt",
    ),
    cut(
        "S14",
        "an ID token is for us",
        EXCHANGE,
        "await self.tokens.verify(token, header, [settings.client_id])",
        'await self.tokens.verify(token, header, [settings.client_id, "another"])',
        EXCHANGED + "test_an_id_token_that_is_not_for_this_attempt_lets_nobody_in",
    ),
    cut(
        "S14",
        "an ID token was given to us",
        EXCHANGE,
        "None if several else settings.client_id) != settings.client_id:\n",
        "None if several else settings.client_id) == self:\n",
        EXCHANGED + "test_an_id_token_that_is_not_for_this_attempt_lets_nobody_in",
    ),
    cut(
        "S14",
        "an ID token belongs to its access token",
        EXCHANGE,
        '        if claims.get("at_hash", wanted) != wanted:\n',
        '        if claims.get("at_hash", wanted) == self:\n',
        EXCHANGED + "test_an_id_token_that_is_not_for_this_attempt_lets_nobody_in",
    ),
    cut(
        "S14",
        "an access token is no ID token",
        EXCHANGE,
        '        if str(header.get("typ", "")).lower() in ACCESS:\n',
        '        if str(header.get("typ", "")).lower() not in (ACCESS | {"jwt"}):\n',
        EXCHANGED + "test_what_is_no_id_token_of_the_provider_lets_nobody_in",
    ),
    cut(
        "S14",
        "the provider is told of the verifier, and then shown it",
        EXCHANGE,
        '            "code_verifier": attempt.verifier,\n',
        '            "code_verifier": attempt.challenge,\n',
        EXCHANGED + "test_the_code_is_shown_with_what_proves_that_it_is_ours",
    ),
    cut(
        "S14",
        "who comes from another provider is sent away",
        ENTRANCE,
        "            self.refuse_another_issuer(back)\n",
        "",
        ENTERED + "test_who_comes_from_another_provider_is_sent_away",
    ),
    cut(
        "S14",
        "the cookie of an attempt is for no script",
        ATTEMPT,
        'RULES = "Path=/; Secure; HttpOnly; SameSite=Lax"',
        'RULES = "Path=/; Secure; SameSite=Lax"',
        ENTERED + "test_the_cookie_of_an_attempt_is_short_lived_and_for_no_script",
    ),
    cut(
        "S34",
        "a browser goes to no path that the settings do not name",
        ENTRANCE,
        '        if return_to not in ("", *paths):\n',
        "        if return_to is None:\n",
        ENTERED + "test_a_browser_goes_nowhere_but_to_the_paths_of_the_settings",
    ),
    cut(
        "S34",
        "the cookie of an attempt leads to no other path either",
        ENTRANCE,
        "        return wanted if wanted in paths else paths[0]\n",
        "        return wanted if paths else paths[0]\n",
        ENTERED + "test_a_cookie_that_somebody_has_changed_leads_nowhere_else",
    ),
    cut(
        "S06",
        "who logs out is out",
        ENTRANCE,
        "        if caller.credential_id is not None:\n",
        "        if caller.credential_id is None:\n",
        ENTERED + "test_who_logs_out_is_out_and_goes_on_to_the_provider",
    ),
    cut(
        "S59",
        "a login is written down",
        ENTRANCE,
        '            await record(work, Deed("login.succeeded", actor, owner_id, {"address": address}), now)\n',
        "            assert Deed and actor and address\n",
        ENTERED + "test_a_login_and_a_logout_are_written_down",
    ),
    cut(
        "S13",
        "a token that is shown counts, and a cookie beside it does not",
        GUARD,
        '        if NAME in connection.cookies and not connection.headers.get("authorization"):\n',
        "        if NAME in connection.cookies:\n",
        ENTERED + "test_a_token_that_is_shown_counts_and_a_cookie_beside_it_does_not",
    ),
    cut(
        "S16",
        "an administrator is who the provider says is one",
        RIGHTS,
        "    held = [ROLES[Role(ours[name])] for name in names if name in ours]\n",
        "    held = [ROLES[Role.READER] for name in names if Role and name in ours]\n",
        GIVEN + "test_the_first_administrator_is_who_the_provider_says_is_one",
    ),
    cut(
        "S17",
        "a caller is the owner that their token stands for",
        RIGHTS,
        "    return uuid5(uuid5(NAMESPACE_URL, issuer), subject)\n",
        "    return uuid5(NAMESPACE_URL, issuer and subject and issuer)\n",
        ATTACKS + "test_another_owners_list_is_empty",
    ),
    cut(
        "S21",
        "a scope that somebody asks for gives no more than their role",
        RIGHTS,
        "    return held & scopes if scopes else held\n",
        "    return held | scopes\n",
        GIVEN + "test_a_scope_that_somebody_asks_for_gives_no_more_than_their_role",
    ),
    cut(
        "S21",
        "the provider's names for roles count, and no others",
        SETTINGS,
        "        if not self.roles:\n",
        "        if self.issuer:\n",
        GIVEN + "test_the_settings_say_what_the_provider_calls_our_roles",
    ),
    cut(
        "S32",
        "a redirect is not followed",
        OUTGOING,
        "            trust_env=False,\n",
        "            trust_env=False,\n            follow_redirects=True,\n",
        ASKED + "test_a_redirect_is_not_followed",
    ),
    cut(
        "S32",
        "an answer has a bounded size",
        OUTGOING,
        "                if len(content) > MOST_BYTES:\n",
        "                if len(content) < 0:\n",
        ASKED + "test_an_answer_that_is_of_no_use_is_none",
    ),
    cut(
        "S32",
        "nobody is asked without TLS",
        OUTGOING,
        '        if url.scheme != "https" and not (',
        "        if url.scheme == is_here and not (",
        ASKED + "test_nobody_is_asked_without_tls_but_this_machine_in_development",
    ),
    cut(
        "S32",
        "what an answer names is outside this network",
        OUTGOING,
        "        if not is_free and not all(",
        "        if not addresses and not all(",
        ASKED + "test_what_an_answer_names_is_not_asked_inside_this_network",
    ),
    cut(
        "S32",
        "the certificate is that of the name that was asked",
        OUTGOING,
        '            extensions={"sni_hostname": url.host},\n',
        '            extensions={"sni_hostname": "localhost"},\n',
        ASKED + "test_the_certificate_must_be_that_of_the_name_that_was_asked",
    ),
    cut(
        "S68",
        "while the provider is silent nobody is told that their token is bad",
        KEYS,
        "        if self.failures or self.is_old:\n",
        "        if self.is_old:\n",
        KEPT + "test_while_it_is_silent_nobody_is_told_that_their_token_is_bad",
    ),
    cut(
        "S68",
        "a silent provider's keys do not serve for ever",
        KEYS,
        "        return self.clock() - self.read_at >= self.settings.keys_good_seconds\n",
        "        return not self.keys\n",
        KEPT + "test_the_keys_of_a_silent_provider_serve_for_a_while",
    ),
    cut(
        "S69",
        "a slow provider holds up nobody for long",
        KEYS,
        "timeout=self.settings.fetch_seconds)",
        "timeout=self.settings.fetch_seconds * 20)",
        KEPT + "test_a_slow_provider_holds_up_nobody_for_long",
    ),
    cut(
        "S69",
        "whose key is known does not wait for a slow provider",
        KEYS,
        "            self.begin()\n            return\n",
        "            self.begin()\n",
        KEPT + "test_whose_key_is_known_does_not_wait_for_a_slow_provider",
    ),
    cut(
        "S74",
        "production wants a provider that is asked over TLS",
        SETTINGS,
        '        if urlsplit(self.issuer).scheme != "https":\n',
        "        if not self.issuer:\n",
        GIVEN + "test_production_wants_a_provider_and_a_name_for_us",
    ),
    Cut(
        promise="killed-run",
        says="the provider of development ends with a run that fails",
        file="dev/provider.py",
        old="                process.terminate()\n                process.wait()\n",
        new="                assert process\n",
        red=("tests/dev/test_provider.py::test_the_provider_is_gone_after_a_run_that_fails",),
        answers=OIDC,
    ),
]
