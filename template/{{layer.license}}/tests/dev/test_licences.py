"""A package whose licence does not go with ours is not shipped, nor one that says none."""

from email.message import Message
from importlib.metadata import Distribution
from pathlib import Path

import pytest

from dev.licences import find_refused, is_allowed, read_licence

ROOT = Path(__file__).parents[2]


class Package(Distribution):
    """A package that says this of itself."""

    def __init__(self, *said: tuple[str, str]) -> None:
        """Take the lines of its METADATA."""
        self.said = said

    def read_text(self, filename: str) -> str:
        """Return its METADATA, whatever file is asked for."""
        lines = Message()
        for key, value in (("Name", "thing"), *self.said):
            lines[key] = value
        return lines.as_string()

    def locate_file(self, path: object) -> Path:
        """Return nothing that is there."""
        return Path("nowhere", str(path))


@pytest.mark.promise("S83")
@pytest.mark.parametrize(
    "licence", ["MIT", "MIT AND PSF-2.0", "GPL-3.0-only OR MIT", "(MIT OR AGPL-3.0-only) AND ISC"]
)
def test_a_licence_that_leaves_us_free_is_allowed(licence: str) -> None:
    assert is_allowed(licence)


@pytest.mark.promise("S83")
@pytest.mark.parametrize(
    "licence",
    ["GPL-3.0-only", "MIT AND AGPL-3.0-only", "(MIT AND GPL-2.0-only) OR SSPL-1.0", "BUSL-1.1"],
)
def test_copyleft_is_refused(licence: str) -> None:
    assert find_refused([Package(("License-Expression", licence))], {}) == [f"thing: {licence}"]


@pytest.mark.promise("S83")
@pytest.mark.parametrize("licence", ["", "MIT (", "MIT)", "MIT OR", "MIT MIT", "see LICENSE"])
def test_what_cannot_be_read_is_refused(licence: str) -> None:
    assert not is_allowed(licence)


def test_a_package_that_says_nothing_is_refused() -> None:
    assert find_refused([Package()], {}) == ["thing: none that it says"]


@pytest.mark.parametrize(
    ("said", "licence"),
    [
        ([("License", "MIT")], "MIT"),
        ([("Classifier", "License :: OSI Approved :: BSD License")], "BSD-3-Clause"),
        (
            [
                ("Classifier", "License :: OSI Approved :: MIT License"),
                ("Classifier", "License :: OSI Approved :: Apache Software License"),
            ],
            "MIT AND Apache-2.0",
        ),
    ],
)
def test_older_ways_to_say_it_are_understood(said: list[tuple[str, str]], licence: str) -> None:
    assert read_licence(Package(*said)) == licence


def test_what_was_looked_at_may_be_shipped() -> None:
    paid = Package(("License-Expression", "GPL-3.0-only"))

    assert find_refused([paid], {"thing": "we bought a licence"}) == []
