"""Build the application: the one place where the features are joined."""

import gc
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from fastapi import FastAPI

from app.core.caller import refuse_everyone
from app.core.database import open_database
from app.core.draining import watch_for_drain
from app.core.http import install_http
from app.core.idempotency import sweeping
from app.core.jobs import open_jobs
from app.core.logs import configure_logs
from app.core.openapi import Service
from app.core.routing import refuse_open_routes
from app.core.settings import Settings, refuse_dangers
from app.core.sharing import open_sharing
from app.features import FEATURES


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Start the features in the table's order and stop them in the reverse order."""
    configure_logs(app.state.settings.in_production)
    watch_for_drain(app)
    async with AsyncExitStack() as started:
        await started.enter_async_context(open_database(app))
        await started.enter_async_context(sweeping(app))
        app.state.jobs = await started.enter_async_context(open_jobs())
        await started.enter_async_context(open_sharing(app))
        for feature in FEATURES:
            await started.enter_async_context(feature.lifespan(app))
        tune_collector()
        yield


def tune_collector() -> None:
    """Have the collector look at what requests make, not at what the start has made for good."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 100)


def create_app(settings: Settings | None = None) -> FastAPI:
    """Return a new application; two calls share nothing.

    Raises:
        UnsafeSettings: it is for production, and its settings are not.
    """
    settings = settings or Settings()
    refuse_dangers(settings)
    app = Service(settings, lifespan)
    app.state.settings = settings
    app.state.identify = refuse_everyone
    app.state.is_served = False
    for feature in FEATURES:
        refuse_open_routes(feature.router)
        app.include_router(feature.router)
    install_http(app, settings)
    return app
