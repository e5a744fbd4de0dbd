"""Build the application: the one place where the features are joined."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from fastapi import FastAPI

from app.core.caller import trust_everyone
from app.core.settings import Settings
from app.features import FEATURES


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Start the features in the table's order and stop them in the reverse order."""
    async with AsyncExitStack() as started:
        for feature in FEATURES:
            await started.enter_async_context(feature.lifespan(app))
        yield


def create_app(settings: Settings | None = None) -> FastAPI:
    """Return a new application; two calls share nothing."""
    app = FastAPI(lifespan=lifespan)
    app.state.settings = settings or Settings()
    app.state.identify = trust_everyone
    for feature in FEATURES:
        app.include_router(feature.router)
    return app
