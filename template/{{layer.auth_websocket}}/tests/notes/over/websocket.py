"""What the feed tells whoever follows notes: it is a list that goes on, and knows nothing else."""

from fastapi.testclient import TestClient
from starlette.testclient import WebSocketDenialResponse

from app.core.caller import Caller
from tests.following import PROTOCOL, URL, Follower, write_note
from tests.notes.trial import Action, Trial, Verdict

REFUSALS = {401: Verdict.UNAUTHENTICATED, 403: Verdict.FORBIDDEN}


def attempt(trial: Trial) -> Verdict | None:
    """Return what comes of it."""
    if trial.action is not Action.LIST:
        return None
    stranger = TestClient(trial.app, base_url="http://localhost")
    stranger.portal = trial.client.portal  # the service runs there
    headers = {**trial.headers}
    try:
        with stranger.websocket_connect(URL, subprotocols=[PROTOCOL], headers=headers) as socket:
            return follow(trial, Follower(socket))
    except WebSocketDenialResponse as refused:
        return REFUSALS[refused.status_code]


def follow(trial: Trial, follower: Follower) -> Verdict:
    """Return whether a caller hears of what the owner writes, before they hear of their own."""
    answer = follower.ask("subscribe", resource="notes")
    if answer["type"] == "error":
        return Verdict[answer["code"]]
    written = write_note(trial.app, trial.client, Caller(trial.owner.id))
    write_note(trial.app, trial.client, Caller(trial.caller.id))
    return Verdict.DONE if follower.hear()["id"] == str(written) else Verdict.NOT_FOUND
