"""Every file that a tool will read is one that the tool accepts, and a bad one is told apart."""

import functools
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.delivery.validators import VALIDATORS, Validator, has_compose
from tests.matrix.covering import Row, make_rows
from tests.rendered import Rendered, describe, render

pytestmark = pytest.mark.slow
ROWS = [
    *make_rows(1),
    *(pytest.param(row, marks=pytest.mark.matrix) for row in make_rows(2)),
]

FAULTS = [
    ("hadolint", "Dockerfile", "WORKDIR /app\nCOPY migrations", "WORKDIR app\nCOPY migrations"),
    ("hadolint", "Dockerfile", 'ENTRYPOINT ["app"]', "ENTRYPOINT app"),
    ("yamllint", "compose.yml", "networks:\n  front:", "networks:\n  front:\n  front:"),
    ("actionlint", ".github/workflows/ci.yml", "matrix.python }}", "matrix.pyton }}"),
    ("actionlint", ".github/workflows/codeql.yml", "runs-on: ubuntu-24.04", "runs-on: ubuntu-1.0"),
    (
        "zizmor",
        ".github/workflows/audit.yml",
        "checkout@3d3c42e5aac5ba805825da76410c181273ba90b1",
        "checkout@v7",
    ),
    ("zizmor", ".github/workflows/ci.yml", "permissions: {}\n", "permissions: write-all\n"),
    ("zizmor", ".github/workflows/ci.yml", "run: make check", "run: echo ${{ github.head_ref }}"),
    ("gitlab-ci", ".gitlab-ci.yml", "  parallel:\n", "  paralel:\n"),
    ("gitlab-ci", ".gitlab-ci.yml", "  interruptible: true\n", "  interruptible: maybe\n"),
    ("compose-spec", "compose.yml", "  cap_drop: [ALL]", "  cap_drop: ALL"),
    ("renovate", "renovate.json", '"prConcurrentLimit": 5', '"prConcurrentLimit": "five"'),
    ("shellcheck", "deploy/secrets.sh", 'mkdir -p "$SECRETS_DIR"', "mkdir -p $SECRETS_DIR"),
    ("caddy", "deploy/Caddyfile", "read_header 10s", "read_header soon"),
]


def require(validator: Validator) -> None:
    """Skip the test where the program is not on this machine."""
    if validator.find() is None:
        pytest.skip(f"{validator.program} is not on this machine")


@pytest.fixture(scope="module")
def project_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Rendered]:
    """A project for some answers, rendered once."""

    @functools.cache
    def make(name: str) -> Rendered:
        row = next(row for row in [*make_rows(1), *make_rows(2)] if describe(row) == name)
        return render(tmp_path_factory.mktemp("formats") / "service", row)

    return make


@pytest.mark.parametrize("row", ROWS, ids=describe)
@pytest.mark.parametrize("name", VALIDATORS)
def test_what_is_rendered_is_accepted(
    name: str, row: Row, project_of: Callable[[str], Rendered]
) -> None:
    require(VALIDATORS[name])

    assert VALIDATORS[name].judge(project_of(describe(row))) == ""


@pytest.mark.parametrize("name", VALIDATORS)
def test_what_a_preset_brings_is_accepted(name: str, tmp_path: Path) -> None:
    require(VALIDATORS[name])

    assert VALIDATORS[name].judge(render(tmp_path / "service", {}, preset="startup")) == ""


@pytest.mark.parametrize(("name", "file", "old", "new"), FAULTS)
def test_a_bad_file_is_told_apart(name: str, file: str, old: str, new: str, tmp_path: Path) -> None:
    require(VALIDATORS[name])
    project = render(tmp_path / "service", {"ci": "gitlab"} if "gitlab" in file else {})
    path = project.root / file
    assert old in path.read_text()
    assert VALIDATORS[name].judge(project) == ""

    path.write_text(path.read_text().replace(old, new, 1))

    assert VALIDATORS[name].judge(project) != ""


@pytest.mark.parametrize("row", ROWS, ids=describe)
def test_docker_compose_reads_what_is_rendered(
    row: Row, project_of: Callable[[str], Rendered]
) -> None:
    if not has_compose():
        pytest.skip("docker compose is not on this machine")
    project = project_of(describe(row))
    files = [name for name in ("compose.yml", "compose.test.yml") if name in project.files()]

    for name in files:
        done = project.run(
            "env", "SECRETS_DIR=./secrets", "docker", "compose", "--file", name, "config", "--quiet"
        )
        assert (done.returncode, done.stderr) == (0, "")


def test_compose_without_secrets_says_what_to_do(tmp_path: Path) -> None:
    if not has_compose():
        pytest.skip("docker compose is not on this machine")
    project = render(tmp_path / "service", {})

    done = project.run("docker", "compose", "config", "--quiet")

    assert done.returncode != 0
    assert "run make secrets first" in done.stderr
