"""What a project remembers names its template, without a path of this machine or a secret."""

from pathlib import Path

import pytest
import yaml
from copier import Settings, run_copy

from backsmith.template import OpenTemplate

SOURCES = {
    "https://ada:secret@example.com/team/backsmith.git": "https://example.com/team/backsmith.git",
    "https://secret@example.com/backsmith.git": "https://example.com/backsmith.git",
    "git@example.com:team/backsmith.git": "git@example.com:team/backsmith.git",
    "gh:team/backsmith": "gh:team/backsmith",
    "": "backsmith",
}


@pytest.mark.parametrize("source", SOURCES)
def test_a_source_is_recorded_without_its_secret(
    template: OpenTemplate, source: str, tmp_path: Path
) -> None:
    run_copy(
        str(template.release.root), tmp_path / "out", data={"source": source, "release": "v9.9.9"},
        defaults=True, quiet=True, settings=Settings(),
    )  # fmt: skip

    recorded = yaml.safe_load((tmp_path / "out/.copier-answers.yml").read_text())
    assert recorded["_src_path"] == SOURCES[source]
    assert recorded["_commit"] == "v9.9.9"
    assert not {"source", "release", "layer", "menu"} & set(recorded)


def test_the_template_is_never_recorded_as_a_folder(template: OpenTemplate, tmp_path: Path) -> None:
    run_copy(
        str(template.release.root), tmp_path / "out",
        defaults=True, quiet=True, settings=Settings(),
    )  # fmt: skip

    assert str(template.release.root) not in (tmp_path / "out/.copier-answers.yml").read_text()
