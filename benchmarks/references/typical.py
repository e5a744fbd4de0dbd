"""How most FastAPI templates do it: a session a request, ORM objects, count(*), refresh.

Every request checks the caller's token and reads the caller's row, as those templates do.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Annotated
from uuid import UUID, uuid4

import jwt
from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import OAuth2PasswordBearer
from pydantic import BaseModel, ConfigDict
from sqlalchemy import DateTime, String, func, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

SECRET = os.environ["REFERENCE_SECRET"]

engine = create_async_engine(
    os.environ["REFERENCE_URL"].replace("://", "+asyncpg://", 1), pool_size=32, max_overflow=0
)
open_session = async_sessionmaker(engine, expire_on_commit=False)


Moment = Annotated[datetime, mapped_column(DateTime(timezone=True), server_default=func.now())]


class Base(DeclarativeBase):
    """The parent of the one table."""


class Item(Base):
    """A row of items.sql."""

    __tablename__ = "items"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    title: Mapped[str] = mapped_column(String(200))
    text: Mapped[str]
    reference: Mapped[str | None] = mapped_column(String(100))
    version: Mapped[int] = mapped_column(default=1)
    owner_id: Mapped[UUID]
    created_at: Mapped[Moment]
    updated_at: Mapped[Moment]


class User(Base):
    """The owner of the items."""

    __tablename__ = "users"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(200))
    is_active: Mapped[bool]


class ItemIn(BaseModel):
    """What a caller sends."""

    title: str
    text: str


class ItemOut(BaseModel):
    """What a caller gets."""

    model_config = ConfigDict(from_attributes=True)
    id: UUID
    title: str
    text: str
    reference: str | None
    version: int
    created_at: datetime
    updated_at: datetime


class Page(BaseModel):
    """A page of items, and how many there are in all."""

    items: list[ItemOut]
    count: int


async def give_session() -> AsyncIterator[AsyncSession]:
    """Open a session for the length of the request."""
    async with open_session() as session:
        yield session


Session = Annotated[AsyncSession, Depends(give_session)]
Token = Annotated[str, Depends(OAuth2PasswordBearer(tokenUrl="/login"))]


async def find_user(session: Session, token: Token) -> User:
    """Return the row of the user that the token names."""
    user = await session.get(User, UUID(jwt.decode(token, SECRET, ["HS256"])["sub"]))
    if user is None or not user.is_active:
        raise HTTPException(401)
    return user


Caller = Annotated[User, Depends(find_user)]


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Close the engine at the end."""
    yield
    await engine.dispose()


app = FastAPI(lifespan=lifespan)


@app.get("/health")
async def read_health() -> dict[str, str]:
    """Answer while the process can answer at all."""
    return {"status": "ok"}


@app.get("/items", response_model=Page)
async def list_items(session: Session, user: Caller, skip: int = 0, limit: int = 20) -> Page:
    """Count the owner's items, then read a page of them."""
    mine = Item.owner_id == user.id
    count = await session.scalar(select(func.count()).select_from(Item).where(mine))
    newest_first = select(Item).where(mine).order_by(Item.created_at.desc(), Item.id.desc())
    rows = await session.scalars(newest_first.offset(skip).limit(limit))
    return Page(items=[ItemOut.model_validate(row) for row in rows], count=count or 0)


@app.get("/items/{item_id}", response_model=ItemOut)
async def read_item(session: Session, user: Caller, item_id: UUID) -> Item:
    """Read one item."""
    row = await session.get(Item, item_id)
    if row is None or row.owner_id != user.id:
        raise HTTPException(404)
    return row


@app.post("/items", response_model=ItemOut, status_code=201)
async def add_item(session: Session, user: Caller, given: ItemIn) -> Item:
    """Write one item, and read it back."""
    row = Item(**given.model_dump(), owner_id=user.id)
    session.add(row)
    await session.commit()
    await session.refresh(row)
    return row
