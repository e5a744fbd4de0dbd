"""The table of notes."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Base, sensitive


class Note(Base):
    """A short text, and whose it is."""

    __tablename__ = "notes"
    __table_args__ = (
        UniqueConstraint("owner_id", "reference"),
        Index(None, "owner_id", "created_at", "id"),  # serves the list: its owner, its order
        Index(None, "owner_id", "title", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID]
    title: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(sensitive())
    reference: Mapped[str | None] = mapped_column(sensitive(100, found=True))
    version: Mapped[int]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
