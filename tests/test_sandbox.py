"""Our sandbox gives templates what copier gives them, and nothing of the machine."""

import resource
from pathlib import Path
from typing import Any

import pytest
from jinja2 import TemplateError
from jinja2.exceptions import SecurityError
from jinja2_ansible_filters import core_filters

from backsmith.bounds import Bounds
from backsmith.errors import RenderFailed
from backsmith.sandbox import FILTERS, Sandbox

CALLS: dict[str, list[tuple[Any, ...]]] = {
    "from_json": [('{"a": [1, null, true]}',), ('"é"',)],
    "from_yaml": [("a: [1, null, no]\n",), ("services:\n",), ("",), ("'é'",)],
    "regex_search": [("shop-api", "^[a-z]+"), ("shop", "x"), ("a\nb", "a$")],
    "regex_replace": [("a.b", r"\.", r"\\"), (12, "1", "x"), ("é🚀", "(é)", r"<\1>")],
    "to_json": [({"a": [1, None, True]},), ('é"\n',), ([],)],
    "to_nice_json": [({"b": {"c": ["x", "é"]}, "a": None},), ({"a": []}, 2), ([],)],
    "to_nice_yaml": [({"b": {"c": ["x", "y"]}, "a": "no"},), ({"é": "a: b\n🚀"},), ([],)],
}


@pytest.mark.parametrize("name", FILTERS)
def test_a_filter_gives_what_the_one_of_copier_gives(name: str) -> None:
    theirs = core_filters.FilterModule().filters()[name]

    for arguments in CALLS[name]:
        assert FILTERS[name](*arguments) == theirs(*arguments)


@pytest.mark.parametrize("text", ["{{ ''.__class__ }}", "{{ x.__init__.__globals__ }}"])
def test_no_template_reaches_into_python(text: str, tmp_path: Path) -> None:
    with pytest.raises(SecurityError):
        Sandbox(tmp_path).render(text + "{{ y }}", {"x": Sandbox, "y": 1})


@pytest.mark.parametrize("name", ["../secret", "/etc/hostname", "missing"])
def test_no_template_reads_a_file_outside(name: str, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    (tmp_path / "root").mkdir()

    with pytest.raises(TemplateError):
        Sandbox(tmp_path / "root").render(f"{{% include '{name}' %}}", {})


def test_an_unknown_name_is_an_error_and_never_nothing(tmp_path: Path) -> None:
    with pytest.raises(TemplateError):
        Sandbox(tmp_path).render("{{ missing }}", {})


ENDLESS = "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"
HUGE = "{{ 'x' * size }}"


def test_a_template_of_somebody_else_ends_in_time(tmp_path: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_CPU)
    sandbox = Sandbox(tmp_path, Bounds(seconds=1))

    with pytest.raises(RenderFailed, match="more time"):
        sandbox.render(ENDLESS, {})

    assert sandbox.render("{{ 1 + 1 }}", {}) == "2"
    assert resource.getrlimit(resource.RLIMIT_CPU) == before


@pytest.mark.parametrize("text", [HUGE, "{{ 'x' * 3000000000 }}", "{{ 'x' * 10 ** 30 }}"])
def test_a_template_of_somebody_else_gets_no_more_memory(text: str, tmp_path: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_AS)
    (tmp_path / "huge").write_text(text)
    sandbox = Sandbox(tmp_path, Bounds(megabytes=64))

    with pytest.raises(RenderFailed, match="more memory"):
        sandbox.render(text, {"size": 3_000_000_000})
    with pytest.raises(RenderFailed, match="more memory"):
        sandbox.render_file("huge", {"size": 3_000_000_000})

    assert resource.getrlimit(resource.RLIMIT_AS) == before
