"""The tables of accounts, and the codes and tries that go with them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Base, sensitive


class Account(Base):
    """A person who may log in."""

    __tablename__ = "accounts"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(sensitive(254, found=True), unique=True)
    password_hash: Mapped[str] = mapped_column(String(255))
    role: Mapped[str] = mapped_column(String(40))
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    deactivated_at: Mapped[datetime | None]
    totp_secret: Mapped[str | None] = mapped_column(sensitive(64))
    totp_confirmed_at: Mapped[datetime | None]
    totp_step: Mapped[int | None]  # the last one that was used: no code is good twice


class Code(Base):
    """A code that is good once, by its digest: from a letter, or to recover a second factor."""

    __tablename__ = "codes"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[UUID] = mapped_column(index=True)
    purpose: Mapped[str] = mapped_column(String(20))
    expires_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]


class Tries(Base):
    """How often somebody has tried since the count began."""

    __tablename__ = "tries"

    who: Mapped[str] = mapped_column(String(64), primary_key=True)
    count: Mapped[int]
    ends_at: Mapped[datetime] = mapped_column(index=True)
