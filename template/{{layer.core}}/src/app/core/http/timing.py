"""What an answer cost the database: a header that browsers draw, for development alone."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core.database.watching import Run, listening


class Timing:
    """Say in every answer how many statements it took, and how long they took together."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, and count meanwhile."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        runs: list[tuple[float, bool]] = []

        def count(run: Run) -> None:
            runs.append((run.seconds, run.is_control))

        async def send_timed(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).append("Server-Timing", draw(runs))
            await send(message)

        with listening(count):
            await self.app(scope, receive, send_timed)


def draw(runs: list[tuple[float, bool]]) -> str:
    """Return the header's value. BEGIN and COMMIT take their time, and are no statements."""
    milliseconds = 1000 * sum(seconds for seconds, _ in runs)
    count = sum(not is_control for _, is_control in runs)
    return f'db;dur={milliseconds:.1f};desc="{count} statement{"s" * (count != 1)}"'
