"""The text of a new preset, made from the choices of one project: a start, with its comments."""

from collections.abc import Iterator

import yaml
from packaging.version import Version

from backsmith.answers import Answer, Answers

HEAD = """\
# yaml-language-server: $schema=preset.schema.json
# A start, from the choices of {project}. With this beside it, an editor knows the words:
#   backsmith presets schema > preset.schema.json
apiVersion: 1
name: {name}
description: What {project} was made with
template: ">={since}"

# What is locked is neither asked nor changed. A line that is only to be proposed belongs below
# `answers:`; one that leaves a choice among some, below `allow:` as a list, the first proposed.
"""
TAIL = """
# What `backsmith check` finds in every repository that follows this preset; `level` is error or
# warning, and only what says `waivable: true` may be set aside by a project, until a date.
checks:
  - {id: no-env, absent: .env, level: error, why: secrets are never committed}
"""


def write_beginning(name: str, answers: Answers, version: str) -> str:
    """Return the text of the preset called `name` that locks the choices of a project.

    What differs from service to service, as its name does, is left out.
    """
    since = ".".join(map(str, Version(version).release[:2]))
    head = HEAD.format(name=name, project=answers.values["project_name"], since=since)
    return head + "\n".join(["lock:", *_list_locks(answers)]) + "\n" + TAIL


def _list_locks(answers: Answers) -> Iterator[str]:
    """Give a line for each choice, with the others in a comment."""
    for answer in answers.asked:
        if answer.option.is_lockable:
            others = ", ".join(_list_others(answer))
            yield f"  {answer.option.name}: {quote_value(answer.value)}" + (
                f"  # or {others}" if others else ""
            )


def _list_others(answer: Answer) -> Iterator[str]:
    """Give the choices that were not taken."""
    taken = answer.value if isinstance(answer.value, list) else [answer.value]
    return (choice.value for choice in answer.option.choices if choice.value not in taken)


def quote_value(value: object) -> str:
    """Return a value as YAML has it in a line."""
    return yaml.safe_dump([value], default_flow_style=True, width=10_000, allow_unicode=True)[1:-2]
