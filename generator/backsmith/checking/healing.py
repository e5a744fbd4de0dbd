"""Work out what brings chosen files back to what the template renders. Nothing is written here."""

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from backsmith.checking.drift import Comparison, decode
from backsmith.checking.findings import State
from backsmith.checking.likeness import render_beside
from backsmith.checking.ownership import Owner
from backsmith.checking.reading import Disk
from backsmith.checking.sharing import Mended, find_gaps, mend
from backsmith.checking.wanted import Wanted
from backsmith.errors import HealRefused
from backsmith.presets.checks import Check
from backsmith.project import Project
from backsmith.syntax import explain_damage


@dataclass(frozen=True)
class Cure:
    """What is to be written.

    Attributes:
        files: path to its content and its mode.
        dropped: path to the lines of the project that give way to the template's.
        healthy: the chosen files that are as they should be already.
    """

    files: Mapping[str, tuple[bytes, int]]
    dropped: Mapping[str, tuple[str, ...]]
    healthy: tuple[str, ...]


def find_cure(
    project: Project, paths: Sequence[str], wanted: Wanted, checks: Sequence[Check] = ()
) -> Cure:
    """Return what heals the files at `paths`: all of them, or none.

    Raises:
        HealRefused: one of them is not the template's, or would lose a line that is the team's.
        BacksmithError: the project cannot be rendered again.
    """
    with render_beside(project, wanted, checks) as likeness:
        if likeness is None:
            raise HealRefused(
                "Nothing can be rendered from the recorded answers.",
                "See which of them is refused: backsmith check",
            )
        ward = Ward(likeness.comparison, Disk(project.root))
        found = {path: ward.heal(path) for path in dict.fromkeys(paths)}
    return Cure(
        {path: (cure[0], cure[1]) for path, cure in found.items() if cure},
        {path: cure[2] for path, cure in found.items() if cure and cure[2]},
        tuple(path for path, cure in found.items() if not cure),
    )


Healed = tuple[bytes, int, tuple[str, ...]]  # content, mode, and the lines that gave way


@dataclass(frozen=True)
class Ward:
    """A project beside its render, to heal files of it one by one."""

    comparison: Comparison
    disk: Disk

    def heal(self, path: str) -> Healed | None:
        """Return what heals the file at `path`, or nothing where it is healthy.

        Raises:
            HealRefused: why it is not done.
        """
        place = self.comparison.render / path
        owner = self.comparison.ownership.find_owner(path)
        self._refuse_others(path, owner)
        state = self.comparison.compare_one(path, owner, self.disk)
        if state.state is State.SAME:
            return None
        wanted, mode = place.read_bytes(), 0o755 if place.stat().st_mode & 0o100 else 0o644
        found = self.disk.read(path).content
        if found is None or owner is Owner.TEMPLATE:
            return keep_line_ends(wanted, found or b""), mode, ()
        mended = self._mend(path, wanted, found)
        return keep_line_ends(mended.text.encode(), found), mode, mended.dropped

    def _refuse_others(self, path: str, owner: Owner) -> None:
        """Refuse what is not the template's to bring back."""
        if path == self.comparison.answers_file:
            raise HealRefused(
                f"{path} says what the project is made of.",
                f"Bring it back from git (git checkout -- {path}), or use backsmith change.",
            )
        place = self.comparison.render / path
        if place.is_symlink():
            raise HealRefused(
                f"{path} is to be a link to {place.readlink()}.", "Make it: ln -s TARGET NAME"
            )
        if not place.is_file():
            raise HealRefused(
                f"The template makes no {path} for the answers of this project.",
                "Move it, or take it out, yourself.",
            )
        if owner is Owner.YOURS:
            raise HealRefused(f"{path} is yours.", "See whose a file is: backsmith explain FILE")

    def _mend(self, path: str, wanted: bytes, found: bytes) -> Mended:
        """Return a shared file with the template's lines back and the team's kept."""
        texts = decode(wanted), decode(found)
        if texts[0] is None or texts[1] is None:
            raise refuse_loss(path, "it is no text any more")
        mended = mend(texts[0], texts[1], self.comparison.ownership)
        if find_gaps(texts[0], mended.text, self.comparison.ownership):
            raise refuse_loss(path, "the lines of the template are in another order")
        if lost := find_lost(texts[1], mended):
            raise refuse_loss(path, f"the line {lost[0].strip()!r} would be lost")
        if damage := find_damage(path, mended.text):
            raise refuse_loss(path, f"both together would not be well formed: {damage}")
        return mended


def refuse_loss(path: str, reason: str) -> HealRefused:
    """Return the error for a shared file that cannot be mended."""
    return HealRefused(
        f"{path} cannot be healed without a loss: {reason}.",
        "Bring the template's lines back by hand: backsmith check names the first of them.",
    )


def find_lost(found: str, mended: Mended) -> list[str]:
    """Return the lines of the project that are neither in the mended file nor told as dropped."""
    rest = mended.text.split("\n") + list(mended.dropped)
    lost = []
    for line in found.split("\n"):
        if line in rest:
            rest.remove(line)
        elif line.strip():
            lost.append(line)
    return lost


def find_damage(path: str, text: str) -> str:
    """Return why `text` cannot be read in the format of the file at `path`, or nothing."""
    with tempfile.TemporaryDirectory(prefix="backsmith-") as folder:
        place = Path(folder) / Path(path).name
        place.write_text(text, newline="")
        return explain_damage(place)


def keep_line_ends(content: bytes, before: bytes) -> bytes:
    """Return `content` with the line ends that the file had before."""
    has_carriage = b"\r\n" in before and b"\n" not in before.replace(b"\r\n", b"")
    return content.replace(b"\n", b"\r\n") if has_carriage and b"\0" not in content else content
