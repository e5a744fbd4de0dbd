"""The application class, and how it describes itself: every error is a problem document."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.openapi.docs import get_swagger_ui_html

from app.core.identity import DESCRIPTION, NAME, find_version
from app.core.problems import MEDIA_TYPE, Problem
from app.core.public import PUBLIC
from app.core.scheme import SECURITY
from app.core.settings import Settings

REFERENCE = "#/components/schemas/{model}"
VALIDATION = ("HTTPValidationError", "ValidationError")
DOCUMENTS_POLICY = (
    "default-src 'self'; img-src https: data:; frame-ancestors 'none'; "
    "script-src 'unsafe-inline' https://cdn.jsdelivr.net; style-src https://cdn.jsdelivr.net"
)


class Service(FastAPI):
    """FastAPI without its open doors: no documents in production, no guessed redirects."""

    def __init__(
        self,
        settings: Settings,
        lifespan: Callable[[FastAPI], AbstractAsyncContextManager[None]],
    ) -> None:
        shown = not settings.in_production
        super().__init__(
            title=NAME,
            description=DESCRIPTION,
            version=find_version(),
            lifespan=lifespan,
            redirect_slashes=False,
            openapi_url="/openapi.json" if shown else None,
            docs_url=None,
            redoc_url=None,
        )
        if shown:
            self.add_route("/docs", show_documents, include_in_schema=False)

    def openapi(self) -> dict[str, Any]:
        """Return the description, made once."""
        if self.openapi_schema is None:
            schema = describe_problems(super().openapi())
            self.openapi_schema = describe_security(schema, SECURITY)
        return self.openapi_schema


async def show_documents(request: Request) -> Response:
    """Answer the page for developers, which alone may load scripts."""
    page = get_swagger_ui_html(openapi_url="/openapi.json", title=NAME)
    page.headers["content-security-policy"] = DOCUMENTS_POLICY
    return page


def describe_problems(schema: dict[str, Any]) -> dict[str, Any]:
    """Put the problem document in the place of the errors that FastAPI would describe."""
    models = schema.setdefault("components", {}).setdefault("schemas", {})
    for name in VALIDATION:
        models.pop(name, None)
    described = Problem.model_json_schema(ref_template=REFERENCE)
    models.update(described.pop("$defs"))
    models["Problem"] = described
    content = {MEDIA_TYPE: {"schema": {"$ref": REFERENCE.format(model="Problem")}}}
    for path in schema["paths"].values():
        for operation in path.values():
            answers = operation["responses"]
            answers.pop("422", None)
            answers["default"] = {"description": "What went wrong", "content": content}
    return schema


def describe_security(schema: dict[str, Any], schemes: dict[str, Any]) -> dict[str, Any]:
    """Say what callers must show, and where strangers need nothing."""
    if schemes:
        schema["components"]["securitySchemes"] = schemes
        schema["security"] = [{name: []} for name in schemes]
        for path in PUBLIC & schema["paths"].keys():
            for operation in schema["paths"][path].values():
                operation["security"] = []
    return schema
