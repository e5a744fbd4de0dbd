"""The routes of administrators, in a router of their own: who may call, with which key."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Request, Response
from pydantic import TypeAdapter

from app.core.caller import read_caller
from app.core.clock import Now
from app.core.database import read_database
from app.core.paging import LARGEST_PAGE, PAGE_SIZE
from app.core.routing import open_router
from app.core.types import TextOf
from app.keys.schemas import ApiKeyIn, ApiKeyIssued, ApiKeyOut, ApiKeyPage, ApiKeyRotation
from app.keys.service import Keys

router = open_router("keys")

ABOUT = TypeAdapter(ApiKeyOut)
ISSUED = TypeAdapter(ApiKeyIssued)
PAGE = TypeAdapter(ApiKeyPage)

Limit = Annotated[int, Query(ge=1, le=LARGEST_PAGE)]
Cursor = Annotated[str | None, TextOf(1_200), Query(description="From `next_cursor`.")]


async def open_keys(request: Request) -> Keys:
    """Return the keys, as whoever sent `request` may see and change them."""
    return Keys(await read_caller(request), await read_database(request))


AllKeys = Annotated[Keys, Depends(open_keys)]


@router.post("/admin/keys", response_model=ApiKeyIssued, status_code=201)
async def issue_key(keys: AllKeys, wanted: ApiKeyIn, now: Now) -> Response:
    """Issue a key. Its text is in this answer and never again."""
    issued = await keys.issue(wanted, now)
    location = {"Location": f"/admin/keys/{issued.about.id}"}
    return Response(ISSUED.dump_json(issued), 201, location, "application/json")


@router.get("/admin/keys", response_model=ApiKeyPage)
async def list_keys(keys: AllKeys, limit: Limit = PAGE_SIZE, cursor: Cursor = None) -> Response:
    """List all keys, newest first."""
    page = await keys.list_page(limit, cursor)
    return Response(PAGE.dump_json(page), media_type="application/json")


@router.get("/admin/keys/{key_id}", response_model=ApiKeyOut)
async def read_key(keys: AllKeys, key_id: UUID) -> Response:
    """Read what there is to know of a key."""
    return Response(ABOUT.dump_json(await keys.read(key_id)), media_type="application/json")


@router.post("/admin/keys/{key_id}/rotate", response_model=ApiKeyIssued)
async def rotate_key(keys: AllKeys, key_id: UUID, rotation: ApiKeyRotation, now: Now) -> Response:
    """Give a key a new text; the old one is good for some hours more, so that nobody is cut off."""
    issued = await keys.rotate(key_id, rotation.overlap_hours, now)
    return Response(ISSUED.dump_json(issued), media_type="application/json")


@router.delete("/admin/keys/{key_id}", status_code=204)
async def revoke_key(keys: AllKeys, key_id: UUID, now: Now) -> None:
    """Revoke a key, for good."""
    await keys.revoke(key_id, now)
