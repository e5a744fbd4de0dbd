"""What the page about presets shows is sound, and it leaves out no word of the format."""

import re
from pathlib import Path

import pytest
import yaml

from backsmith.presets import chain, read_policy, remote
from backsmith.presets.check_form import ABOUT, KINDS
from backsmith.presets.document import KEYS
from backsmith.presets.words import MOST_SIGNS_IN_PART
from backsmith.template import OpenTemplate
from backsmith.waivers import read_waivers
from tests.conftest import ROOT

PAGES = {name: (ROOT / name).read_text() for name in ("docs/presets.md", "docs/tutorial.md")}
PAGE = PAGES["docs/presets.md"]
BLOCKS = [
    b for t in PAGES.values() for b in re.findall(r"^```yaml\n(.*?)^```", t, flags=re.M | re.S)
]
PRESETS = [block for block in BLOCKS if "apiVersion" in block]


@pytest.mark.parametrize("text", PRESETS)
def test_every_preset_that_is_shown_is_sound(
    template: OpenTemplate, text: str, tmp_path: Path
) -> None:
    (tmp_path / "shown.yml").write_text(text)

    assert template.find_preset(str(tmp_path / "shown.yml")).name == "acme-payments"


def test_the_waivers_that_are_shown_are_read(tmp_path: Path) -> None:
    (block,) = [block for block in BLOCKS if block.startswith("waive:")]
    (tmp_path / ".backsmith.yml").write_text(block)

    assert [waiver.id for waiver in read_waivers(tmp_path)] == ["python"]


def test_the_policy_that_is_shown_is_one_in_form() -> None:
    (block,) = [block for block in BLOCKS if block.startswith("policy:")]

    assert read_policy(yaml.safe_load(block)["policy"])["lock"] == {"database": "postgresql"}


@pytest.mark.parametrize("word", [*KEYS, *KINDS, *ABOUT])
def test_every_word_of_the_format_is_explained(word: str) -> None:
    assert re.search(rf"(`|^|[{{ ]){word}[:`]", PAGE, flags=re.M)


def test_the_limits_that_are_told_are_the_real_ones() -> None:
    assert f"more than {chain.MOST_DEPTH} presets deep and more than {chain.MOST_DOCUMENTS}" in PAGE
    assert f"after {remote.SECONDS} seconds, or at {remote.MOST_FETCHED >> 20} MB" in PAGE
    assert MOST_SIGNS_IN_PART == 2
