"""What every table has in common: the names of its constraints, and how values are kept."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import MetaData, Uuid
from sqlalchemy.orm import DeclarativeBase

from app.core.database.dialect import Moment

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

APPEND_ONLY = {"append_only": True}  # a table's `info`: its rows are never changed or deleted


class Base(DeclarativeBase):
    """The parent of every table. A migration can only drop a constraint whose name it knows."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {datetime: Moment(), UUID: Uuid()}  # noqa: RUF012 - SQLAlchemy's own name
