"""The table of sessions. A session is found by the digest of its secret; one that ends is gone."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Base

LONGEST_RIGHTS, LONGEST_AGENT, LONGEST_ADDRESS = 1000, 200, 45


class Session(Base):
    """A browser that somebody has logged in with."""

    __tablename__ = "browser_sessions"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    id: Mapped[UUID] = mapped_column(unique=True)
    owner_id: Mapped[UUID] = mapped_column(index=True)
    rights: Mapped[str] = mapped_column(String(LONGEST_RIGHTS))
    created_at: Mapped[datetime]
    used_at: Mapped[datetime]
    ends_at: Mapped[datetime] = mapped_column(index=True)
    address: Mapped[str] = mapped_column(String(LONGEST_ADDRESS))
    agent: Mapped[str] = mapped_column(String(LONGEST_AGENT))
