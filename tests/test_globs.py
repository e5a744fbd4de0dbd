"""A pattern means the files that its reader would expect, and no others."""

import pytest

from backsmith.globs import matches

MEANT = [
    ("Makefile", "Makefile"),
    ("*.md", "README.md"),
    ("docs/*.md", "docs/a.md"),
    ("docs/**", "docs/decisions/0001.md"),
    ("**/test_?.py", "test_a.py"),
    ("**/test_?.py", "a/b/test_c.py"),
    ("a/**/z", "a/z"),
    ("a/**/z", "a/b/c/z"),
    (".env.example", ".env.example"),
    ("a*", "a\nb"),
    ("*a*b/z", "xaybab/z"),
    ("*.d/**/*.md", "a.d.d/b/c.md.md"),
]
NOT_MEANT = [
    ("*.md", "docs/README.md"),
    ("docs/*.md", "docs/a/b.md"),
    ("docs/**", "docs"),
    (".env.example", ".envXexample"),
    ("a/**/z", "az"),
    ("Makefile", "makefile"),
]


@pytest.mark.parametrize(("pattern", "path"), MEANT)
def test_a_pattern_means_a_file(pattern: str, path: str) -> None:
    assert matches(pattern, path)


@pytest.mark.parametrize(("pattern", "path"), NOT_MEANT)
def test_a_pattern_means_no_other_file(pattern: str, path: str) -> None:
    assert not matches(pattern, path)
