"""`backsmith presets init`: write a preset from the choices of a project that exists."""

from pathlib import Path

from backsmith.errors import DestinationRefused, FileRefused
from backsmith.presets.beginning import write_beginning
from backsmith.presets.words import explain_id
from backsmith.project import find_project
from backsmith.say import give, quote, tell
from backsmith.template import open_template


def init(project: Path, output: Path) -> None:
    """Write the preset of a project's choices to `output`, which must not exist.

    Raises:
        FileRefused: the file's name cannot name a preset.
        DestinationRefused: something lies there already.
    """
    if output.suffix != ".yml" or explain_id(output.stem):
        raise FileRefused(
            f"{quote(output.name)} cannot be the file of a preset.",
            "Name it in small letters, digits and hyphens: acme-payments.yml",
        )
    found, template = find_project(project), open_template()
    answers = template.recall(found.recorded)
    text = write_beginning(output.stem, answers, template.release.version)
    try:
        with output.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise DestinationRefused(
            f"{output} is there already.", "Name another file: --output acme-payments.yml"
        ) from error
    tell(f"Written: {output}, from the choices of {answers.values['project_name']}.")
    tell("Change it, then hold it to its form:")
    tell(f"  backsmith presets validate {output}")


def give_schema() -> None:
    """Give the JSON Schema of presets, for editors."""
    from backsmith.presets.schema import write_schema

    give(write_schema(open_template().catalog).rstrip("\n"))
