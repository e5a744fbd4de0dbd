"""The cuts of encryption: what a sealed value is bound to, who may read it, and what is left of it."""

from tests.wiring.cut import Cut

COLUMNS = "src/app/core/sealing/columns.py"
COMMAND = "src/app/commands/encryption.py"
COVER = "src/app/core/sealing/cover.py"
ENVELOPE = "src/app/core/sealing/envelope.py"
KEYS = "src/app/core/sealing/keys.py"
RAW = "src/app/core/sealing/raw.py"
ROTATION = "src/app/core/sealing/rotation.py"
SCANNING = "src/app/core/sealing/scanning.py"
SETTINGS = "src/app/core/sealing/settings.py"
STATEMENTS = "src/app/core/sealing/statements.py"

IN_COLUMNS = "tests/core/sealing/test_columns.py::"
IN_ENVELOPE = "tests/core/sealing/test_envelope.py::"
IN_KEYS = "tests/core/sealing/test_keys.py::"
IN_ROTATION = "tests/core/sealing/test_rotation.py::"
IN_SCANNING = "tests/core/sealing/test_scanning.py::"
IN_TABLES = "tests/core/sealing/test_tables.py::"
OF_ACCOUNTS = "tests/accounts/test_sealed.py::"

SEALED: dict[str, object] = {"encryption": "yes", "database": "sqlite", "auth": "jwt"}


def cut(promise: str, says: str, file: str, old: str, new: str, *red: str) -> Cut:
    """Return a cut in a project with sealed columns."""
    return Cut(promise, says, file, old, new, red, SEALED)


