"""The table of keys."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Base


class ApiKey(Base):
    """Who a key stands for, what it may do, and what is kept of its secret."""

    __tablename__ = "api_keys"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID]
    name: Mapped[str] = mapped_column(String(100))
    role: Mapped[str] = mapped_column(String(40))
    scopes: Mapped[str | None] = mapped_column(String(1000))  # some of the role's; None: all
    digest: Mapped[str] = mapped_column(String(64))
    old_digest: Mapped[str | None] = mapped_column(String(64))  # good until `old_until`
    old_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
