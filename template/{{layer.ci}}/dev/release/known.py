"""Look up known vulnerabilities of what was released last, as its bill of materials lists it."""

import json
import sys
from collections.abc import Iterator
from typing import Any

from httpx2 import Client

from dev.release.latest import fetch_bill

OSV = "https://api.osv.dev"
TIMEOUT_SECONDS = 30
MOST_AT_ONCE = 1000  # questions in one request; OSV takes no more


class NotLookedUp(Exception):
    """Nobody can say whether there are vulnerabilities: that is no reason to be content."""


def read_packages(bill: bytes) -> list[str]:
    """Return the package URLs of a CycloneDX document.

    Raises:
        NotLookedUp: it lists no package, or one that cannot be looked up.
    """
    components: list[dict[str, Any]] = json.loads(bill).get("components", [])
    nameless = [part["name"] for part in components if not part.get("purl")]
    if nameless or not components:
        raise NotLookedUp(f"the bill has no address for: {', '.join(nameless) or 'anything'}")
    return [part["purl"] for part in components]


def find_flaws(client: Client, packages: list[str]) -> Iterator[str]:
    """Yield each package that has known flaws, with their ids.

    Raises:
        NotLookedUp: the answer does not tell of every package.
    """
    for start in range(0, len(packages), MOST_AT_ONCE):
        some = packages[start : start + MOST_AT_ONCE]
        queries = [{"package": {"purl": package}} for package in some]
        answer = client.post("/v1/querybatch", json={"queries": queries}).raise_for_status()
        results = answer.json().get("results", [])
        if len(results) != len(some):
            raise NotLookedUp(f"asked about {len(some)} packages, heard of {len(results)}")
        for package, result in zip(some, results, strict=True):
            flaws = [flaw["id"] for flaw in result.get("vulns", [])]
            if flaws or result.get("next_page_token"):
                yield f"{package}: {', '.join(flaws) or 'more than fits into an answer'}"


def main() -> int:
    """Print what is known; 1 if there is something. Before the first release there is nothing."""
    with Client(timeout=TIMEOUT_SECONDS, follow_redirects=True) as client:
        bill = fetch_bill(client)
    if bill is None:
        print("Nothing has been released yet.")
        return 0
    with Client(base_url=OSV, timeout=TIMEOUT_SECONDS) as client:
        flaws = list(find_flaws(client, read_packages(bill)))
    for line in flaws:
        print(line)
    return bool(flaws)


if __name__ == "__main__":
    sys.exit(main())