CUTS: list[Cut] = [
    cut(
        "S55",
        "a value moved to another row is not opened",
        ENVELOPE,
        '    return f"{VERSION}\\0{key_id}\\0{place}\\0".encode() + row\n',
        '    return f"{VERSION}\\0{key_id}\\0{place}\\0".encode()\n',
        IN_ENVELOPE + "test_a_value_that_was_moved_cannot_be_opened[another row]",
        IN_TABLES + "test_a_value_that_was_moved_is_not_shown[another row]",
    ),
    cut(
        "S55",
        "a value moved to another column or table is not opened",
        ENVELOPE,
        '    return f"{VERSION}\\0{key_id}\\0{place}\\0".encode() + row\n',
        '    return f"{VERSION}\\0{key_id}\\0".encode() + row\n',
        IN_ENVELOPE + "test_a_value_that_was_moved_cannot_be_opened[another column]",
        IN_ENVELOPE + "test_a_value_that_was_moved_cannot_be_opened[another table]",
        IN_TABLES + "test_a_value_that_was_moved_is_not_shown[another column]",
    ),
    cut(
        "S55",
        "the row that a value is bound to is the one that the statement names",
        COVER,
        "            row = name_row([find(values) for find in self.identity])\n",
        '            row = b""\n',
        IN_COLUMNS + "test_what_is_written_is_sealed_for_its_row",
    ),
    cut(
        "S55",
        "what is sealed is opened with the key of the row that it was read in",
        COVER,
        "                name = name_row([row[at] for at in one.identity])\n",
        "                name = name_row([row[0] for at in one.identity])\n",
        "tests/notes/test_idempotency.py::test_the_second_request_is_answered_like_the_first",
    ),
    cut(
        "S55",
        "a plain value in a sealed column is refused",
        ENVELOPE,
        "    if form is None:\n        raise NotSealed\n",
        "    if form is None:\n        return value\n",
        IN_ENVELOPE + "test_a_value_that_is_plain_is_not_taken_for_sealed",
        IN_TABLES + "test_a_value_that_was_changed_is_not_shown",
    ),
    cut(
        "S55",
        "an unknown key is told with its name",
        KEYS,
        "        if key is None:\n            raise UnknownKey(key_id)\n",
        "        if key is None:\n            return self.newest\n",
        IN_ENVELOPE + "test_a_value_of_an_unknown_key_is_told_with_its_name",
    ),
    cut(
        "S55",
        "the same text is sealed differently each time",
        ENVELOPE,
        "    nonce = os.urandom(NONCE_BYTES)\n",
        "    nonce = bytes(NONCE_BYTES)\n",
        IN_ENVELOPE + "test_nothing_of_the_text_is_seen",
    ),
    cut(
        "S55",
        "a mark can be made only with the key of the index",
        ENVELOPE,
        "    digest = hmac.digest(keys.index_key, f",
        '    digest = hmac.digest(b"", f',
        IN_ENVELOPE + "test_a_mark_is_the_same_for_the_same_value_of_one_column",
    ),
    cut(
        "S55",
        "a fingerprint can be made only with the key of the index",
        ENVELOPE,
        "    return hmac.digest(load_keys().index_key, f",
        '    return hmac.digest(b"", f',
        IN_ENVELOPE + "test_a_fingerprint_cannot_be_made_without_the_key",
    ),
    cut(
        "S55",
        "no way around the service stores a plain value",
        COLUMNS,
        "        if value is not None and not isinstance(value, self.accepts):\n",
        "        if value is not None and not self.accepts:\n",
        IN_COLUMNS + "test_no_way_around_the_service_stores_a_plain_value",
    ),
    cut(
        "S55",
        "nothing compares or sorts what is sealed",
        COLUMNS,
        "    comparator_factory = Comparator\n",
        "",
        IN_COLUMNS + "test_nothing_compares_or_sorts_what_is_sealed",
    ),
    cut(
        "S55",
        "a statement that does not name its row is refused",
        STATEMENTS,
        "        if not isinstance(bind, BindParameter):\n            raise TypeError(",
        "        if not isinstance(bind, BindParameter):\n            continue\n            raise TypeError(",
        IN_COLUMNS + "test_a_statement_that_cannot_be_sealed_or_opened_is_refused",
    ),
    cut(
        "S55",
        "the text of a note is sealed",
        "src/app/notes/models.py",
        "    text: Mapped[str] = mapped_column(sensitive())\n",
        "    text: Mapped[str] = mapped_column()\n",
        IN_SCANNING + "test_no_table_holds_what_was_planted",
    ),
    cut(
        "S55",
        "stored answers are sealed",
        "src/app/core/idempotency.py",
        '    Column("answer", sensitive(), nullable=False),\n',
        '    Column("answer", String(4_000), nullable=False),\n',
        IN_SCANNING + "test_no_table_holds_what_was_planted",
    ),
    cut(
        "S55",
        "the address of an account is sealed",
        "src/app/accounts/models.py",
        "    email: Mapped[str] = mapped_column(sensitive(254, found=True), unique=True)\n",
        "    email: Mapped[str] = mapped_column(String(254), unique=True)\n"
        "    email_sealed: Mapped[str | None]\n",
        OF_ACCOUNTS + "test_no_table_holds_an_address_or_a_secret",
    ),
    cut(
        "S55",
        "a rotation writes only what still holds what was read",
        RAW,
        '[slot.held == bindparam(f"held_{number}", type_=Text()) for',
        "[slot.held.is_not(None) for",
        IN_ROTATION + "test_what_the_service_writes_meanwhile_stays",
    ),
    cut(
        "S55",
        "a rotation seals what is plain only when it is asked to",
        ROTATION,
        "            if not self.plain or plain is None or is_mark(plain):\n",
        "            if plain is None or is_mark(plain):\n",
        IN_ROTATION + "test_what_cannot_be_read_is_named_and_left",
    ),
    cut(
        "S55",
        "a rotation that was killed goes on where it was",
        RAW,
        '        other = self.value.not_like(f"{VERSION}:{key_id}:%")\n',
        '        other = self.value.not_like(f"{key_id}:%")\n',
        "tests/core/sealing/test_killed.py::test_kill_9_loses_nothing",
    ),
    cut(
        "S55",
        "values that are left are an error",
        COMMAND,
        "    if left:\n",
        "    if left < 0:\n",
        IN_ROTATION + "test_what_cannot_be_read_is_named_and_left",
    ),
    cut(
        "S55",
        "a process hears of a new key by itself",
        ENVELOPE,
        "        key = (keys or load_keys_anew()).find(key_id)\n",
        "        key = (keys or load_keys()).find(key_id)\n",
        IN_ROTATION + "test_a_process_that_runs_hears_of_a_new_key_by_itself",
    ),
    cut(
        "S55",
        "a scan looks at every column of every table",
        SCANNING,
        "            if words.are_in(content):\n                found[",
        "            if words.are_in(content) and not content:\n                found[",
        IN_SCANNING + "test_what_stands_anywhere_in_plain_is_found_and_not_shown",
    ),
    cut(
        "S55",
        "a packed dump is not called clean",
        SCANNING,
        "                    refuse_packed(path, chunk)\n",
        "                    refuse_packed(path, chunk[:0])\n",
        IN_SCANNING + "test_what_is_packed_is_not_called_clean",
    ),
    cut(
        "S66",
        "without its keys the service does not start",
        SETTINGS,
        "            raise ValueError(str(error)) from None\n",
        "            return folder if error else folder\n",
        IN_KEYS + "test_without_its_keys_the_service_does_not_start",
    ),
    cut(
        "S66",
        "in Compose the service has its keys",
        "compose.yml",
        "    secrets: [mail_password, auth_signing_keys, encryption_keys, encryption_index_key]\n",
        "    secrets: [mail_password, auth_signing_keys, encryption_keys]\n",
        "tests/test_encryption_secrets.py::test_nothing_has_the_keys_but_what_is_built_here",
    ),
    cut(
        "S66",
        "a key that somebody typed is refused",
        KEYS,
        "not PROPER.fullmatch(line) or len(set(line.lower())) < LEAST_VARIETY",
        "not PROPER.fullmatch(line)",
        IN_KEYS + "test_files_that_hold_no_proper_key_are_refused",
    ),
    cut(
        "S66",
        "the files of keys are for the service alone",
        KEYS,
        "        write_keys(path, [new_key()], 0o600, take_place=Path.hardlink_to)\n",
        "        write_keys(path, [new_key()], 0o644, take_place=Path.hardlink_to)\n",
        IN_KEYS + "test_the_files_are_for_the_service_alone",
    ),
    cut(
        "S66",
        "no key is shown with what holds it",
        KEYS,
        "    index_key: bytes = field(repr=False)\n",
        "    index_key: bytes = field()\n",
        IN_KEYS + "test_no_key_is_shown",
    ),
]
