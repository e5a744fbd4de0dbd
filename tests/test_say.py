"""What a person reads is one line an error, without codes that a terminal would obey."""

import io

import pytest

from backsmith import say


def test_an_error_is_one_line_and_its_hint_another(capsys: pytest.CaptureFixture[str]) -> None:
    say.show_error("two\nlines", "do this")

    assert capsys.readouterr().err == "error: two\\nlines\n\nhint: do this\n"


def test_a_foreign_value_cannot_move_the_cursor() -> None:
    assert say.quote("\x1b[2Jgone\u2028\udc80") == "'\\x1b[2Jgone\\u2028\\udc80'"


def test_a_long_value_is_cut() -> None:
    assert len(say.quote("x" * 300)) < 90


def test_emoji_and_accents_stay() -> None:
    assert say.quote("Café 🚀") == "'Café 🚀'"


def test_names_are_joined_as_a_sentence_has_them() -> None:
    assert say.join(["a", "b", "c"], "or") == "a, b or c"
    assert say.join(["a"]) == "a"


class Terminal(io.StringIO):
    """A stream that is a terminal."""

    def isatty(self) -> bool:
        """Return that it is one."""
        return True


@pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_colours_can_be_switched_off(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    terminal = Terminal()

    assert say.has_colour(terminal)

    monkeypatch.setenv(name, value)
    assert not say.has_colour(terminal)
