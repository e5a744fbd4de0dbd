"""Where the log is gathered, how often it leaves the machine, and how far back it reaches."""

from pathlib import Path
from typing import ClassVar, Final

from pydantic import Field

from app.core.identity import NAME
from app.core.settings import EnvironmentSettings

SLOT: Final = f"{NAME.replace('-', '_')}_moments"  # under this name the server keeps what we lack
LOG_FOLDER: Final = "log"
STATE_FILE: Final = "state.json"


class MomentSettings(EnvironmentSettings, env_prefix="MOMENTS_"):
    """`MOMENTS_FOLDER` sets `folder`, and so on."""

    for_commands: ClassVar[bool] = True

    folder: Path = Path(".dev/moments")  # the log until it may go, and databases being recovered
    seconds: float = Field(60, gt=0)  # so much is lost at most if the whole machine is
    copy_hours: float = Field(24, gt=0)  # the more often, the shorter the log that is replayed
    keep_days: float = Field(14, gt=0)  # each moment of the last so many days can be reached

    @property
    def log(self) -> Path:
        """Where the log is gathered."""
        return self.folder.resolve() / LOG_FOLDER

    @property
    def late_seconds(self) -> float:
        """How old the newest moment may be before somebody should look."""
        return self.seconds * 5
