"""Build what each overlay says, and hold it to the schemas of the newest versions of Kubernetes."""

import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import kubernetes_validate  # type: ignore[import-untyped]
import yaml
from kubernetes_validate.utils import (  # type: ignore[import-untyped]
    all_versions,
    major_minor,
)

OVERLAYS = Path(__file__).parents[1] / "deploy" / "kubernetes" / "overlays"
PLACES = sorted(path.name for path in OVERLAYS.iterdir() if path.is_dir())
KUBECTL = Path(sys.executable).with_name("kubectl")
VERSIONS = list(dict.fromkeys(map(major_minor, all_versions())))[-3:]
# Kinds that clusters learn from elsewhere, so that no schema is at hand.
UNKNOWN = {"ExternalSecret", "HTTPRoute", "SealedSecret"}

Manifest = dict[str, Any]


@cache
def build(place: str) -> list[Manifest]:
    """Return the manifests of a place, as kustomize builds them."""
    command = [str(KUBECTL), "kustomize", str(OVERLAYS / place)]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603
    return list(yaml.safe_load_all(text))


def find_fault(manifest: Manifest, version: str) -> str:
    """Return what that version of Kubernetes would refuse in a manifest; nothing if it is right."""
    name = f"{manifest['kind']} {manifest['metadata']['name']}"
    if manifest["kind"] in UNKNOWN:
        return ""
    try:
        kubernetes_validate.validate(manifest, version, strict=True)
    except kubernetes_validate.ValidationError as error:
        return f"{name}: {'.'.join(map(str, error.path))}: {error.message}"
    except kubernetes_validate.SchemaNotFoundError:
        return f"{name}: Kubernetes {version} knows no such kind"
    return ""


def main() -> int:
    """Say what is wrong; 1 if something is."""
    faults = 0
    for place in PLACES:
        manifests = build(place)
        for version in VERSIONS:
            found = list(filter(None, (find_fault(manifest, version) for manifest in manifests)))
            faults += len(found)
            print("\n".join(found) or f"{place}: {len(manifests)} are right for {version}")
    return min(faults, 1)


if __name__ == "__main__":
    sys.exit(main())
