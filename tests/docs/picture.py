"""Draw the README's picture: a real run of `backsmith new` in a terminal, as SVG."""

import os
import sys
import tempfile
from io import StringIO
from pathlib import Path

import pexpect
import pyte
from rich.console import Console
from rich.text import Text

COLUMNS, ROWS = 104, 74
COLORS = {"brown": "yellow", "default": ""}
ENTER = "\r"
LAST_QUESTION = "Is that what you want?"
MOST_ANSWERS = 30
FIRST_SECONDS = 4.0  # until the first question


def draw(path: Path) -> None:
    """Run the command, take every default, stop at the summary, and draw the last screen."""
    screen = pyte.Screen(COLUMNS, ROWS)
    stream = pyte.Stream(screen)
    with tempfile.TemporaryDirectory() as folder:
        child = pexpect.spawn(
            sys.executable,
            ["-m", "backsmith", "new", "shop-api"],
            cwd=folder,
            env=os.environ | {"PROMPT_TOOLKIT_NO_CPR": "1"},  # nobody answers where the cursor is
            dimensions=(ROWS, COLUMNS),
            encoding="utf-8",
        )
        read_until_quiet(child, stream, FIRST_SECONDS)
        for _ in range(MOST_ANSWERS):
            if any(LAST_QUESTION in line for line in screen.display):
                break
            child.send(ENTER)
            read_until_quiet(child, stream)
        child.sendintr()
        child.close(force=True)
    console = Console(width=COLUMNS, record=True, file=StringIO())
    filled = [row for row in range(ROWS) if screen.display[row].strip()]
    for row in range(filled[0], filled[-1] + 1):
        console.print(read_row(screen, row), no_wrap=True)
    console.save_svg(str(path), title="backsmith new shop-api")


def read_until_quiet(
    child: "pexpect.spawn[str]", stream: pyte.Stream, seconds: float = 1.0
) -> None:
    """Feed the screen until the program has said nothing for a while."""
    while True:
        try:
            stream.feed(child.read_nonblocking(4096, timeout=seconds))
        except (pexpect.TIMEOUT, pexpect.EOF):
            return


def read_row(screen: pyte.Screen, row: int) -> Text:
    """Return one line of the screen with its colours."""
    text = Text()
    for column in range(COLUMNS):
        cell = screen.buffer[row][column]
        color = COLORS.get(cell.fg, cell.fg)
        style = " ".join(
            filter(
                None,
                [
                    "bold" * cell.bold,
                    "reverse" * cell.reverse,
                    f"#{color}" if is_hex(color) else color,
                ],
            )
        )
        text.append(cell.data, style)
    text.rstrip()
    return text


def is_hex(color: str) -> bool:
    """Tell whether the terminal gave a colour as six hexadecimal digits."""
    return len(color) == 6 and all(digit in "0123456789abcdef" for digit in color)


if __name__ == "__main__":
    draw(Path(sys.argv[1]))
