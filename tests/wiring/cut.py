"""What a wiring cut is."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Cut:
    """One promise, the edit that takes its wiring out, and the test that must notice.

    Attributes:
        promise: its id in the rendered `docs/security.md` (`S22`), else a short name.
        says: the promise in the words of the person who relies on it.
        file: the file of the rendered project that holds the wiring.
        old: text that stands there exactly once.
        new: what takes its place; the file stays valid.
        red: the tests that must fail, as pytest node ids inside the rendered project.
        answers: in which project: only what differs from the default answers.
    """

    promise: str
    says: str
    file: str
    old: str
    new: str
    red: tuple[str, ...]
    answers: dict[str, object] = field(default_factory=dict)
