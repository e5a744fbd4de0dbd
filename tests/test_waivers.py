"""A waiver counts until its day, for a check that may be waived, and for no other."""

from datetime import date
from pathlib import Path

import pytest

from backsmith.errors import FileRefused
from backsmith.presets.checks import Absent, Check
from backsmith.waivers import Verdict, Waiver, judge, read_waivers

TODAY = date(2026, 7, 1)
CHECKS = (Check("no-env", Absent(".env")), Check("no-lock", Absent("uv.lock"), waivable=True))
WRONG = {
    "no list": ("waive: python", "takes a list"),
    "nothing": ("waive:", "takes a list"),
    "another key": ("waive: []\nchecks: []", "takes waive, and nothing else"),
    "no reason": ("waive: [{id: a, until: 2026-12-31}]", "other parts than"),
    "one part more": ("waive: [{id: a, reason: b, until: 2026-12-31, by: me}]", "other parts than"),
    "no mapping": ("waive: [a]", "other parts than"),
    "no day": ("waive: [{id: a, reason: b, until: later}]", "until takes a day, not 'later'"),
    "an hour": ("waive: [{id: a, reason: b, until: 2026-12-31 10:00:00}]", "until takes a day"),
    "a wrong id": ("waive: [{id: A b, reason: b, until: 2026-12-31}]", "id takes small letters"),
    "an escape": ('waive: [{id: a, reason: "\\e[2J", until: 2026-12-31}]', "reason takes one line"),
    "twice": (f"waive: [{', '.join(['{id: a, reason: b, until: 2026-12-31}'] * 2)}]", "a twice"),
    "a bomb": ("a: &a [x]\nwaive: [*a]", "aliases"),
}


def write(folder: Path, text: str) -> Path:
    """Return the project's folder, with this file of waivers in it."""
    (folder / ".backsmith.yml").write_text(text)
    return folder


def test_a_project_without_the_file_waives_nothing(tmp_path: Path) -> None:
    assert read_waivers(tmp_path) == ()


def test_waivers_are_read(tmp_path: Path) -> None:
    text = "waive:\n  - {id: no-lock, reason: it is a library, until: 2026-12-31}\n"

    assert read_waivers(write(tmp_path, text)) == (
        Waiver("no-lock", "it is a library", date(2026, 12, 31)),
    )


@pytest.mark.parametrize("name", WRONG)
def test_what_is_no_waiver_is_refused(name: str, tmp_path: Path) -> None:
    text, reason = WRONG[name]

    with pytest.raises(FileRefused, match=reason) as refusal:
        read_waivers(write(tmp_path, text))

    assert ".backsmith.yml" in refusal.value.message


def test_a_link_is_no_file_of_the_project(tmp_path: Path) -> None:
    (tmp_path / "there.yml").write_text("waive: []")
    (tmp_path / ".backsmith.yml").symlink_to("there.yml")

    with pytest.raises(FileRefused, match="is a link"):
        read_waivers(tmp_path)


@pytest.mark.parametrize(
    ("name", "until", "verdict", "detail"),
    [
        ("no-lock", date(2026, 7, 1), Verdict.VALID, "a reason, until 2026-07-01"),
        ("no-lock", date(2026, 6, 30), Verdict.EXPIRED, "until 2026-06-30"),
        ("no-env", date(2026, 7, 1), Verdict.NOT_WAIVABLE, "lets nobody waive no-env"),
        ("no-lokc", date(2026, 7, 1), Verdict.UNKNOWN, "Did you mean no-lock?"),
    ],
)
def test_each_waiver_is_judged(name: str, until: date, verdict: Verdict, detail: str) -> None:
    (judged,) = judge([Waiver(name, "a reason", until)], CHECKS, TODAY)

    assert judged.verdict is verdict
    assert detail in judged.detail
    assert judged.counts == (verdict is Verdict.VALID)
