"""YAML that other people wrote, read within bounds: a bomb is refused before it is built."""

from pathlib import Path
from typing import Any

import yaml

from backsmith.errors import FileRefused
from backsmith.safe_loader import SafeLoader

MOST_BYTES = 256 * 1024
MOST_DEPTH = 20


class StrictLoader(SafeLoader):
    """A safe loader that refuses a key written twice, of which YAML keeps the last in silence."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """Return the mapping of `node`, every key of it written once and a text."""
        seen: set[str] = set()
        for key, _ in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else "?"
            if name in seen:
                raise yaml.constructor.ConstructorError(
                    problem=f"'{name}' is written twice", problem_mark=key.start_mark
                )
            seen.add(name)
        return super().construct_mapping(node, deep=deep)


def read_mapping(path: Path, what: str) -> dict[str, Any]:
    """Return the mapping that the file at `path` holds; `what` names it in errors.

    Raises:
        FileRefused: it cannot be read, is too large, or is no mapping of names.
    """
    return take_mapping(read_bounded(path, what), str(path), what)


def take_mapping(content: bytes, place: str, what: str) -> dict[str, Any]:
    """Return the mapping that `content` says, which was read at `place`.

    Raises:
        FileRefused: it is too large, or is no mapping of names.
    """
    if len(content) > MOST_BYTES:
        raise FileRefused(f"{place} is larger than 256 KiB.", f"Give the path of {what}.")
    try:
        found = parse(content)
    except ValueError as error:
        raise FileRefused(
            f"{place} cannot be read as YAML: {error}", f"Mend {what}, then run this again."
        ) from error
    if not isinstance(found, dict) or not all(isinstance(key, str) for key in found):
        raise FileRefused(
            f"{place} holds no names with values.",
            f"Write {what} as one line for each name: database: sqlite",
        )
    return found


def read_bounded(path: Path, what: str) -> bytes:
    """Return the first bytes of the regular file at `path`: at most one more than may be.

    Raises:
        FileRefused: there is no such file, or it cannot be read.
    """
    try:
        if not path.is_file():
            raise FileRefused(f"There is no file {path}.", f"Give the path of {what}.")
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        raise FileRefused(
            f"{path} cannot be read: {error}.", f"Give the path of {what} that you may read."
        ) from error


def parse(content: bytes | str) -> Any:
    """Return the value of one YAML document without anchors, aliases or deep nesting.

    Raises:
        ValueError: why it is refused, in one line.
    """
    try:
        check_bounds(content)
        return yaml.load(content, Loader=StrictLoader)  # noqa: S506 (it is a safe loader)
    except yaml.MarkedYAMLError as error:
        line = f" (line {error.problem_mark.line + 1})" if error.problem_mark else ""
        raise ValueError(f"{error.problem or error.context}{line}") from error
    except yaml.YAMLError as error:
        raise ValueError(str(error).splitlines()[0]) from error
    except (TypeError, ArithmeticError) as error:
        raise ValueError(str(error)) from error


def check_bounds(content: bytes | str) -> None:
    """Walk the events of a document, before any value is made of them.

    Raises:
        ValueError: it has an alias, or is nested too deep.
    """
    depth = 0
    for event in yaml.parse(content, Loader=StrictLoader):
        if isinstance(event, yaml.AliasEvent):
            raise ValueError(f"aliases (*{event.anchor}) are not taken: write the value out")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > MOST_DEPTH:
            raise ValueError(f"it is nested deeper than {MOST_DEPTH} levels")
