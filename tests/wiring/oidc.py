"""The cuts of callers with a provider's tokens: what is taken for one, and who is asked about it."""

from tests.wiring.cut import Cut

DISCOVERY = "src/app/oidc/discovery.py"
GUARD = "src/app/oidc/guard.py"
KEY_SET = "src/app/oidc/key_set.py"
KEYS = "src/app/oidc/keys.py"
OUTGOING = "src/app/core/outgoing.py"
RIGHTS = "src/app/oidc/rights.py"
SETTINGS = "src/app/oidc/settings.py"
TOKENS = "src/app/oidc/tokens.py"

ASKED = "tests/core/test_outgoing.py::"
ATTACKS = "tests/notes/test_attacks.py::"
FOUND = "tests/oidc/test_discovery.py::"
GIVEN = "tests/oidc/test_rights.py::"
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
        DISCOVERY,
        '    if document.get("issuer") != settings.issuer:\n',
        '    if "issuer" not in document:\n',
        FOUND + "test_a_document_of_another_issuer_is_not_believed",
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
]
