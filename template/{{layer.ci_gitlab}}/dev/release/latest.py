"""Fetch the bill of materials of the latest release, from GitLab."""

import os

from httpx2 import Client

BILL = "sbom.cdx.json"


def fetch_bill(client: Client) -> bytes | None:
    """Return the bill as it lies with the release; nothing before the first release.

    Raises:
        HTTPStatusError: GitLab would not say, or the release has no bill.
    """
    project = f"{os.environ['CI_API_V4_URL']}/projects/{os.environ['CI_PROJECT_ID']}"
    token = {"JOB-TOKEN": os.environ["CI_JOB_TOKEN"]}
    releases = client.get(f"{project}/releases", headers=token).raise_for_status().json()
    if not releases:
        return None
    address = f"{project}/packages/generic/sbom/{releases[0]['tag_name']}/{BILL}"
    found = client.get(address, headers=token, follow_redirects=False)
    if found.has_redirect_location:  # where it lies nobody asks for our token, or should have it
        found = client.get(found.headers["Location"])
    return found.raise_for_status().content
