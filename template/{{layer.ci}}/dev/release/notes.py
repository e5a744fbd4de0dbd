"""Write what the changelog says of a version to `dist/changes.md`: `make notes`, with VERSION."""

import os
import re
import sys
import tomllib
from pathlib import Path

TARGET = Path("dist", "changes.md")


class NotReleasable(Exception):
    """The tag, the project and the changelog do not say the same."""


def read_notes(tag: str, project: str, changelog: str) -> str:
    """Return the section of `tag` in a changelog.

    Raises:
        NotReleasable: the project has another version, or nothing was written about this one.
    """
    version = tomllib.loads(project)["project"]["version"]
    if tag != f"v{version}":
        raise NotReleasable(f"the tag is {tag}, and pyproject.toml says {version}")
    _, *sections = re.split(r"^## +", changelog, flags=re.M)
    texts = {name: text.strip() for name, text in map(split_section, sections)}
    if not texts.get(version):
        raise NotReleasable(f"CHANGELOG.md says nothing below a heading: ## {version}")
    return texts[version] + "\n"


def split_section(section: str) -> tuple[str, str]:
    """Return the first word of the heading, and what stands below it."""
    heading, _, text = section.partition("\n")
    return heading.split(" ")[0], text


def main() -> int:
    """Write the notes; 1 and a reason where there are none."""
    tag = os.environ.get("VERSION", "")
    try:
        section = read_notes(
            tag, Path("pyproject.toml").read_text(), Path("CHANGELOG.md").read_text()
        )
    except NotReleasable as refusal:
        print(f"error: {refusal}", file=sys.stderr)
        return 1
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(section)
    return 0


if __name__ == "__main__":
    sys.exit(main())
