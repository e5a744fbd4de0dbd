"""Look a rendered tree over before it becomes a project."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from backsmith.errors import RenderFailed
from backsmith.syntax import explain_damage

NEVER = {".git", ".hg", ".svn", ".bzr", ".jj"}  # code that is put there runs at the next commit


def inspect_tree(root: Path, is_ours: bool = True) -> list[Path]:
    """Return the files below `root`, each regular, readable in its format, of mode 644 or 755.

    A template that is not ours may have links that stay within, and files in dialects of its own.

    Raises:
        RenderFailed: a file that no template may write, or that is broken.
    """
    files = []
    for entry in _walk(root):
        path = Path(entry.path)
        place = path.relative_to(root)
        if entry.name.lower() in NEVER:
            refuse(place, "a template must not write into the records of version control")
        if entry.is_dir(follow_symlinks=False):
            path.chmod(0o755)
            continue
        if entry.is_symlink() and not is_ours:
            _refuse_way_out(path, root)
            continue
        if not entry.is_file(follow_symlinks=False):
            refuse(place, "a template may write regular files and folders only")
        if is_ours and (damage := explain_damage(path)):
            refuse(place, f"it is not well formed: {damage}")
        _set_mode(path, entry.stat(follow_symlinks=False).st_mode)
        files.append(path)
    return files


def _walk(folder: Path) -> Iterator[os.DirEntry[str]]:
    """Give everything below `folder`; a folder comes before what it holds."""
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            yield entry
            if entry.is_dir(follow_symlinks=False):
                yield from _walk(Path(entry.path))


def _refuse_way_out(link: Path, root: Path) -> None:
    """Refuse a link that leads out of the tree, wherever the tree is put."""
    leads = Path(os.path.realpath(link)).is_relative_to(root.resolve())
    if link.readlink().is_absolute() or not leads:
        refuse(link.relative_to(root), "it is a link that leads out of the project")


def _set_mode(path: Path, mode: int) -> None:
    """Leave the owner's right to run a file, and nothing else of what a template set."""
    wanted = 0o755 if mode & 0o100 else 0o644
    if stat.S_IMODE(mode) != wanted:
        path.chmod(wanted)


def refuse(place: Path, reason: str) -> None:
    """Refuse the whole tree because of one file."""
    raise RenderFailed(
        f"The template rendered {place}: {reason}.",
        "Nothing was written. Report it with your answers: backsmith new --dry-run --json",
    )
