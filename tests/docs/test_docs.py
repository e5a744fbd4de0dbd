"""The documents say what is true: options, commands, targets and examples are the real ones."""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.docs.reference import read_options, write_reference
from tests.laws import laws
from tests.laws.house import House
from tests.rendered import render
from tests.sources.repositories import commit, start_repository

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
README = (ROOT / "README.md").read_text()
TUTORIAL = (ROOT / "docs/tutorial.md").read_text()


def read_console_commands(text: str) -> list[str]:
    """Return the commands that a page shows after a `$`, without their comments."""
    blocks = re.findall(r"^```console\n(.*?)^```", text, flags=re.M | re.S)
    lines = [line for block in blocks for line in block.splitlines() if line.startswith("$ ")]
    return [line.removeprefix("$ ").split("  #")[0].strip() for line in lines]


def read_block(text: str, language: str) -> str:
    """Return the first code block of a page in one language."""
    block: str = re.findall(rf"^```{language}\n(.*?)^```", text, flags=re.M | re.S)[0]
    return block


def test_the_line_that_the_tutorial_takes_out_is_there(tmp_path: Path) -> None:
    [(pattern, name)] = re.findall(r"sed -i '/(.+)/d' (\S+)", TUTORIAL)
    project = render(tmp_path / "service", {})

    assert sum(pattern in line for line in project.read(name).splitlines()) == 1


def test_the_reference_is_what_the_command_says() -> None:
    assert (ROOT / "docs/reference.md").read_text() == write_reference()


def test_the_readme_lists_every_option_with_its_choices() -> None:
    for option in read_options():
        if option.get("choices"):
            choices = ", ".join(f"`{choice['value']}`" for choice in option["choices"])
            assert f"| `{option['name']}` | {choices} |" in README


def test_every_choice_has_its_reason_and_every_flag_its_help() -> None:
    rows = [line for line in write_reference().splitlines() if line.startswith("| `")]

    assert [row for row in rows if not row.split("|")[2].strip()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_between_pages_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text())

    assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_make_target_that_a_page_names_exists(tmp_path: Path) -> None:
    pages = "\n".join(page.read_text() for page in PAGES)
    named = set(re.findall(r"^(?:\$ |    )?make ([a-z]+)", pages, flags=re.M))
    makefiles = (ROOT / "Makefile").read_text() + render(tmp_path / "service", {}).read("Makefile")

    assert named <= set(re.findall(r"^([a-z]+):", makefiles, flags=re.M))


IN_A_PROJECT = ("update", "change", "check", "undo", "explain")
ALL_SHOWN = [c for c in read_console_commands(README + TUTORIAL) if c.startswith("backsmith")]
SHOWN = [c for c in ALL_SHOWN if c.split()[1] not in IN_A_PROJECT]


@pytest.mark.parametrize("command", dict.fromkeys(SHOWN))
def test_the_commands_that_are_shown_work(command: str, tmp_path: Path) -> None:
    (tmp_path / "acme-payments.yml").write_text(read_block(TUTORIAL, "yaml"))
    words = shlex.split(command)[1:]
    if words[0] == "new" and "--defaults" not in words:
        words.append("--defaults")  # the interactive run has tests of its own, in a terminal
    done = subprocess.run(
        [sys.executable, "-m", "backsmith", *words, *(["--no-lock"] if words[0] == "new" else [])],
        cwd=tmp_path,
        text=True,
        capture_output=True,
        timeout=60,
    )

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("page", ["README.md", "docs/updating.md"])
def test_the_commands_that_are_shown_work_in_a_project(page: str, tmp_path: Path) -> None:
    shown = read_console_commands((ROOT / page).read_text())
    commands = [shlex.split(c, comments=True) for c in shown if c.startswith("backsmith")]
    project = tmp_path / "shop"
    git = start_repository(project)
    render(project / "new", {}, "--template-version", "v0.1.0")
    for path in (project / "new").iterdir():
        path.rename(project / path.name)
    git.ask("config", "user.name", "Ada")
    git.ask("config", "user.email", "ada@example.com")
    commit(git, {})

    for words in commands:
        if words[1] not in IN_A_PROJECT or set(words) & {"--continue", "--abort", "--verify"}:
            continue  # these have tests of their own
        if words[1:] == ["change"]:
            continue  # so has the conversation
        if words[1] == "update" and "--dry-run" not in words:
            words.append("--yes")
        done = subprocess.run(
            [sys.executable, "-m", "backsmith", *words[1:]],
            cwd=project,
            text=True,
            capture_output=True,
            timeout=60,
        )
        assert done.returncode == 0, f"{words}: {done.stderr}"
        commit(git, {})


def test_the_option_of_the_guide_keeps_the_laws_and_renders(tmp_path: Path) -> None:
    guide = (ROOT / "docs/adding-an-option.md").read_text()
    question, table = re.findall(r"^```yaml\n(.*?)^```", guide, flags=re.M | re.S)
    shutil.copytree(ROOT / "template", tmp_path / "template")
    for layer in ("mail", "mail_smtp"):
        (tmp_path / "template" / f"{{{{layer.{layer}}}}}").mkdir()
    (tmp_path / "template/{{layer.mail}}/question.yml").write_text(question)
    (tmp_path / "template/{{layer.mail_smtp}}/mail.md").write_text("# Mail\n")
    copier_yml = (ROOT / "copier.yml").read_text()
    include = "!include template/{{layer.license}}/question.yml\n---\n"
    copier_yml = (
        copier_yml.replace(
            include, f"{include}!include template/{{{{layer.mail}}}}/question.yml\n---\n"
        )
        + table
    )
    (tmp_path / "copier.yml").write_text(copier_yml)

    faults = [fault for law in laws.LAWS for fault in law(House(tmp_path))]
    command = [
        sys.executable,
        "-m",
        "copier",
        "copy",
        "--quiet",
        "--defaults",
        "-d",
        "mail=smtp",
        str(tmp_path),
        str(tmp_path / "out"),
    ]
    done = subprocess.run(command, text=True, capture_output=True, timeout=60)

    assert faults == []
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out/mail.md").exists()
    assert yaml.safe_load((tmp_path / "out/.copier-answers.yml").read_text())["mail"] == "smtp"
