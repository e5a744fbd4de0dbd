"""What a resolver knows of the request that it works for."""

from collections.abc import Awaitable, Callable, Hashable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

import strawberry
from strawberry.dataloader import DataLoader

from app.core.caller import Caller
from app.core.database import Database

BATCH = 100  # ids that are looked up in one statement

Id = TypeVar("Id", bound=Hashable)
Row = TypeVar("Row")
LoadMany = Callable[["Context", Sequence[Id]], Awaitable[Sequence[Row | BaseException]]]


@dataclass(slots=True)
class Context:
    """One request: who asks, when, and of which database."""

    caller: Caller
    database: Database
    now: datetime
    _loaders: dict[object, DataLoader[Any, Any]] = field(default_factory=dict)

    async def load(self, load_many: LoadMany[Id, Row], key: Id) -> Row:
        """Return the row of `key`, read together with those that other fields ask for.

        `load_many` is called once for all that are waited for at the same time.
        """
        loader = self._loaders.get(load_many)
        if loader is None:

            async def load_batch(keys: list[Id]) -> Sequence[Row | BaseException]:
                return await load_many(self, keys)

            loader = DataLoader(load_batch, max_batch_size=BATCH)
            self._loaders[load_many] = loader
        row: Row = await loader.load(key)
        return row


Info = strawberry.Info[Context, None]
