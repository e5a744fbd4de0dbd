"""The cuts of accounts: who logs in, what their tokens are good for, and when that ends."""

from tests.wiring.cut import Cut

ACCOUNT_GUARD = "src/app/accounts/guard.py"
CODES = "src/app/accounts/codes/repository.py"
LETTERS_FILE = "src/app/accounts/letters.py"
MAIL = "src/app/core/mail.py"
LIMITS = "src/app/accounts/limits.py"
LOGIN = "src/app/accounts/login.py"
PASSWORDS = "src/app/accounts/passwords.py"
PROOFS = "src/app/accounts/proofs.py"
SECOND = "src/app/accounts/second_factor.py"
SERVICE = "src/app/accounts/service.py"
SESSIONS = "src/app/accounts/sessions/service.py"
TOKENS = "src/app/accounts/tokens.py"
ACCOUNTS = "tests/accounts/test_admin.py::"
ATTACKS = "tests/notes/test_attacks.py::"
DOORS = "tests/accounts/test_doors.py::"
FACTOR = "tests/accounts/test_second_factor.py::"
HASHES = "tests/accounts/test_passwords.py::"
LETTERS = "tests/core/test_mail.py::"
LOGINS = "tests/accounts/test_logins.py::"
REFRESHED = "tests/accounts/test_sessions.py::"
SIGNED = "tests/accounts/test_tokens.py::"
TRIES = "tests/accounts/test_limits.py::"

TOKEN_REFUSED = SIGNED + "test_a_token_that_is_not_good_is_refused_and_not_told_why"

