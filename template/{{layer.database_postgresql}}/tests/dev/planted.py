"""What a migration of PostgreSQL may do, and what not; `# bad:` names the rules of squawk."""

BAD = """\
    op.add_column("notes", sa.Column("a", sa.Text(), nullable=False))  # bad: adding-required-field
    op.alter_column("notes", "reference", type_=sa.String(50))  # bad: changing-column-type
    op.alter_column("notes", "reference", nullable=False)  # bad: adding-not-nullable-field
    op.create_index("ix_version", "notes", ["version"])  # bad: require-concurrent-index-creation
    op.create_check_constraint("v", "notes", "version > 0")  # bad: constraint-missing-not-valid
    op.create_unique_constraint("t", "notes", ["title"])  # bad: disallowed-unique-constraint
    op.alter_column("notes", "version", server_default=None)  # bad: ban-drop-default
    op.alter_column("notes", "title", new_column_name="headline")  # bad: renaming-column
    op.drop_constraint("t", "notes")  # bad: ban-drop-constraint
    op.drop_index("ix_version", "notes")  # bad: require-concurrent-index-deletion
    op.drop_column("notes", "text")  # bad: ban-drop-column
    op.rename_table("notes", "memos")  # bad: renaming-table
    op.execute("ALTER TABLE memos DROP COLUMN version")  # bad: ban-drop-column
    op.drop_table("idempotency_keys")  # bad: ban-drop-table
"""
GOOD = """\
    op.add_column("notes", sa.Column("colour", sa.Text(), nullable=True))
    op.add_column("notes", sa.Column("tone", sa.Text(), nullable=False, server_default="x"))
    op.create_table("orders", sa.Column("id", sa.Uuid(), primary_key=True))
    op.create_index("ix_orders", "orders", ["id"], unique=True)
    notes = sa.table("notes", sa.column("id"), sa.column("colour"))
    for (name,) in op.get_bind().execute(sa.select(notes.c.id)):
        op.execute(notes.update().where(notes.c.id == name).values(colour="red"))
    op.create_check_constraint("v", "notes", "version > 0", postgresql_not_valid=True)
    with op.get_context().autocommit_block():
        op.create_index("ix_version", "notes", ["version"], postgresql_concurrently=True)
    op.execute("ALTER TABLE notes VALIDATE CONSTRAINT ck_notes_v")
"""
