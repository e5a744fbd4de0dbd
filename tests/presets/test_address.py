"""An address names one file of one repository at a tag or a commit, and can be nothing else."""

import pytest

from backsmith.errors import FileRefused
from backsmith.presets.address import GitAddress, is_git, read_address

SHA = "0123456789abcdef0123456789abcdef01234567"
GOOD = {
    "git+https://example.com/acme/standards.git//presets/acme.yml@v1.2.0": GitAddress(
        "https://example.com/acme/standards.git", "presets/acme.yml", "v1.2.0"
    ),
    f"git+ssh://git@example.com:2222/acme/standards//acme.yaml@{SHA}": GitAddress(
        "ssh://git@example.com:2222/acme/standards", "acme.yaml", SHA
    ),
    "git+file:///srv/git/standards.git//acme.yml@team/v1": GitAddress(
        "file:///srv/git/standards.git", "acme.yml", "team/v1"
    ),
}
BAD = [
    "git+https://example.com/acme.git",
    "git+https://example.com/acme.git//a.yml",
    "git+https://example.com/acme.git/a.yml@v1",
    "git+https://example.com//a.yml@v1",
    "git+https:///acme.git//a.yml@v1",
    "git+http://example.com/acme.git//a.yml@v1",
    "git+ext://sh -c id% >&2/acme.git//a.yml@v1",
    "ext::sh -c id",
    "git+ssh://-oProxyCommand=id/acme.git//a.yml@v1",
    "git+ssh://-oProxyCommand=id@example.com/acme.git//a.yml@v1",
    "git+ssh://git:secret@example.com/acme.git//a.yml@v1",
    "git+https://--upload-pack=id/acme.git//a.yml@v1",
    "git+https://example.com/--upload-pack=id acme.git//a.yml@v1",
    "git+https://example.com/a/../b.git//a.yml@v1",
    "git+https://example.com/acme.git//../a.yml@v1",
    "git+https://example.com/acme.git///etc/passwd.yml@v1",
    "git+https://example.com/acme.git//.git/config.yml@v1",
    "git+https://example.com/acme.git//*.yml@v1",
    "git+https://example.com/acme.git//a.txt@v1",
    "git+https://example.com/acme.git//a.yml@",
    "git+https://example.com/acme.git//a.yml@-v1",
    "git+https://example.com/acme.git//a.yml@--upload-pack=id",
    "git+https://example.com/acme.git//a.yml@v1..v2",
    "git+https://example.com/acme.git//a.yml@v1^{tree}",
    "git+https://example.com/acme.git//a.yml@v1:refs/heads/x",
    "git+https://example.com/acme.git//a.yml@v*",
    "git+https://example.com/acme.git//a.yml@v1\n",
    "git+https://example.com/acme.git//a.yml@v1\x1b[2J",
    "git+https://example.com/ac\x00me.git//a.yml@v1",
    "git+https://example.com/acme.git?x=1//a.yml@v1",
    "git+https://example.com/acme.git//a.yml@v1.lock",
    "git+file://example.com/acme.git//a.yml@v1",
    "git+file://acme.git//a.yml@v1",
    "git@example.com:acme/standards.git",
    "https://example.com/acme.git//a.yml@v1",
]
SECRET = [
    "git+https://hunter2@example.com/acme.git//a.yml@v1",
    "git+https://ada:hunter2@example.com/acme.git//a.yml@v1",
    "git+https://ada:hunter2@example.com",
    "git+ssh://ada:hunter2@example.com/acme.git//a.yml@v1",
    "git+https://ada:p@hunter2@example.com/acme.git//a.yml@v1",
    "https://ada:hunter2@example.com/acme.git",
    "git+https:/ada:hunter2@example.com/acme.git//a.yml@v1",
    "git+ada:hunter2@example.com:acme.git",
]


@pytest.mark.parametrize("word", GOOD)
def test_an_address_is_read_and_written_as_it_was(word: str) -> None:
    assert is_git(word)
    assert read_address(word) == GOOD[word]
    assert str(read_address(word)) == word


@pytest.mark.parametrize("word", BAD)
def test_what_is_no_honest_address_is_refused(word: str) -> None:
    with pytest.raises(FileRefused) as refusal:
        read_address(word)

    assert refusal.value.message.isprintable()


@pytest.mark.parametrize("word", SECRET)
def test_a_password_is_refused_and_never_shown(word: str) -> None:
    with pytest.raises(FileRefused) as refusal:
        read_address(word)

    assert "hunter2" not in refusal.value.message + refusal.value.hint


def test_a_file_beside_it_is_of_the_same_commit() -> None:
    address = GitAddress("https://example.com/a.git", "presets/acme.yml", "v1")

    assert str(address.beside("base.yml")).endswith("//presets/base.yml@v1")
    assert address.beside("base.yml").pin == address.pin == "git+https://example.com/a.git@v1"
