"""What a migration may do, and what not; `# bad:` names the rules that are broken."""

BAD = """\
    SHORT, LONG, INT = sa.String(50), sa.String(200), sa.Integer()
    op.execute("ALTER TABLE notes ADD COLUMN shade INTEGER")  # bad: own-words
    with op.batch_alter_table("notes") as notes:
        notes.add_column(sa.Column("colour", sa.String(20), nullable=False))  # bad: add-required
        notes.alter_column("reference", existing_type=LONG, type_=SHORT)  # bad: change-type
    with op.batch_alter_table("notes") as notes:
        notes.alter_column("reference", existing_type=SHORT, nullable=False)  # bad: require-value
        notes.create_check_constraint("v", "version > 0")  # bad: add-constraint
        notes.create_unique_constraint("t", ["title"])  # bad: add-unique
        notes.create_index("ix_version", ["version"], unique=True)  # bad: add-unique
    with op.batch_alter_table("notes") as notes:
        notes.drop_constraint("t", type_="unique")  # bad: drop-constraint
        notes.alter_column("version", existing_type=INT, server_default=None)  # bad: drop-default
    with op.batch_alter_table("notes") as notes:
        notes.alter_column("title", existing_type=LONG, new_column_name="a")  # bad: rename-column
        notes.drop_column("text")  # bad: drop-column
    op.rename_table("notes", "memos")  # bad: rename-table
    op.drop_table("idempotency_keys")  # bad: drop-table
"""
GOOD = """\
    LONG = sa.String(200)
    with op.batch_alter_table("notes") as notes:
        notes.add_column(sa.Column("colour", sa.String(20), nullable=True))
        notes.add_column(sa.Column("tone", sa.String(20), nullable=False, server_default="x"))
        notes.alter_column("reference", existing_type=LONG, type_=sa.String(240))
        notes.create_index("ix_version", ["version"])
    op.create_table("orders", sa.Column("id", sa.Integer(), primary_key=True))
    op.create_index("ix_orders", "orders", ["id"], unique=True)
    notes = sa.table("notes", sa.column("id"), sa.column("colour"))
    for (name,) in op.get_bind().execute(sa.select(notes.c.id)):
        op.execute(notes.update().where(notes.c.id == name).values(colour="red"))
"""
