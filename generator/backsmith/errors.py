"""Every way in which a command can fail that a person can mend.

BacksmithError
├── AnswerRefused       an answer that its question does not take
├── UnknownName         an option, a choice or a preset that does not exist
├── QuestionsOpen       questions, and nobody at a terminal to answer them
├── FileRefused         a file of answers, or a preset, that cannot be read or says too much
├── DestinationRefused  a folder in which no project may be put
├── AlreadyRunning      another run is at work on the same folder
├── WriteFailed         the disk, or the permissions on it, did not let us
├── RenderFailed        the template could not be rendered, or rendered something broken
├── ProjectNotFound     a folder that no template has rendered
├── AnswersDamaged      an answers file that cannot be read, or that names no template
├── ReleaseNotFound     a version of the template, or a source of it, that cannot be had
├── SourceUntrusted     a template that wants to run code, or comes from elsewhere than before
├── HealRefused         a file that is not the template's to bring back, or not without a loss
├── TaskFailed          a command of a trusted template that failed after the merge
├── GitFailed           git is missing, too old, or says no
├── TrialFailed         a merge that does not hold in a scratch copy
├── ChangesInTheWay     a repository in a state in which nothing may be written into it
└── Unresolved          conflicts or findings that wait for a person

`cli.py` shows `error: MESSAGE`, then `hint: HINT`, and leaves with `exit_code`.
Words of the command line that make no sense leave with 2, ^C with 130, SIGTERM with 143.
Anything else that is raised is a fault of ours: BACKSMITH_DEBUG=1 shows where.
"""


class BacksmithError(Exception):
    """Something a person can mend: what is wrong, and what to do about it."""

    exit_code = 1

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class AnswerRefused(BacksmithError):
    """An answer is not one that its question takes."""


class UnknownName(BacksmithError):
    """There is no option, choice or preset of that name."""


class QuestionsOpen(BacksmithError):
    """Questions are open, and standard input is no terminal."""


class FileRefused(BacksmithError):
    """A file of answers, or a preset, is not what it should be."""


class DestinationRefused(BacksmithError):
    """A project must not be put there."""


class AlreadyRunning(BacksmithError):
    """Another run holds the same destination."""


class WriteFailed(BacksmithError):
    """The disk is full, read-only or not ours."""


class RenderFailed(BacksmithError):
    """A template cannot be rendered, or what it rendered is broken."""


class ProjectNotFound(BacksmithError):
    """No template has rendered this folder."""


class AnswersDamaged(BacksmithError):
    """An answers file is not as it was written."""


class ReleaseNotFound(BacksmithError):
    """A version of a template, or the template itself, cannot be had."""


class SourceUntrusted(BacksmithError):
    """A template wants to run code, or comes from elsewhere than it did."""

    exit_code = 4


class HealRefused(BacksmithError):
    """A file is not the template's to bring back, or not without losing what a team wrote."""


class TaskFailed(BacksmithError):
    """A command of a template that may run its own failed after the merge."""


class GitFailed(BacksmithError):
    """git is missing, too old, or says no."""


class TrialFailed(BacksmithError):
    """The project's own checks do not hold after the merge.

    Attributes:
        said: the last lines of what they said.
    """

    exit_code = 3

    def __init__(self, message: str, hint: str, said: str = "") -> None:
        super().__init__(message, hint)
        self.said = said


class ChangesInTheWay(BacksmithError):
    """Writing into this repository now would lose something."""


class Unresolved(BacksmithError):
    """Conflicts or findings wait for a person."""

    exit_code = 3
