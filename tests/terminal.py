"""A terminal in which the command runs: what stands on its screen is what a person would see."""

import os
import sys
import time
from pathlib import Path

import pexpect
import pyte

ENTER, DOWN, SPACE, INTERRUPT, END = "\r", "\x1b[B", " ", "\x03", "\x04"
ERASE = "\x15"  # ^U: the line typed so far
COLUMNS, LINES = 100, 80


class Screen:
    """A terminal in which the command runs."""

    def __init__(self, folder: Path, *words: str) -> None:
        self._screen = pyte.Screen(COLUMNS, LINES)
        self._stream = pyte.Stream(self._screen)
        self.process = pexpect.spawn(
            sys.executable,
            ["-m", "backsmith", *words],
            cwd=str(folder),
            env={**os.environ, "PROMPT_TOOLKIT_NO_CPR": "1", "TERM": "xterm"},
            dimensions=(LINES, COLUMNS),
            encoding="utf-8",
            timeout=30,
        )

    def read(self) -> str:
        """Return what stands on the screen."""
        return "\n".join(line.rstrip() for line in self._screen.display if line.strip())

    def wait_for(self, text: str) -> str:
        """Return the screen as soon as `text` stands on it."""
        limit = time.monotonic() + 30
        while text not in self.read():
            assert time.monotonic() < limit, f"{text!r} did not come:\n{self.read()}"
            try:
                self._stream.feed(self.process.read_nonblocking(10_000, timeout=0.2))
            except pexpect.TIMEOUT:
                continue
            except pexpect.EOF:
                assert text in self.read(), f"{text!r} did not come:\n{self.read()}"
        return self.read()

    def answer(self, question: str, *keys: str) -> None:
        """Wait for a question, then type."""
        self.wait_for(question)
        for key in keys or (ENTER,):
            time.sleep(0.05)  # a person's fingers: keys in one burst read as one paste
            self.process.send(key)

    def leave(self) -> int:
        """Return the exit code at the end."""
        self.process.expect(pexpect.EOF)
        self._stream.feed(self.process.before or "")
        self.process.close()
        code = self.process.exitstatus
        assert code is not None
        return code
