"""Answers as they are given: words of the command line, a file."""

from collections.abc import Mapping
from typing import Any

from backsmith.answers import NO_POLICY
from backsmith.catalog import Catalog
from backsmith.errors import AnswerRefused
from backsmith.hints import find_option, hint_for
from backsmith.plain_yaml import parse
from backsmith.say import quote


def read_flag(catalog: Catalog, word: str) -> tuple[str, Any]:
    """Return name and value of one `-d name=value`.

    Text stands as it is typed, or in quotes; a list is YAML.

    Raises:
        UnknownName: there is no such option.
        AnswerRefused: a list was to be given, and this is none.
    """
    name, _, text = word.partition("=")
    option = find_option(catalog, name.strip())
    if not option.several and text[:1] not in ("'", '"'):
        return option.name, text
    try:
        value = parse(text)
    except ValueError as error:
        if not option.several:
            return option.name, text
        raise AnswerRefused(
            f"{option.name} cannot be {quote(text)}: {error}.", hint_for(option)
        ) from error
    return option.name, value if option.several or isinstance(value, str) else text


def read_answers(catalog: Catalog, written: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers that a file holds; what copier itself noted there is left out.

    Raises:
        UnknownName: it names an option that does not exist, or that nobody may give.
    """
    own = {name: value for name, value in written.items() if not name.startswith("_")}
    unused = {"preset": "", "policy": NO_POLICY}  # what a project without a preset has recorded
    wanted = {n: v for n, v in own.items() if n not in unused or v != unused[n]}
    return {find_option(catalog, name).name: value for name, value in wanted.items()}
