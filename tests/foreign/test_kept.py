"""Patterns of `_skip_if_exists` mean what they mean to copier."""

from pathlib import Path

import pytest

from backsmith.errors import RenderFailed
from backsmith.foreign.kept import find_kept
from backsmith.releases import Release, find_release


def write(root: Path, text: str) -> Release:
    """Return a template with these settings."""
    (root / "copier.yml").write_text(text)
    return Release(root, "v1", "file:///nowhere")


@pytest.mark.parametrize(
    ("patterns", "kept", "other"),
    [
        ("[a.txt]", ["a.txt", "b/a.txt"], ["c.txt"]),
        ("[/a.txt]", ["a.txt"], ["b/a.txt"]),
        ("['docs/**', '!docs/index.md']", ["docs/a/b.md"], ["docs/index.md"]),
        ("['*.lock']", ["x/uv.lock"], ["uv.lockfile"]),
        ("[]", [], ["a.txt"]),
    ],
)
def test_a_pattern_is_that_of_an_ignore_file(
    patterns: str, kept: list[str], other: list[str], tmp_path: Path
) -> None:
    is_kept = find_kept(write(tmp_path, f"_skip_if_exists: {patterns}\n"))

    assert all(map(is_kept, kept))
    assert not any(map(is_kept, other))


def test_braces_are_filled_in(tmp_path: Path) -> None:
    release = write(tmp_path, "_skip_if_exists: ['src/{{ name }}/main.py', b.txt]\n")

    is_kept = find_kept(release, {"name": "shop"})

    assert is_kept("src/shop/main.py")
    assert is_kept("b.txt")
    assert not is_kept("src/depot/main.py")


def test_a_pattern_without_an_end_is_refused(tmp_path: Path, limits: None) -> None:
    loop = "{% for a in range(9**9) %}{% for b in range(9**9) %}{% endfor %}{% endfor %}"

    with pytest.raises(RenderFailed):
        find_kept(write(tmp_path, f"_skip_if_exists: ['{loop}']\n"))


def test_ours_says_it_as_well() -> None:
    is_kept = find_kept(find_release())

    assert is_kept("migrations/versions/0001_initial.py")
    assert not is_kept("src/app/main.py")
