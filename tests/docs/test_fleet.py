"""The fleet page's own script updates several repositories; its Renovate settings can be read.

Renovate's own validator is 324 MB of npm packages: it is not run here.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.adversarial.case import MINE, Case, append, write
from tests.adversarial.stage import make_stage
from tests.origin import RENOVATE, git
from tests.rendered import clean_environment

PAGE = (Path(__file__).parents[2] / "docs/fleet.md").read_text()
SECONDS = 1200
BODY = "".join(f"line {n}\n" for n in range(1, 21))
CHECK = "check:\n\t@test -s a.txt && test ! -e forbidden\n"
V1 = {"a.txt": BODY, "Makefile": CHECK}
V2 = {"a.txt": BODY.replace("line 3\n", "third line\n")}
BRANCH = "backsmith/update-to-v2.0.0"
PROJECTS = {
    "clean": Case("a line elsewhere", V1, V2, (append("a.txt"),), ()),
    "conflict": Case("the same line", V1, V2, (write("a.txt", BODY.replace("3\n", "4\n")),), ()),
    "newest": Case("no second version", V1, {}, (append("a.txt"),), ()),
    "red": Case("a check that fails", V1, V2, (write("forbidden", f"{MINE}\n"),), ()),
}
# What Renovate's documentation names; the page may not use another key.
KEYS = {"$schema", "extends", "enabledManagers", "copier", "packageRules"}
RULE_KEYS = {"matchManagers", "minimumReleaseAge", "groupName"}


def read_block(language: str) -> str:
    """Return the one code block of the page in a language."""
    [block] = re.findall(rf"^```{language}\n(.*?)^```", PAGE, flags=re.M | re.S)
    return str(block)


@dataclass(frozen=True)
class Fleet:
    """Several bare repositories, and the script of the page beside them."""

    folder: Path

    def add(self, name: str, project: Path) -> str:
        """Make a bare repository of a project, and return its URL."""
        origin = self.folder / f"{name}.git"
        git("clone", "--quiet", "--bare", str(project), str(origin), cwd=self.folder)
        return f"file://{origin}"

    def run(self, *urls: str) -> subprocess.CompletedProcess[str]:
        """Run the script of the page on some of them."""
        script = self.folder / "update-fleet.sh"
        script.write_text(read_block("sh"))
        return subprocess.run(
            ["sh", str(script), *urls],
            env=self.make_environment(),
            text=True,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=SECONDS,
        )

    def make_environment(self) -> Mapping[str, str]:
        """Return what the script sees: the real command, a home with a name for the commits."""
        home = self.folder / "home"
        home.mkdir(exist_ok=True)
        (home / ".gitconfig").write_text("[user]\n\tname = Ada\n\temail = ada@example.com\n")
        kept = {k: v for k, v in clean_environment().items() if not k.startswith(("GIT_", "XDG_"))}
        path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
        return kept | {"HOME": str(home), "PATH": path, "TMPDIR": str(self.make_temporary())}

    def make_temporary(self) -> Path:
        """Return the folder for what the script throws away."""
        folder = self.folder / "temporary"
        folder.mkdir(exist_ok=True, mode=0o755)
        return folder

    def find_branches(self, name: str) -> dict[str, str]:
        """Return the branches of a repository that backsmith has pushed, each with its commit."""
        form = "--format=%(refname:strip=2) %(objectname)"
        listed = git("for-each-ref", form, "refs/heads/backsmith/", cwd=self.folder / f"{name}.git")
        return dict(line.split() for line in listed.splitlines())


@pytest.fixture
def fleet(tmp_path: Path) -> Fleet:
    """An empty fleet, in a folder that anybody may enter."""
    tmp_path.chmod(0o755)
    return Fleet(tmp_path)


@pytest.fixture
def urls(fleet: Fleet) -> dict[str, str]:
    """The URLs of a fleet of small projects, by what is special about each."""
    return {
        name: fleet.add(name, make_stage(case, fleet.folder / f"stage-{name}").project)
        for name, case in PROJECTS.items()
    }


@pytest.mark.slow
def test_the_script_pushes_a_branch_where_the_update_holds_and_names_the_rest(
    fleet: Fleet, urls: dict[str, str]
) -> None:
    done = fleet.run(*urls.values())

    pushed = {name: list(fleet.find_branches(name)) for name in urls}
    assert pushed == {"clean": [BRANCH], "conflict": [], "newest": [], "red": []}, done.stderr
    named = re.findall(r"^left as it is: (.*)$", done.stderr, flags=re.M)
    assert (done.returncode, named) == (3, [urls["conflict"], urls["red"]])
    merged = git("show", f"{BRANCH}:a.txt", cwd=fleet.folder / "clean.git")
    assert "third line" in merged.splitlines()
    assert MINE in merged.splitlines()
    assert list(fleet.make_temporary().iterdir()) == []


@pytest.mark.slow
def test_the_script_may_run_again_before_anybody_has_merged(
    fleet: Fleet, urls: dict[str, str]
) -> None:
    fleet.run(urls["clean"])
    before = fleet.find_branches("clean")

    done = fleet.run(urls["clean"], urls["newest"])

    assert (done.returncode, fleet.find_branches("clean")) == (0, before), done.stderr


@pytest.mark.slow
def test_the_script_updates_a_service_of_our_own_template(fleet: Fleet) -> None:
    words = ("--defaults", "-d", "database=sqlite", "--template-version", "v0.1.0")
    made = subprocess.run(
        [sys.executable, "-m", "backsmith", "new", "shop", *words],
        cwd=fleet.folder,
        env=dict(fleet.make_environment()),
        text=True,
        capture_output=True,
        timeout=SECONDS,
    )
    assert made.returncode == 0, made.stderr
    url = fleet.add("own", fleet.folder / "shop")
    shutil.rmtree(fleet.folder / "shop")

    done = fleet.run(url)

    assert done.returncode == 0, done.stderr
    assert len(fleet.find_branches("own")) == 1


def test_the_settings_for_renovate_have_no_key_that_it_does_not_know() -> None:
    settings: dict[str, Any] = json.loads(read_block("json"))

    assert set(settings) - KEYS == set()
    assert [set(rule) - RULE_KEYS for rule in settings["packageRules"]] == [set()]
    assert settings["enabledManagers"] == settings["packageRules"][0]["matchManagers"] == ["copier"]


def test_the_page_names_what_renovate_runs() -> None:
    assert f"copier update {' '.join(RENOVATE)} TAG" in PAGE
