"""What REST answers to whoever tries something with a note."""

from tests.notes.trial import Action, Trial, Verdict

CALLS = {
    Action.LIST: ("GET", "/notes", None),
    Action.CREATE: ("POST", "/notes", {"title": "Mine"}),
    Action.READ: ("GET", "/notes/{id}", None),
    Action.UPDATE: ("PUT", "/notes/{id}", {"title": "Mine", "text": "", "reference": None}),
    Action.DELETE: ("DELETE", "/notes/{id}", None),
}
VERDICTS = {
    200: Verdict.DONE,
    201: Verdict.DONE,
    204: Verdict.DONE,
    401: Verdict.UNAUTHENTICATED,
    403: Verdict.FORBIDDEN,
    404: Verdict.NOT_FOUND,
}


def attempt(trial: Trial) -> Verdict:
    """Return what comes of it."""
    method, path, body = CALLS[trial.action]
    path = path.format(id=trial.note.id)
    headers = {**trial.headers, "If-Match": f'"{trial.note.version}"'}
    answer = trial.client.request(method, path, json=body, headers=headers)
    verdict = VERDICTS[answer.status_code]
    if trial.action is Action.LIST and verdict is Verdict.DONE:
        return trial.look_for_note([note["id"] for note in answer.json()["items"]])
    return verdict
