"""The REST entrance: every resource that offers routes is named here."""

from app.core.feature import no_resources as lifespan
from app.core.routing import open_router
from app.notes.routes import router as notes

router = open_router("rest")
router.include_router(notes)

__all__ = ["lifespan", "router"]
