"""The cuts of the guarded database: what the service may do there, and whom it believes to be it."""

from tests.wiring.cut import Cut

RIGHTS = "tests/core/database/test_rights.py::"
PROOFS = "tests/core/database/test_proof.py::"
ROLES = "tests/test_roles.py::"
PROOF = "src/app/core/database/proof.py"

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
        old="    secrets: [database_password, database_authority, auth_signing_keys]\n",
        new="    secrets: [database_password, auth_signing_keys]\n",
        red=(ROLES + "test_whoever_speaks_with_the_database_knows_who_has_signed_for_it",),
    ),
    Cut(
        promise="S57",
        says="The deployment's database has a certificate.",
        file="compose.yml",
        old="          -c ssl_cert_file=/run/secrets/database_certificate \\\n",
        new="",
        red=(ROLES + "test_the_database_shows_the_certificate_that_make_secrets_made",),
    ),
    Cut(
        promise="S56",
        says="The service never sees the password of the tables' owner.",
        file="compose.yml",
        old="    secrets: [database_password, database_authority, auth_signing_keys]\n",
        new="    secrets: [database_owner_password, database_authority, auth_signing_keys]\n",
        red=(ROLES + "test_the_service_does_not_have_the_password_of_the_owner",),
    ),
]
