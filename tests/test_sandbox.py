"""Our sandbox gives templates what copier gives them, and nothing of the machine."""

from pathlib import Path
from typing import Any

import pytest
from jinja2 import TemplateError
from jinja2.exceptions import SecurityError
from jinja2_ansible_filters import core_filters

from backsmith.sandbox import FILTERS, Sandbox

CALLS: dict[str, list[tuple[Any, ...]]] = {
    "regex_search": [("shop-api", "^[a-z]+"), ("shop", "x"), ("a\nb", "a$")],
    "regex_replace": [("a.b", r"\.", r"\\"), (12, "1", "x"), ("é🚀", "(é)", r"<\1>")],
    "to_json": [({"a": [1, None, True]},), ('é"\n',), ([],)],
    "to_nice_yaml": [({"b": {"c": ["x", "y"]}, "a": "no"},), ({"é": "a: b\n🚀"},), ([],)],
}


@pytest.mark.parametrize("name", FILTERS)
def test_a_filter_gives_what_the_one_of_copier_gives(name: str) -> None:
    theirs = getattr(core_filters, name)

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
