"""Every way in gives the same verdict: it follows from who calls, what they hold, and whose it is.

Copy this file with the resource: a way that forgets to ask turns it red.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import product

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from app.core.caller import Caller
from app.core.ids import make_id
from app.core.policy import ROLES, Scope
from app.notes.errors import NoteNotFound
from app.notes.schemas import NoteIn, NoteOut
from app.notes.service import Notes
from tests.credentials import BAD, introduce, spoil
from tests.notes.trial import Action, Trial, Verdict
from tests.notes.ways import WAYS

SETTINGS = settings(
    max_examples=3,  # beside the roles; each with every action on two owners' notes
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)

CHANGES = (Action.UPDATE, Action.DELETE)

Held = frozenset[Scope] | None


def every_role(test: Callable[..., None]) -> Callable[..., None]:
    """Let a test see what each role holds, and a stranger."""
    for held in (None, *ROLES.values()):
        test = example(held=held)(test)
    return test


def judge(held: Held, action: Action, is_own: bool) -> Verdict:
    """Return what the policy says."""
    if held is None:
        return Verdict.UNAUTHENTICATED
    if action.scope not in held:
        return Verdict.FORBIDDEN
    if action is not Action.CREATE and not is_own:
        return Verdict.NOT_FOUND
    return Verdict.DONE


class Court:
    """The service, and how a trial is prepared in it."""

    def __init__(self, app: FastAPI, client: TestClient) -> None:
        assert client.portal is not None
        self.app, self.client, self.portal = app, client, client.portal

    def meet(self, held: Held) -> tuple[Caller, dict[str, str]]:
        """Return a new caller who holds these scopes, or a stranger, and what they send."""
        if held is None:
            stranger = self.portal.call(spoil, self.app.state.database, BAD[0])
            return Caller(make_id(datetime.now(UTC))), stranger
        return self.portal.call(introduce, self.app.state.database, sorted(held))

    def write_note(self, owner: Caller) -> NoteOut:
        """Return a new note of `owner`."""
        notes = Notes(Caller(owner.id), self.app.state.database)
        return self.portal.call(notes.create, NoteIn(title="Milk"), datetime.now(UTC))

    def is_as_it_was(self, note: NoteOut, owner: Caller) -> bool:
        """Say whether a note is still as its owner wrote it."""
        notes = Notes(Caller(owner.id), self.app.state.database)
        try:
            return self.portal.call(notes.read, note.id) == note
        except NoteNotFound:
            return False


@pytest.mark.promise("S21")
@SETTINGS
@every_role
@given(held=st.none() | st.frozensets(st.sampled_from(Scope), min_size=1))
def test_every_way_in_gives_the_verdict_of_the_policy(
    app: FastAPI, client: TestClient, held: Held
) -> None:
    court = Court(app, client)
    caller, headers = court.meet(held)

    for is_own in (True, False):
        owner = caller if is_own else Caller(make_id(datetime.now(UTC)))
        note = court.write_note(owner)
        for action, (way, attempt) in product(Action, WAYS.items()):
            trial = Trial(app, client, caller, headers, action, note, owner)
            wanted, verdict = judge(held, action, is_own), attempt(trial)

            assert verdict in (wanted, None), f"{way}: {action} of {held}, own: {is_own}"
            if wanted is Verdict.DONE and action in CHANGES:
                note = court.write_note(owner)
        assert court.is_as_it_was(note, owner), f"{held}, own: {is_own}"
