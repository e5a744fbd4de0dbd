"""The template is found beside the program, in a checkout or in a wheel."""

from pathlib import Path

import pytest

from backsmith import releases
from backsmith.errors import RenderFailed
from tests.conftest import ROOT


def test_a_checkout_uses_its_own_folders() -> None:
    release = releases.find_release()

    assert release.root == ROOT
    assert release.presets == ROOT / "presets"


def test_an_installation_without_its_template_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(releases, "HERE", tmp_path / "a/b")

    with pytest.raises(RenderFailed, match="template is missing"):
        releases.find_release()
