"""What a shell may complete: the answers of `-d`, the names of presets, the versions."""

from collections.abc import Iterator

from backsmith.presets import list_presets
from backsmith.releases import open_history
from backsmith.template import open_template


def list_answers() -> Iterator[str]:
    """Give every `option=`, and every `option=choice` of those that take one choice."""
    for option in open_template().catalog.asked:
        yield f"{option.name}="
        if not option.several:
            yield from (f"{option.name}={choice.value}" for choice in option.choices)


def list_names() -> list[str]:
    """Return the names of the built-in presets."""
    return [path.stem for path in list_presets(open_template().release.presets)]


def list_versions() -> tuple[str, ...]:
    """Return the versions of the template that can be rendered here."""
    return open_history("backsmith").list_versions()
