"""The words below `backsmith presets`: each leads to one command; a name by itself is shown."""

from pathlib import Path

import click

from backsmith.flags import PATH, complete_preset, take_json


class Presets(click.Group):
    """Takes a word that is no command as the name of a preset to show."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that `args` call, and the words that are left for it."""
        known = self.get_command(ctx, args[0]) or args[0].startswith("-")
        return super().resolve_command(ctx, args if known else ["show", *args])


@click.group(cls=Presets, invoke_without_command=True)
@take_json
@click.pass_context
def presets(context: click.Context, as_json: bool) -> None:
    """List, show, check and begin presets: a team's standard."""
    if context.invoked_subcommand is None:
        context.invoke(list_, as_json=as_json)


@presets.command("list")
@take_json
def list_(as_json: bool) -> None:
    """List the built-in presets, and what each is for."""
    from backsmith.commands.presets import list_all

    list_all(as_json)


@presets.command()
@click.argument(
    "name",
    metavar="NAME|FILE|URL",
    shell_complete=complete_preset,
    help="Built-in, written, or in a repository.",
)
@take_json
def show(name: str, as_json: bool) -> None:
    """Show all that a preset says, with what it extends."""
    from backsmith.commands.presets import show

    show(name, as_json)


@presets.command()
@click.argument("names", metavar="FILE...", nargs=-1, required=True, help="The presets to look at.")
@take_json
def validate(names: tuple[str, ...], as_json: bool) -> int:
    """Hold presets to their form: every fault in a line; exit 1 where there is one."""
    from backsmith.commands.validate_presets import validate

    return validate(names, as_json)


@presets.command()
def schema() -> None:
    """Give the JSON Schema of presets, for editors."""
    from backsmith.commands.init_preset import give_schema

    give_schema()


@presets.command()
@click.argument("project", required=False, default=".", type=PATH, help="Where it lies.")
@click.option(
    "-o",
    "--output",
    type=PATH,
    default="preset.yml",
    show_default=True,
    help="The file to write; its name is the preset's.",
)
def init(project: Path, output: Path) -> None:
    """Begin a preset with the choices of a project that exists."""
    from backsmith.commands.init_preset import init

    init(project, output)
