"""What comes from others is locked, old enough to have been looked at, and looked up again."""

import json
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DIGEST = "sha256:" + "a" * 64


@pytest.mark.promise("S83")
def test_every_package_is_locked_with_its_hash() -> None:
    lock = tomllib.loads((ROOT / "uv.lock").read_text())
    packages = [package for package in lock["package"] if "registry" in package["source"]]

    files = [file for package in packages for file in package.get("wheels", [])]

    assert len(files) >= len(packages) > 0
    assert not [file for file in files if not file["hash"].startswith("sha256:")]


@pytest.mark.promise("S83")
def test_the_image_is_built_from_the_lock() -> None:
    syncs = re.findall(r"uv sync.*", (ROOT / "Dockerfile").read_text())

    assert syncs
    assert not [line for line in syncs if "--locked" not in line or "--no-dev" not in line]


@pytest.mark.promise("S83")
def test_a_new_version_waits_for_a_week() -> None:
    rules = json.loads((ROOT / "renovate.json").read_text())

    assert rules["minimumReleaseAge"] == "7 days"
    assert rules["internalChecksFilter"] == "strict"
    assert "docker:pinDigests" in rules["extends"]


@pytest.mark.promise("S83")
def test_what_scans_the_image_is_pinned_by_renovate_and_found_again() -> None:
    [manager] = json.loads((ROOT / "renovate.json").read_text())["customManagers"]
    [text] = [(ROOT / name).read_text() for name in manager["managerFilePatterns"]]
    [pattern] = [re.compile(one.replace("(?<", "(?P<")) for one in manager["matchStrings"]]
    values = {"newValue": "v1.2.0", "newDigest": DIGEST}
    written = re.sub("[{]+[#/].*?[}]+", "", manager["autoReplaceStringTemplate"])

    [found] = pattern.finditer(text)
    again = pattern.fullmatch(re.sub(r"[{]+(\w+)[}]+", lambda word: values[word[1]], written))

    assert text.count(f" {manager['depNameTemplate']}:$(GRYPE_VERSION) ") == 1
    assert re.fullmatch(r"GRYPE_VERSION := v[\d.]+(@sha256:\w+)?", found[0])
    assert again
    assert again.groupdict() == {"currentValue": "v1.2.0", "currentDigest": DIGEST}


@pytest.mark.promise("S84")
def test_secrets_are_looked_for_at_each_commit() -> None:
    hooks = (ROOT / ".pre-commit-config.yaml").read_text()

    assert "entry: uv run --locked detect-secrets-hook" in hooks


@pytest.mark.promise("S84")
def test_a_weakness_has_an_address() -> None:
    assert re.search(r"<[^@<>\s]+@[^@<>\s]+>", (ROOT / "SECURITY.md").read_text())


@pytest.mark.promise("S84")
def test_every_promise_of_the_table_has_its_test_and_every_test_its_row() -> None:
    table = (ROOT / "docs" / "security.md").read_text()
    rows = set(re.findall(r"^\| (S\d+) \|", table, flags=re.M))
    tests = "".join(path.read_text() for path in (ROOT / "tests").rglob("test_*.py"))

    marked = set(re.findall(r"""promise\("(S\d+)"\)""", tests))

    assert rows == marked
