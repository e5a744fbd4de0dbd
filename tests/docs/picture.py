"""Draw the README's picture: a real run of `backsmith new` in a terminal, answered key by key, as SVG."""

import sys
import tempfile
from pathlib import Path

import pexpect
import pyte
from rich.console import Console
from rich.text import Text

COLUMNS, ROWS = 100, 44
COLORS = {"brown": "yellow", "default": ""}
ENTER, DOWN = "\r", "\x1b[B"
DECLINE = "write"  # the summary's first answer is to write the project


def draw(path: Path) -> None:
    """Run the command, take every default, stop before anything is written, and draw the last screen."""
    screen = pyte.Screen(COLUMNS, ROWS)
    stream = pyte.Stream(screen)
    with tempfile.TemporaryDirectory() as folder:
        child = pexpect.spawn(
            sys.executable, ["-m", "backsmith", "new", "shop-api"], cwd=folder, dimensions=(ROWS, COLUMNS), encoding="utf-8"
        )
        read_until_quiet(child, stream)
        for _ in range(30):
            if "?" not in screen.display[screen.cursor.y] and any(DECLINE in line.lower() for line in screen.display):
                break
            child.send(ENTER)
            read_until_quiet(child, stream)
        child.sendintr()
        child.close(force=True)
    console = Console(width=COLUMNS, record=True, file=tempfile.TemporaryFile("w"))
    for row in range(ROWS):
        console.print(read_row(screen, row), no_wrap=True)
    console.save_svg(str(path), title="backsmith new shop-api")


def read_until_quiet(child: "pexpect.spawn[str]", stream: pyte.Stream, seconds: float = 1.0) -> None:
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
        style = " ".join(filter(None, ["bold" * cell.bold, "reverse" * cell.reverse, f"#{color}" if is_hex(color) else color]))
        text.append(cell.data, style)
    text.rstrip()
    return text


def is_hex(color: str) -> bool:
    """Tell whether the terminal gave a colour as six hexadecimal digits."""
    return len(color) == 6 and all(digit in "0123456789abcdef" for digit in color)


if __name__ == "__main__":
    draw(Path(sys.argv[1]))
