"""An address leads to a repository, carries no secret, and cannot steer git."""

from pathlib import Path

import pytest

from backsmith.errors import ReleaseNotFound
from backsmith.sources.address import read_address

TAKEN = {  # what is given: what is recorded, what git takes
    "https://github.com/o/r.git": ("https://github.com/o/r.git", "https://github.com/o/r.git"),
    "https://github.com/o/r": ("https://github.com/o/r", "https://github.com/o/r.git"),
    "https://git.example.com:8443/r": (
        "https://git.example.com:8443/r", "https://git.example.com:8443/r",
    ),
    "git+https://example.com/r": ("git+https://example.com/r", "https://example.com/r"),
    "gh:o/r": ("gh:o/r", "https://github.com/o/r.git"),
    "gl:/o/g/r.git": ("gl:/o/g/r.git", "https://gitlab.com/o/g/r.git"),
    "git@github.com:o/r.git": ("git@github.com:o/r.git", "git@github.com:o/r.git"),
    "git@host:/srv/r.git": ("git@host:/srv/r.git", "git@host:/srv/r.git"),
    "ssh://git@host:2222/o/r.git": ("ssh://git@host:2222/o/r.git", "ssh://git@host:2222/o/r.git"),
    "git://host/r.git": ("git://host/r.git", "git://host/r.git"),
    "file:///srv/r.git": ("file:///srv/r.git", "file:///srv/r.git"),
}  # fmt: skip


@pytest.mark.parametrize("text", TAKEN)
def test_what_copier_takes_is_taken(text: str) -> None:
    address = read_address(text)

    assert (address.recorded, address.url) == TAKEN[text]
    assert not address.is_local


@pytest.mark.parametrize(
    "text",
    [
        "https://token@github.com/o/r.git",
        "https://user:token@github.com/o/r.git",
        "git+https://oauth2:token@github.com/o/r.git",
        "ssh://git:token@github.com/o/r.git",
    ],
)
def test_a_secret_is_taken_out(text: str) -> None:
    address = read_address(text)

    assert "token" not in repr(address)
    assert "github.com/o/r.git" in address.recorded


HOSTILE = [
    "", " ", "-u", "--upload-pack=touch /tmp/x", "-oProxyCommand=x", "ext::sh -c touch% x",
    "ext::sh", "fd::17", "git+ext::sh", "http::x", "ftp://host/r.git", "git+--upload-pack=x",
    "ssh://-oProxyCommand=x/r.git", "https://-u/r.git", "git@-oProxyCommand=x:r.git", "-x@host:r",
    "git@host:-r.git", "ssh://git@host/-r.git", "https://host/r.git?token=secret",
    "https://host/r.git#x", "https://host/a\nb", "https://[host/r.git", "/nowhere", "nowhere",
    "https://user:secret@host/r.git?x", "javascript://x", "https:///r.git",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_what_would_steer_git_is_refused_without_showing_a_secret(text: str) -> None:
    with pytest.raises(ReleaseNotFound) as refusal:
        read_address(text)

    assert "user:secret" not in refusal.value.message
    assert "\n" not in refusal.value.message


def test_an_address_that_names_a_program_is_said_to_be_one() -> None:
    with pytest.raises(ReleaseNotFound, match="names a program"):
        read_address("ext::sh")


def test_a_folder_is_an_address(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()

    address = read_address(str(tmp_path / "a"))

    assert (address.url, address.is_local) == (str(tmp_path / "a"), True)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("gh:o/r", "https://GitHub.com/o/r", True),
        ("git@github.com:o/r.git", "https://github.com/o/r.git", True),
        ("ssh://git@github.com/o/r", "git+https://github.com/o/r", True),
        ("https://github.com/o/r.git", "https://github.com/evil/r.git", False),
        ("https://github.com/o/r.git", "https://github.com.evil.org/o/r.git", False),
        ("git@github.com:o/r.git", "github.com@evil.org:o/r.git", False),
    ],
)
def test_two_words_for_one_repository_are_the_same(one: str, other: str, same: bool) -> None:
    assert read_address(one).is_same(read_address(other)) == same
