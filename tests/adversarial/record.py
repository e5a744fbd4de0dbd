"""Play every case with both tools and write docs/adversarial.md: `make adversarial`."""

import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path

from tests.adversarial.case import Case
from tests.adversarial.cases import CASES, GROUPS
from tests.adversarial.stage import make_stage
from tests.adversarial.verdict import BACKSMITH, COPIER, GOOD, Verdict, try_case

TOOLS = (COPIER, BACKSMITH)
AT_ONCE = 2
Results = Mapping[tuple[str, str], Verdict]
TEXT = Path(__file__).with_name("page.md")


def play(folder: Path, case: Case) -> dict[tuple[str, str], Verdict]:
    """Return how each tool does on `case`, played in the new folder `folder`."""
    stage = make_stage(case, folder / "stage")
    found = {}
    for tool in TOOLS:
        verdict, _ = try_case(tool, case, stage.copy(folder / tool))
        print(f"{tool}: {case.name}: {verdict}", file=sys.stderr, flush=True)
        found[tool, case.name] = verdict
    shutil.rmtree(folder)
    return found


def play_all() -> Results:
    """Return how each tool does on each case."""
    with (
        tempfile.TemporaryDirectory(prefix="adversarial-") as folder,
        ThreadPoolExecutor(AT_ONCE) as pool,
    ):
        places = [Path(folder) / str(number) for number in range(len(CASES))]
        return dict(item for found in pool.map(play, places, CASES) for item in found.items())


def write_page(results: Results) -> str:
    """Return the page that shows `results`."""
    return TEXT.read_text().format(
        counts=draw_counts(results),
        tables="\n".join(draw_group(title, results) for title in GROUPS),
        copier=version("copier"),
        backsmith=version("backsmith"),
        git=subprocess.check_output(["git", "--version"], text=True).strip(),
        python=platform.python_version(),
        system=platform.system(),
        minutes=max(1, len(CASES) // 12),
    )


def draw_counts(results: Results) -> str:
    """Return the table of how often each verdict was given."""
    rows = [f"| of {len(CASES)} cases | {' | '.join(f'`{tool} update`' for tool in TOOLS)} |"]
    rows.append("| --- |" + " --: |" * len(TOOLS))
    for verdict in Verdict:
        counts = [
            sum(results[tool, case.name] == verdict for case in CASES) for tool in TOOLS
        ]  # fmt: skip
        rows.append(f"| {show(verdict)} | {' | '.join(map(str, counts))} |")
    return "\n".join(rows)


def draw_group(title: str, results: Results) -> str:
    """Return the table of one group of cases."""
    rows = [f"## {title}\n", "| case | copier | backsmith |", "| --- | --- | --- |"]
    for case in GROUPS[title]:
        shown = " | ".join(show(results[tool, case.name]) for tool in TOOLS)
        rows.append(f"| {case.name} | {shown} |")
    return "\n".join(rows) + "\n"


def show(verdict: Verdict) -> str:
    """Return a verdict as the page has it: what is bad is set in bold."""
    return verdict.value if verdict in GOOD else f"**{verdict.value}**"


def main(words: Sequence[str]) -> None:
    """Write the page into the file that is named."""
    Path(words[0]).write_text(write_page(play_all()))


if __name__ == "__main__":
    main(sys.argv[1:])
