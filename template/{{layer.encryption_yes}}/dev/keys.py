"""Keys for development and tests: in `.dev`, beside the data that they seal; made where missing."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.core.sealing.keys import make_missing


@contextmanager
def run() -> Iterator[dict[str, str]]:
    """Yield the variable by which the service finds its keys."""
    folder = Path(os.environ.get("ENCRYPTION_KEYS_DIR", ".dev/keys")).resolve()
    make_missing(folder)
    yield {"ENCRYPTION_KEYS_DIR": str(folder)}
