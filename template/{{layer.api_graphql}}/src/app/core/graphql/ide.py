"""The page on which a developer tries queries; production does not have it."""

from fastapi import Request, Response
from strawberry.http.ides import get_graphql_ide_html

from app.core.http.errors import MethodRefused

POLICY = (
    "default-src 'none'; frame-ancestors 'none'; connect-src 'self'; img-src data:; "
    "script-src 'unsafe-inline' https://unpkg.com; "
    "style-src 'unsafe-inline' https://unpkg.com; font-src data: https://unpkg.com"
)


async def show_ide(request: Request) -> Response:
    """Answer the page to a browser.

    Raises:
        MethodRefused: somebody else asks, and over GET no operation is carried out.
    """
    if "text/html" not in request.headers.get("accept", ""):
        raise MethodRefused("Send operations with POST.")
    page = get_graphql_ide_html()
    return Response(page, headers={"content-security-policy": POLICY}, media_type="text/html")
