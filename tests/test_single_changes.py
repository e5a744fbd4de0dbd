"""Every answer that differs from the default, alone, renders with plain copier and without trust.

pytest-copie renders as an unsafe template would be, so that no trust is needed is checked apart.
"""

from pathlib import Path

import pytest
from copier import Settings, run_copy
from pytest_copie.plugin import Copie

from backsmith.answers import fill, take_default
from backsmith.inspection import inspect_tree
from backsmith.lay import lay, make_plan
from backsmith.presets import NO_PRESET
from backsmith.template import OpenTemplate
from tests.conftest import ROOT, list_files
from tests.test_lay import single_changes


@pytest.mark.slow
def test_every_single_change_renders_with_plain_copier_what_our_own_renderer_lays(
    copie: Copie, template: OpenTemplate, tmp_path: Path
) -> None:
    for number, given in enumerate(single_changes(template)):
        form = template.make_form(NO_PRESET, given, {})
        ours = tmp_path / str(number)
        ours.mkdir()
        lay(make_plan(template.catalog, template.sandbox, fill(form, take_default)), ours)

        result = copie.copy({**given, **form.hidden}, template_dir=template.release.root)

        assert result.exception is None, f"{given}: {result.exception}"
        assert result.exit_code == 0
        assert result.project_dir is not None
        assert len(inspect_tree(result.project_dir)) > 60
        assert list_files(ours) == list_files(result.project_dir)


def test_plain_copier_needs_no_trust(template: OpenTemplate, tmp_path: Path) -> None:
    run_copy(
        str(template.release.root), tmp_path / "out",
        defaults=True, quiet=True, unsafe=False, settings=Settings(trust=[]),
    )  # fmt: skip

    assert (tmp_path / "out/.copier-answers.yml").exists()
    names = {line.split(":")[0] for line in (ROOT / "copier.yml").read_text().splitlines()}
    assert not names & {"_tasks", "_migrations", "_jinja_extensions"}