CUTS: list[Cut] = [
    Cut(
        promise="S03",
        says="a signature is looked at",
        file=TOKENS,
        old='"strict_aud": True}',
        new='"verify_signature": False, "verify_exp": True}',
        red=(TOKEN_REFUSED,),
    ),
    Cut(
        promise="S03",
        says="an older key is believed until it is taken out",
        file=TOKENS,
        old="        self.by_id = {key.id: key for key in self.keys}\n",
        new="        self.by_id = {key.id: key for key in self.keys[:1]}\n",
        red=(SIGNED + "test_an_older_key_is_believed_until_it_is_taken_out",),
    ),
    Cut(
        promise="S04",
        says="nothing but an access token is taken",
        file=TOKENS,
        old='            if header.get("typ") != KIND:\n',
        new="            if header is None:\n",
        red=(TOKEN_REFUSED,),
    ),
    Cut(
        promise="S04",
        says="a token is for this service",
        file=TOKENS,
        old='"strict_aud": True}',
        new='"verify_aud": False}',
        red=(TOKEN_REFUSED,),
    ),
    Cut(
        promise="S04",
        says="all claims are wanted",
        file=TOKENS,
        old='{"require": REQUIRED, ',
        new='{"require": REQUIRED[:1], ',
        red=(SIGNED + "test_a_token_without_one_of_its_claims_is_refused",),
    ),
    Cut(
        promise="S05",
        says="an access token is good for ten minutes",
        file=TOKENS,
        old="timedelta(seconds=settings.access_seconds)",
        new="timedelta(days=settings.access_seconds)",
        red=(SIGNED + "test_a_token_has_the_claims_of_rfc_9068",),
    ),
    Cut(
        promise="S05",
        says="a refresh token that comes twice ends its session",
        file=SESSIONS,
        old='            await self.end(work, token.session_id, "session.reused", None, now)\n',
        new="            assert self.end\n",
        red=(REFRESHED + "test_a_refresh_token_that_comes_twice_ends_its_session",),
    ),
    Cut(
        promise="S05",
        says="of two who refresh at once one gets tokens",
        file=SESSIONS,
        old=" or not await repository.use_token(work, digest, now)",
        new="",
        red=(REFRESHED + "test_a_refresh_token_that_comes_twice_ends_its_session",),
    ),
    Cut(
        promise="S05",
        says="only the digest of a refresh token is kept",
        file=SESSIONS,
        old="await repository.add_token(work, make_digest(secret), session_id, expires_at)",
        new="await repository.add_token(work, secret, session_id, expires_at)",
        red=(REFRESHED + "test_only_the_digest_of_a_refresh_token_is_kept",),
    ),
    Cut(
        promise="S05",
        says="a session that is not used ends",
        file=SESSIONS,
        old="        if session is None or is_over or token.expires_at <= now:\n",
        new="        if session is None or is_over:\n",
        red=(REFRESHED + "test_a_session_that_is_not_used_ends",),
    ),
    Cut(
        promise="S05",
        says="a session ends however often it is used",
        file=SESSIONS,
        old=" or session.ends_at <= now\n",
        new="\n",
        red=(REFRESHED + "test_a_session_ends_however_often_it_is_used",),
    ),
    Cut(
        promise="S06",
        says="who logs out is out at once",
        file=PROOFS,
        old="    app.state.database.events.add_listener(revoked.listen)\n",
        new="",
        red=(LOGINS + "test_who_logs_out_is_out_at_once",),
    ),
    Cut(
        promise="S06",
        says="other processes know of an end",
        file=ACCOUNT_GUARD,
        old="await sessions.read_revoked(self.database, since) | self.heard",
        new="set(self.heard) if sessions and since else set()",
        red=(REFRESHED + "test_other_processes_know_of_an_end_within_a_second",),
    ),
    Cut(
        promise="S06",
        says="an end that comes while the list is read is not forgotten",
        file=ACCOUNT_GUARD,
        old="read_revoked(self.database, since) | self.heard",
        new="read_revoked(self.database, since)",
        red=(REFRESHED + "test_an_end_that_comes_while_the_list_is_read_is_not_forgotten",),
    ),
    Cut(
        promise="S06",
        says="another password ends every session",
        file=SERVICE,
        old="    await end_sessions(parts.proofs, work, owner.id, now)\n",
        new="    assert end_sessions\n",
        red=(REFRESHED + "test_another_password_ends_every_session",),
    ),
    Cut(
        promise="S06",
        says="who is deactivated is out at once",
        file=SERVICE,
        old="            await end_sessions(self.parts.proofs, work, account_id, now)\n",
        new="",
        red=(ACCOUNTS + "test_who_is_deactivated_is_out_at_once_and_comes_back",),
    ),
    Cut(
        promise="S07",
        says="a hash takes 19 MiB",
        file=PASSWORDS,
        old="memory_cost=19_456",
        new="memory_cost=1_024",
        red=(HASHES + "test_a_hash_takes_19_mib_and_two_rounds_of_argon2id",),
    ),
    Cut(
        promise="S07",
        says="what is tried first is no password",
        file=PASSWORDS,
        old="        raise PasswordRefused\n",
        new="        assert PasswordRefused\n",
        red=(HASHES + "test_what_is_tried_first_is_no_password",),
    ),
    Cut(
        promise="S07",
        says="a password has 15 characters",
        file=PASSWORDS,
        old="SHORTEST, LONGEST = 15, 256",
        new="SHORTEST, LONGEST = 8, 512",
        red=(HASHES + "test_a_password_has_15_to_256_characters_and_all_of_them_count",),
    ),
    Cut(
        promise="S07",
        says="a weak hash is renewed at login",
        file=LOGIN,
        old="if is_outdated(known) else None",
        new="if is_outdated is None else None",
        red=(LOGINS + "test_a_hash_that_was_made_with_less_care_is_renewed_at_login",),
    ),
    Cut(
        promise="S08",
        says="hashing does not hold up the loop",
        file=PASSWORDS,
        old="await asyncio.get_running_loop().run_in_executor(self.pool, work)",
        new="work()",
        red=(HASHES + "test_hashing_does_not_hold_up_the_loop",),
    ),
    Cut(
        promise="S08",
        says="no more are hashed at once than leaves a CPU to all else",
        file=PASSWORDS,
        old='ThreadPoolExecutor(self.threads, "passwords"',
        new='ThreadPoolExecutor(100, "passwords"',
        red=(HASHES + "test_no_more_are_hashed_at_once_than_leaves_a_cpu_to_all_else",),
    ),
    Cut(
        promise="S08",
        says="few may wait for a hash",
        file=PASSWORDS,
        old="        if self.running >= self.threads + self.waiting:\n",
        new="        if self.running < 0:\n",
        red=(HASHES + "test_few_may_wait_for_a_hash",),
    ),
    Cut(
        promise="S09",
        says="an unknown account costs as much as a known one",
        file=PASSWORDS,
        old='    "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5',
        new='    "$argon2id$v=19$m=1024,t=1,p=1$bm9ib2R5',
        red=(HASHES + "test_an_unknown_account_costs_as_much_as_a_known_one",),
    ),
    Cut(
        promise="S09",
        says="a known address is answered like an unknown one",
        file=SERVICE,
        old="        except EmailTaken:\n            self",
        new="        except ZeroDivisionError:\n            self",
        red=(DOORS + "test_signing_up_with_a_known_address_is_answered_the_same",),
    ),
    Cut(
        promise="S10",
        says="an account can be tried five times",
        file=LIMITS,
        old="            if verdict.wait_seconds:\n",
        new="            if verdict.left < 0:\n",
        red=(TRIES + "test_an_account_can_be_tried_five_times",),
    ),
    Cut(
        promise="S10",
        says="an address can try twenty times",
        file=LIMITS,
        old="((self.of_address, name_address(address)), (self.of_account, email))",
        new="((self.of_account, email),)",
        red=(TRIES + "test_an_address_can_try_twenty_times",),
    ),
    Cut(
        promise="S10",
        says="who has one IPv6 address has all of its /64",
        file=LIMITS,
        old="(self.of_address, name_address(address))",
        new="(self.of_address, address)",
        red=(TRIES + "test_who_has_many_addresses_of_one_network_has_one_count",),
    ),
    Cut(
        promise="S10",
        says="a login counts",
        file=LOGIN,
        old="        await parts.limits.count(form.email, self.address, self.now)\n",
        new="",
        red=(TRIES + "test_an_account_that_is_not_there_too",),
    ),
    Cut(
        promise="S10",
        says="a stolen token is no way to try passwords",
        file=SECOND,
        old="        await self.parts.limits.count(account.email, address, now)\n",
        new="",
        red=(TRIES + "test_a_stolen_token_is_no_way_to_try_passwords",),
    ),
    Cut(
        promise="S15",
        says="no letter holds an address with a code in it",
        file=LETTERS_FILE,
        old="good for half an hour:\\n\\n{code}",
        new="good for half an hour:\\n\\nhttps://x/?code={code}",
        red=(DOORS + "test_no_letter_holds_an_address_with_a_code_in_it",),
    ),
    Cut(
        promise="S16",
        says="the first administrator is made once",
        file=SERVICE,
        old="    row = AccountRow(FIRST_ADMIN, ",
        new="    row = AccountRow(make_id(now), ",
        red=("tests/accounts/test_commands.py::test_the_first_administrator_is_made_once",),
    ),
    Cut(
        promise="S21",
        says="only who manages access lists accounts",
        file=SERVICE,
        old='"""Return a page of accounts, the newest first."""\n'
        "        self.caller.require(Scope.ACCESS_MANAGE)\n",
        new='"""Return a page of accounts, the newest first."""\n',
        red=(ACCOUNTS + "test_only_who_manages_access_comes_here",),
    ),
    Cut(
        promise="S21",
        says="a call on a resource needs its scope",
        file=ACCOUNT_GUARD,
        old="Caller(claims.account_id, claims.scopes, ",
        new="Caller(claims.account_id, None, ",
        red=(ATTACKS + "test_a_call_without_its_scope_is_refused",),
    ),
    Cut(
        promise="S59",
        says="logins are written down",
        file=LOGIN,
        old='            await write_down(work, "login.failed", None, account_id, self.now, details)\n',
        new="            assert details and account_id is not work\n",
        red=(DOORS + "test_what_is_done_is_written_down",),
    ),
    Cut(
        promise="second-factor",
        says="a login wants a code",
        file=LOGIN,
        old="            raise SecondFactorNeeded\n",
        new="            return\n",
        red=(FACTOR + "test_a_login_wants_a_code_from_then_on",),
    ),
    Cut(
        promise="second-factor",
        says="a code is good once",
        file=SECOND,
        old="        return await repository.use_step(work, account.id, step)\n",
        new="        return True\n",
        red=(FACTOR + "test_a_code_is_good_once",),
    ),
    Cut(
        promise="second-factor",
        says="a recovery code is good once",
        file=CODES,
        old='.where(*OPEN).values(used_at=bindparam("now"))',
        new=".where(*OPEN).values(expires_at=Code.expires_at)",
        red=(FACTOR + "test_a_recovery_code_helps_once",),
    ),
    Cut(
        promise="mail",
        says="a server without encryption gets no letter",
        file=MAIL,
        old="            if settings.encrypted:\n",
        new="            if not settings:\n",
        red=(LETTERS + "test_a_server_without_encryption_gets_no_letter",),
    ),
    Cut(
        promise="S05",
        says="a token that is remembered ends all the same",
        file=ACCOUNT_GUARD,
        old="        if claims.ends_at <= time():\n",
        new="        if time() < 0:\n",
        red=(SIGNED + "test_a_signature_is_looked_at_once_and_the_time_each_time",),
    ),
    Cut(
        promise="S10",
        says="counts that have ended are swept",
        file=CODES,
        old='    delete(Tries).where(Tries.ends_at <= bindparam("now")),\n',
        new="",
        red=("tests/accounts/test_sweeping.py::test_what_has_expired_is_swept",),
    ),
]
