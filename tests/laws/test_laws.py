"""The template keeps its laws, and every law is seen to fail when it is broken."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.laws import laws
from tests.laws.house import House

ROOT = Path(__file__).parents[2]
CORE, DATABASE = "template/{{layer.core}}", "template/{{layer.database}}"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the template in which a fault may be planted."""
    shutil.copytree(ROOT / "template", tmp_path / "template")
    shutil.copy(ROOT / "copier.yml", tmp_path)
    return tmp_path


def plant(path: str, old: str, new: str) -> Callable[[Path], None]:
    """Return what replaces `old` in `path`, or writes `new` there when `old` is empty."""

    def replace(root: Path) -> None:
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        text = target.read_text() if target.exists() else ""
        assert old in text
        target.write_text(text.replace(old, new, 1) if old else text + new)

    return replace


FAULTS = [
    (
        laws.the_table_names_every_layer_and_nothing_else,
        plant("copier.yml", "    services:", "    servics:"),
    ),
    (
        laws.an_option_asks_in_its_own_layer,
        plant("template/{{layer.mail}}/fragments/env", "", "MAIL_URL=\n"),
    ),
    (
        laws.an_option_asks_in_its_own_layer,
        plant(f"{DATABASE}/question.yml", "", "cache:\n  help: Which?\n"),
    ),
    (
        laws.a_file_holds_few_conditionals,
        plant(f"{CORE}/a.jinja", "", "{% if a %}1{% endif %}" * 3),
    ),
    (
        laws.a_file_holds_few_conditionals,
        plant(f"{CORE}/a.jinja", "", "{% if a %}{% if b %}1{% endif %}{% endif %}"),
    ),
    (laws.a_file_holds_few_conditionals, plant(f"{CORE}/a.jinja", "", "{{ 1 if a else 2 }}")),
    (
        laws.a_layer_speaks_of_no_other_option,
        plant(f"{CORE}/a.jinja", "", "{% if database == 'sqlite' %}"),
    ),
    (
        laws.a_layer_speaks_of_no_other_option,
        plant(f"{DATABASE}/fragments/env", "", "{{ deploy }}"),
    ),
    (
        laws.layers_that_meet_never_write_the_same_file,
        plant(f"{DATABASE}/src/app/main.py", "", "# mine\n"),
    ),
    (
        laws.a_question_is_a_sentence_with_a_safe_first_answer,
        plant(f"{DATABASE}/question.yml", "keep its data?", "keep its data"),
    ),
    (
        laws.a_question_is_a_sentence_with_a_safe_first_answer,
        plant(f"{DATABASE}/question.yml", "default(['postgresql'])", "default(['sqlite'])"),
    ),
    (
        laws.an_option_can_be_locked,
        plant(f"{DATABASE}/question.yml", "'database', 'mariadb'", "'database', 'sqlite'"),
    ),
    (laws.an_option_can_be_locked, plant(f"{DATABASE}/question.yml", "  ask:", "  placeholder:")),
    (
        laws.copier_yml_holds_no_surprise,
        plant("copier.yml", "_subdirectory", "_tasks: [ls]\n_subdirectory"),
    ),
    (
        laws.copier_yml_holds_no_surprise,
        plant(f"{DATABASE}/question.yml", "  default:", "  defualt:"),
    ),
    (
        laws.copier_yml_holds_no_surprise,
        plant(f"{DATABASE}/question.yml", "  type:", "  type: int\n  type:"),
    ),
    (laws.every_include_is_a_line_of_its_own, plant("copier.yml", "{{layer.core}}/q", "*/q")),
    (laws.free_text_is_quoted, plant(f"{CORE}/a.jinja", "", "{{ description }}")),
    (
        laws.a_gathered_file_ends_in_a_fixed_line,
        plant(f"{CORE}/a.jinja", "", '{{ gather("env") }}\n'),
    ),
    (
        laws.every_file_has_one_owner,
        plant("copier.yml", "      - dev/seed.py", "      - dev/sead.py"),
    ),
    (laws.every_file_has_one_owner, plant("copier.yml", "- Makefile", "- dev/*.py")),
    (laws.every_file_has_one_owner, plant("copier.yml", "whole: [.github", "whole: [.gitlab")),
    (
        laws.a_file_that_ends_in_a_line_for_the_team_is_shared,
        plant("copier.yml", "      - compose.test.yml\n", ""),
    ),
    (
        laws.every_kind_of_delivery_knows_the_same_words,
        plant("template/{{layer.deploy_raft}}/fragments/words", "", "app=raft app\n"),
    ),
]


@pytest.mark.parametrize("law", laws.LAWS, ids=lambda law: law.__name__)
def test_the_template_keeps_the_law(law: laws.Law) -> None:
    assert list(law(House(ROOT))) == []


@pytest.mark.parametrize(
    ("law", "fault"), FAULTS, ids=[f"{law.__name__}-{n}" for n, (law, _) in enumerate(FAULTS)]
)
def test_the_law_is_seen_to_fail_when_it_is_broken(
    law: laws.Law, fault: Callable[[Path], None], copy: Path
) -> None:
    fault(copy)

    assert list(law(House(copy))) != []


def test_every_law_has_a_fault_that_breaks_it() -> None:
    assert {law for law, _ in FAULTS} == set(laws.LAWS)
