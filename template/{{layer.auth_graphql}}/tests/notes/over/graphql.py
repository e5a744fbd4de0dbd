"""What GraphQL answers to whoever tries something with a note."""

from tests.asking import list_codes, post_as
from tests.notes.trial import Action, Trial, Verdict

DOCUMENTS = {
    Action.LIST: "{ notes { nodes { id } } }",
    Action.CREATE: 'mutation { createNote(input: {title: "Mine"}) { id } }',
    Action.READ: "query($id: UUID!) { note(id: $id) { id } }",
    Action.UPDATE: """mutation($id: UUID!, $version: Int!) {
      updateNote(id: $id, version: $version, input: {title: "Mine", text: ""}) { id }
    }""",
    Action.DELETE: """mutation($id: UUID!, $version: Int!) {
      deleteNote(id: $id, version: $version)
    }""",
}
VERDICTS = {"FORBIDDEN": Verdict.FORBIDDEN, "NOT_FOUND": Verdict.NOT_FOUND}


def attempt(trial: Trial) -> Verdict:
    """Return what comes of it."""
    note = trial.note
    answer = post_as(
        trial.client, trial.headers, DOCUMENTS[trial.action], id=str(note.id), version=note.version
    )
    if answer.status_code == 401:
        return Verdict.UNAUTHENTICATED
    codes = list_codes(answer)
    if codes:
        [code] = codes
        return VERDICTS[code]
    if trial.action is Action.LIST:
        nodes = answer.json()["data"]["notes"]["nodes"]
        return trial.look_for_note([note["id"] for note in nodes])
    return Verdict.DONE
