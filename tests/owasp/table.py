"""All planted faults, and docs/owasp.md, which tells which test notices which: `make owasp`."""

from collections.abc import Iterator
from pathlib import Path

from tests.owasp import bounds, rights, surroundings
from tests.owasp.fault import Fault

PAGE = Path(__file__).parents[2] / "docs" / "owasp.md"
RISKS = {
    "API1": "Broken object level authorization",
    "API2": "Broken authentication",
    "API3": "Broken object property level authorization",
    "API4": "Unrestricted resource consumption",
    "API5": "Broken function level authorization",
    "API6": "Unrestricted access to sensitive business flows",
    "API7": "Server side request forgery",
    "API8": "Security misconfiguration",
    "API9": "Improper inventory management",
    "API10": "Unsafe consumption of APIs",
}
FAULTS: list[Fault] = sorted(
    [*rights.FAULTS, *surroundings.FAULTS, *bounds.FAULTS], key=lambda fault: int(fault.risk[3:])
)
FIRST = "\n## API1:"  # what stands before it is written by hand


def draw_page() -> Iterator[str]:
    """Yield the page: a section a risk, a row a fault and way in."""
    yield PAGE.read_text().partition(FIRST)[0]
    for risk, title in RISKS.items():
        yield f"\n## {risk}: {title}\n\n| planted | over | turns red |\n| --- | --- | --- |\n"
        for fault in FAULTS:
            if fault.risk == risk:
                yield from draw_rows(fault)


def draw_rows(fault: Fault) -> Iterator[str]:
    """Yield the rows of one fault."""
    for way, node in fault.red.items():
        file, _, test = node.partition("::test_")
        yield f"| {fault.says} | {way} | `{file}`: {test.replace('_', ' ')} |\n"


if __name__ == "__main__":
    PAGE.write_text("".join([*draw_page()]))
