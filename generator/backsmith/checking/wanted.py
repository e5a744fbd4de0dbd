"""What a check is asked for besides the repository."""

from dataclasses import dataclass, field
from datetime import date

from backsmith.project import ANSWERS_FILE


@dataclass(frozen=True)
class Wanted:
    """What a check is asked for besides the repository.

    Attributes:
        preset: the standard that it is held to, whatever it has recorded.
        answers_file: where it has recorded its answers.
        accept: whether its template may be taken from elsewhere than before.
        trust: whether the template of somebody else may load code of its own to be rendered.
        today: the day on which waivers are judged.
    """

    preset: str | None = None
    answers_file: str = ANSWERS_FILE
    accept: bool = False
    trust: bool = False
    today: date = field(default_factory=date.today)
