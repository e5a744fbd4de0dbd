"""Read JSON as strictly as RFC 8259 allows: what two parsers could read differently is refused."""

import json
import math
from typing import Any, NoReturn

from app.core.errors import Refused

MAX_DEPTH = 32


def read_json(body: bytes) -> Any:
    """Return the value that `body` holds.

    Raises:
        Refused: it is not UTF-8, not JSON, too deep, or holds a duplicate key, NaN, an infinity,
            a lone surrogate or U+0000.
    """
    try:
        value = json.loads(
            body.decode(),
            object_pairs_hook=make_object,
            parse_float=make_float,
            parse_constant=refuse_constant,
        )
    except UnicodeDecodeError as error:
        raise Refused("The body is not UTF-8.") from error
    except RecursionError as error:
        raise Refused("The JSON is nested too deeply.") from error
    except ValueError as error:  # a number of thousands of digits is one too
        raise Refused("The body is not valid JSON.") from error
    if body.count(b"[") + body.count(b"{") > MAX_DEPTH:
        refuse_depth(value, MAX_DEPTH)
    if b"\\u" in body:  # only an escape can spell what UTF-8 and JSON do not let through
        refuse_unstorable_text(value)
    return value


def make_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return the object of those pairs, if each key is there once."""
    made = dict(pairs)
    if len(made) != len(pairs):
        raise Refused("The JSON holds a key twice.")
    return made


def make_float(digits: str) -> float:
    """Return the number of those digits, if it is finite."""
    number = float(digits)
    if not math.isfinite(number):
        raise Refused("The JSON holds a number that is too large.")
    return number


def refuse_constant(name: str) -> NoReturn:
    """Refuse NaN and the infinities, which JSON does not have."""
    raise Refused("The JSON holds a number that JSON does not have.")


def list_parts(value: Any) -> list[Any]:
    """Return what stands directly inside `value`, keys included."""
    if isinstance(value, dict):
        return [*value, *value.values()]
    return value if isinstance(value, list) else []


def refuse_depth(value: Any, levels: int) -> None:
    """Refuse a value that nests more than `levels` deep."""
    layer = [value]
    for _ in range(levels):
        layer = [part for one in layer for part in list_parts(one) if isinstance(part, dict | list)]
        if not layer:
            return
    raise Refused("The JSON is nested too deeply.")


def refuse_unstorable_text(value: Any) -> None:
    """Refuse U+0000 and half of a surrogate pair, anywhere in `value`."""
    waiting = [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, str):
            if "\0" in part or any("\ud800" <= letter <= "\udfff" for letter in part):
                raise Refused("The JSON holds a character that no text can hold.")
        else:
            waiting.extend(list_parts(part))
