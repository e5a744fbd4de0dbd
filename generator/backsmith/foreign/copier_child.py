"""The child in which strangers' templates are rendered: reads a request, answers in one line.

Run with `python -m`; the only module beside `render.py` that knows copier, public names only.
"""

import json
import os
import resource
import sys
from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec
from typing import Any

MOST_MEMORY = 3 << 30  # bytes of address space; copier itself takes a tenth
MOST_FILE = 256 << 20  # bytes
LONGEST = 500  # characters of a reason


def limit(seconds: int) -> None:
    """Take from this process, and from all that it starts, what no template needs."""
    for kind, most in (
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_AS, MOST_MEMORY),
        (resource.RLIMIT_FSIZE, MOST_FILE),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(kind)
        wanted = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (wanted, hard))  # below the hard one it is said which it was


def render(request: Mapping[str, Any]) -> None:
    """Render a template with the answers that lie in the target's answers file."""
    refuse_missing(request["extensions"])
    from copier import Settings, run_copy

    run_copy(
        request["source"],
        request["target"],
        vcs_ref=request["version"],
        answers_file=request["answers_file"],
        defaults=True,
        overwrite=True,
        quiet=True,
        skip_tasks=True,
        unsafe=request["trust"],
        settings=Settings(),
    )


def refuse_missing(extensions: list[str]) -> None:
    """Say which package an extension lacks: copier would take the answers for wrong instead."""
    for name in extensions:
        package = name.partition(".")[0]
        if ".py:" not in name and find_spec(package) is None:
            raise ModuleNotFoundError(
                f"it needs the Python package {package}, which is not installed beside backsmith"
            )


def fill(request: Mapping[str, Any]) -> list[str]:
    """Return texts of a template with everything between braces filled in."""
    from jinja2 import StrictUndefined, Undefined
    from jinja2.sandbox import SandboxedEnvironment

    options = dict(request["jinja"])
    strict = options.pop("undefined", "") == "jinja2.StrictUndefined"
    extensions = ["jinja2_ansible_filters.AnsibleCoreFiltersExtension", *request["extensions"]]
    jinja = SandboxedEnvironment(
        extensions=extensions,
        **{"keep_trailing_newline": True, **options},
        undefined=StrictUndefined if strict else Undefined,
    )
    return [
        jinja.from_string(text).render({**request["context"], **more})
        for text, more in request["texts"]
    ]


WORDS = {"render": render, "fill": fill}


def main() -> None:
    """Answer the request on standard input."""
    request = json.loads(sys.stdin.read())
    limit(request["seconds"])
    out = os.dup(1)
    os.dup2(2, 1)  # whatever a template's code prints is no answer
    try:
        answer: dict[str, Any] = {"result": WORDS[request["word"]](request)}
    except MemoryError:
        answer = {"error": "it needed more memory than a template may"}
    except RecursionError:
        answer = {"error": "it goes round in circles"}
    except Exception as error:  # copier lets through what jinja2, yaml, plumbum and pydantic raise
        if os.environ.get("BACKSMITH_DEBUG") == "1":
            import_module("traceback").print_exc()
        answer = {"error": explain(error)}
    with os.fdopen(out, "w") as file:
        file.write(json.dumps(answer))


def explain(error: Exception) -> str:
    """Return what an error says, on one line."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    telling = [line for line in lines if line.startswith(("fatal", "| fatal"))]
    text = " ".join(telling or lines[:3]) or type(error).__name__
    return text[:LONGEST].rstrip(".")


if __name__ == "__main__":
    main()
