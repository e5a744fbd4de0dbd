"""Fetch the bill of materials of the latest release, from GitHub."""

import os

from httpx2 import Client

BILL = "sbom.cdx.json"


class BillMissing(Exception):
    """The latest release does not say what is in it."""


def fetch_bill(client: Client) -> bytes | None:
    """Return the bill as it lies with the release; nothing before the first release.

    Raises:
        BillMissing: there is a release, without a bill.
        HTTPStatusError: GitHub would not say.
    """
    api, repository = os.environ["GITHUB_API_URL"], os.environ["GITHUB_REPOSITORY"]
    client.headers["Authorization"] = f"Bearer {os.environ['GITHUB_TOKEN']}"
    answer = client.get(f"{api}/repos/{repository}/releases").raise_for_status()
    releases = [one for one in answer.json() if not one["draft"] and not one["prerelease"]]
    if not releases:
        return None
    addresses = [asset["url"] for asset in releases[0]["assets"] if asset["name"] == BILL]
    if not addresses:
        raise BillMissing(f"{releases[0]['tag_name']} was released without {BILL}")
    content = {"Accept": "application/octet-stream"}  # without it, a description of the file comes
    return client.get(addresses[0], headers=content).raise_for_status().content
