"""The cuts of the guarded database: what the service may do there, and whom it believes to be it."""

from tests.wiring.cut import Cut

RIGHTS = "tests/core/database/test_rights.py::"
PROOFS = "tests/core/database/test_proof.py::"
ROLES = "tests/test_roles.py::"
CONTRACT = "tests/dev/test_contract.py::"
HISTORY = "tests/dev/test_previous.py::"
PROOF = "src/app/core/database/proof.py"

SQLITE: dict[str, object] = {"database": "sqlite"}
MARIADB: dict[str, object] = {"database": "mariadb"}

CUTS: list[Cut] = [
    Cut(
        promise="S56",
        says="The service's own database user cannot change a table.",
        file="deploy/roles.sql",
        old="GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES",
        new="GRANT ALL ON ALL TABLES",
        red=(RIGHTS + "test_the_server_refuses_it_everything_else",),
    ),
    Cut(
        promise="S56",
        says="The service's own database user makes nothing that would be its own.",
        file="deploy/roles.sql",
        old="REVOKE ALL ON DATABASE app FROM PUBLIC;\n",
        new="",
        red=(RIGHTS + "test_the_server_refuses_it_everything_else",),
    ),
    Cut(
        promise="S56",
        says="The service's own database user is no administrator.",
        file="deploy/roles.sql",
        old="LOGIN NOSUPERUSER",
        new="LOGIN SUPERUSER",
        red=(RIGHTS + "test_the_server_refuses_it_everything_else",),
    ),
    Cut(
        promise="S56",
        says="MariaDB lets the service's own user change rows, and no table.",
        file="deploy/roles.sql",
        old="GRANT SELECT, INSERT, UPDATE, DELETE ON app.*",
        new="GRANT ALL ON app.*",
        red=(RIGHTS + "test_the_server_refuses_it_everything_else",),
        answers=MARIADB,
    ),
    Cut(
        promise="S57",
        says="A server that another authority has signed for is not believed.",
        file=PROOF,
        old="    context.verify_flags |= ssl.VERIFY_X509_STRICT",
        new="    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE",
        red=(PROOFS + "test_a_server_that_another_authority_has_signed_for_is_refused",),
    ),
    Cut(
        promise="S57",
        says="A server by another name than its certificate's is not believed.",
        file=PROOF,
        old="    context.verify_flags |= ssl.VERIFY_X509_STRICT",
        new="    context.check_hostname = False",
        red=(PROOFS + "test_a_server_by_another_name_than_its_certificate_is_refused",),
    ),
    Cut(
        promise="S57",
        says="Where an authority is named, nothing is said in the clear.",
        file="src/app/core/database/dialect.py",
        old="        **settings.demand_proof(),\n",
        new="",
        red=(PROOFS + "test_a_server_that_cannot_encrypt_is_refused",),
    ),
    Cut(
        promise="S57",
        says="MariaDB is spoken to over TLS where an authority is named.",
        file="src/app/core/database/dialect.py",
        old="        **settings.demand_proof(),\n",
        new="",
        red=(PROOFS + "test_a_server_that_cannot_encrypt_is_refused",),
        answers=MARIADB,
    ),
    Cut(
        promise="S57",
        says="Production does not speak with just any server.",
        file="src/app/core/database/settings.py",
        old="        if self.authority is None and not self.stays_here:\n",
        new="        if not self.url:\n",
        red=(PROOFS + "test_production_wants_to_know_who_the_server_is",),
    ),
    Cut(
        promise="S57",
        says="Migrations do not either.",
        file="src/app/commands/migrate.py",
        old="        raise UnsafeSettings(dangers)\n",
        new="        print(UnsafeSettings(dangers))\n",
        red=(PROOFS + "test_migrations_want_it_too",),
    ),
    Cut(
        promise="S57",
        says="Nobody can sign for another server of the deployment.",
        file="deploy/certificate.sh",
        old='cp "$work/authority" ',
        new='cp "$work/authority.key" "$work/authority" ',
        red=(PROOFS + "test_the_key_of_the_authority_is_gone_and_the_other_is_out_of_reach",),
    ),
    Cut(
        promise="S57",
        says="The deployment gives the service the authority of its database.",
        file="compose.yml",
        old="    secrets: [database_password, auth_signing_keys, database_authority]\n",
        new="    secrets: [database_password, auth_signing_keys]\n",
        red=(ROLES + "test_whoever_speaks_with_the_database_knows_who_has_signed_for_it",),
    ),
    Cut(
        promise="S57",
        says="The deployment's database has a certificate.",
        file="compose.yml",
        old="      - --ssl_cert_file=/run/secrets/database_certificate\n",
        new="",
        red=(ROLES + "test_the_database_shows_the_certificate_that_make_secrets_made",),
    ),
    Cut(
        promise="S56",
        says="The service never sees the password of the tables' owner.",
        file="compose.yml",
        old="    secrets: [database_password, auth_signing_keys, database_authority]\n",
        new="    secrets: [database_owner_password, auth_signing_keys, database_authority]\n",
        red=(ROLES + "test_the_service_does_not_have_the_password_of_the_owner",),
    ),
    Cut(
        promise="S58",
        says="What squawk finds in a migration is told.",
        file="dev/contract/rules.py",
        old="    for fault in json.loads(done.stdout):\n",
        new="    for fault in json.loads(done.stdout)[:0]:\n",
        red=(CONTRACT + "test_what_running_code_cannot_bear_is_found",),
    ),
    Cut(
        promise="S58",
        says="What has a reason beside it, and nothing else, is let pass.",
        file="dev/contract/waivers.py",
        old='WAIVER = re.compile(r"#\\s*contract:\\s*\\S")\n',
        new='WAIVER = re.compile(r"#")\n',
        red=(CONTRACT + "test_a_reason_that_is_written_beside_it_is_heard",),
    ),
    Cut(
        promise="S58",
        says="A table that running code needs is not dropped.",
        file="dev/contract/rules.py",
        old='            yield "drop-table", "Code that still runs reads and writes this table."\n',
        new="            pass\n",
        red=(CONTRACT + "test_what_running_code_cannot_bear_is_found",),
        answers=SQLITE,
    ),
    Cut(
        promise="S58",
        says="A table that the same migration has made is nobody's yet.",
        file="dev/contract/rules.py",
        old="            made.add(done.table_name)\n",
        new="            pass\n",
        red=(CONTRACT + "test_what_only_adds_is_let_pass",),
        answers=SQLITE,
    ),
    Cut(
        promise="S58",
        says="The code that meets new tables is that of the newest release.",
        file="dev/previous/history.py",
        old='    tag = ask(root, "describe", "--tags", "--abbrev=0")\n',
        new='    tag = ""\n',
        red=(HISTORY + "test_it_is_the_newest_release",),
    ),
    Cut(
        promise="S58",
        says="A clone without history does not pass for one without releases.",
        file="dev/previous/history.py",
        old='"--is-shallow-repository") == "true"',
        new='"--is-shallow-repository") == "never"',
        red=(HISTORY + "test_a_clone_without_history_does_not_pass",),
    ),
    Cut(
        promise="S58",
        says="A migration that cannot have a lock gives up soon.",
        file="src/app/core/database/dialect.py",
        old='    connection.exec_driver_sql(f"SET lock_timeout = {MIGRATION_LOCK_MILLISECONDS}")\n',
        new="",
        red=(
            "tests/core/database/test_limits.py"
            "::test_a_migration_waits_for_a_lock_no_longer_than_the_service_can_bear",
        ),
    ),
]
