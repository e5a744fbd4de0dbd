"""A stranger's template is rendered as copier does it, and recorded as the project had it."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from backsmith.errors import AnswerRefused, RenderFailed, SourceUntrusted
from backsmith.releases import open_history
from backsmith.render import render_again
from tests.conftest import list_files
from tests.foreign.conftest import QUESTIONS, Foreign
from tests.sources.repositories import ANSWERS, commit

SEP = "{{ _copier_conf.sep }}"


def read_answers(folder: Path, name: str = ".copier-answers.yml") -> dict[str, object]:
    """Return what a render has recorded."""
    found: dict[str, object] = yaml.safe_load((folder / name).read_text())
    return found


def test_each_version_renders_with_the_recorded_answers(foreign: Foreign) -> None:
    foreign.release("v1.0.0", **{"a.txt.jinja": "{{ name }} {{ size }}\n"})
    foreign.release("v2.0.0", QUESTIONS + "more: {default: yes}\n", **{"b.txt.jinja": "{{ more }}"})

    old = foreign.render("v1.0.0", name="depot", size=7)
    new = foreign.render("v2.0.0", name="depot", size=7)

    assert (old / "a.txt").read_text() == (new / "a.txt").read_text() == "depot 7\n"
    assert read_answers(old) == {
        "_commit": "v1.0.0", "_src_path": foreign.address, "name": "depot", "size": 7,
    }  # fmt: skip
    assert read_answers(new)["_commit"] == "v2.0.0"
    assert read_answers(new)["more"] is True


@pytest.mark.slow
def test_what_is_recorded_is_the_word_of_the_project(foreign: Foreign) -> None:
    foreign.release("v1.0.0", **{"about.txt.jinja": "{{ _copier_answers._src_path }}"})
    bare = str(foreign.git.folder)
    project = foreign.make_project("v1.0.0", bare)
    release = open_history(bare).open("v1.0.0")
    (foreign.place / "out").mkdir()

    render_again(project, release, foreign.place / "out")

    assert read_answers(foreign.place / "out")["_src_path"] == bare


def test_copier_sees_the_url_that_is_recorded_and_never_goes_there(foreign: Foreign) -> None:
    foreign.release("v1.0.0", **{"about.txt.jinja": "{{ _copier_answers._src_path }}"})
    open_history(foreign.address).open("v1.0.0")
    foreign.git.folder.rename(foreign.place / "gone")

    out = foreign.render("v1.0.0")

    assert (out / "about.txt").read_text() == f"git+{foreign.address}"


@pytest.mark.slow
def test_it_is_what_copier_itself_renders(foreign: Foreign) -> None:
    foreign.release(
        "v1.0.0",
        "_subdirectory: sub\n_exclude: ['*.tmp']\n_templates_suffix: .tmpl\n"
        "_envops: {variable_start_string: '[[', variable_end_string: ']]'}\n" + QUESTIONS,
        **{
            "sub/[[ name ]]/a.txt.tmpl": "[[ name ]] {{ kept }}\n",
            "sub/plain.jinja": "{{ raw }}",
            "sub/x.tmp": "",
            "sub/[[ _copier_conf.answers_file ]].tmpl": "[[ _copier_answers|to_nice_yaml ]]",
            "sub/run.sh": "#!/bin/sh\n",
        },
    )
    from copier import Settings, run_copy

    run_copy(str(foreign.git.folder), foreign.place / "theirs", data={"name": "depot"},
             defaults=True, quiet=True, settings=Settings())  # fmt: skip
    ours = foreign.render("v1.0.0", name="depot", size=1)

    theirs = list_files(foreign.place / "theirs")
    found = list_files(ours)
    answers = ".copier-answers.yml"
    assert {n: v for n, v in found.items() if n != answers} == {
        n: v for n, v in theirs.items() if n != answers
    }


@pytest.mark.slow
def test_a_project_may_have_several_answers_files(foreign: Foreign) -> None:
    foreign.release("v1.0.0", **{"a.txt": "a"})
    project = foreign.make_project("v1.0.0")
    other = replace(project, answers_file=".answers/docs.yml")
    (foreign.place / "out").mkdir()

    render_again(other, open_history(foreign.address).open("v1.0.0"), foreign.place / "out")

    assert set(list_files(foreign.place / "out")) == {
        ".answers/docs.yml",
        "a.txt",
        "copier.yml",
    } - {"copier.yml"}


@pytest.mark.slow
def test_answers_of_another_template_are_looked_into(foreign: Foreign) -> None:
    foreign.release(
        "v1.0.0",
        "_external_data: {base: .copier-answers.base.yml}\n"
        "team: {type: str, default: '{{ _external_data.base.team }}'}\n",
        **{"a.txt.jinja": "{{ team }}"},
    )
    project = foreign.make_project("v1.0.0")
    (project.root / ".copier-answers.base.yml").write_text("team: blue\n")

    out = foreign.render("v1.0.0")

    assert (out / "a.txt").read_text() == "blue"
    assert not (out / ".copier-answers.base.yml").exists()


def test_an_answer_that_is_not_taken_is_refused_not_replaced(foreign: Foreign) -> None:
    foreign.release("v1.0.0", "db: {type: str, choices: [mysql, postgres], default: postgres}\n")

    with pytest.raises(AnswerRefused, match="db was answered 'oracle'"):
        foreign.render("v1.0.0", db="oracle")


def test_a_template_that_records_nothing_is_said(foreign: Foreign) -> None:
    commit(foreign.git, {"copier.yml": QUESTIONS, "a.txt": ""}, "v1.0.0")

    with pytest.raises(RenderFailed, match=r"writes no \.copier-answers\.yml"):
        foreign.render("v1.0.0")


@pytest.mark.slow
def test_a_link_that_stays_within_is_kept_and_one_that_leaves_is_refused(foreign: Foreign) -> None:
    (foreign.git.folder / "link").symlink_to("a.txt")
    foreign.release("v1.0.0", "_preserve_symlinks: true\n", **{"a.txt": "a"})
    foreign.release("v2.0.0", "_preserve_symlinks: true\n", **{"b.txt": "b"})

    assert (foreign.render("v1.0.0") / "link").readlink() == Path("a.txt")


@pytest.mark.slow
def test_a_submodule_is_never_fetched(foreign: Foreign) -> None:
    head = commit(foreign.git, {".gitmodules": '[submodule "m"]\n\tpath = m\n\turl = /nowhere\n'})
    foreign.git.ask("update-index", "--add", "--cacheinfo", f"160000,{head},m")
    foreign.git.ask("commit", "--quiet", "-m", "Borrow")
    (foreign.git.folder / "m").mkdir()
    foreign.release("v1.0.0", **{"a.txt": "a"})

    assert (foreign.render("v1.0.0") / "a.txt").exists()


@pytest.mark.parametrize(
    "file",
    [
        pytest.param({"{{ '..' }}/a.txt": "x"}, id="up", marks=pytest.mark.slow),
        pytest.param({f"{SEP}tmp{SEP}backsmith-test.txt": "x"}, id="root", marks=pytest.mark.slow),
        pytest.param(
            {"a.jinja": "{% include '../../../etc/passwd' %}"}, id="include", marks=pytest.mark.slow
        ),
        pytest.param(
            {"a.jinja": "{{ ''.__class__.__mro__[1].__subclasses__() }}"},
            id="sandbox",
            marks=pytest.mark.slow,
        ),
        pytest.param({"a.jinja": "{{ broken"}, id="syntax", marks=pytest.mark.slow),
    ],
)
def test_what_leads_out_is_refused_in_a_line(file: dict[str, str], foreign: Foreign) -> None:
    foreign.release("v1.0.0", **file)

    with pytest.raises(RenderFailed) as refusal:
        foreign.render("v1.0.0")

    assert "\n" not in refusal.value.message
    assert not Path("/tmp/backsmith-test.txt").exists()


def test_the_records_of_version_control_are_not_written(foreign: Foreign) -> None:
    files = {f"sub/{ANSWERS}": "{{ _copier_answers|to_nice_yaml }}",
             "sub/{{ '.git' }}/hooks/post-commit": "x"}  # fmt: skip
    foreign.release("v1.0.0", "_subdirectory: sub\n" + QUESTIONS, **files)

    with pytest.raises(RenderFailed, match="records of version control"):
        foreign.render("v1.0.0")


GREEDY = {
    "a loop without an end": "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}"
    "{% endfor %}",
    "a gigabyte": "{{ 'x' * 4000000000 }}",
    "gigabytes by halves": "{% set ns = namespace(s='x' * 1000000) %}"
    "{% for i in range(40) %}{% set ns.s = ns.s ~ ns.s %}{% endfor %}{{ ns.s }}",
    "a large file": "{{ 'x' * 300000000 }}",
}


@pytest.mark.parametrize(
    "name",
    [
        name if name == "a gigabyte" else pytest.param(name, marks=pytest.mark.slow)
        for name in GREEDY
    ],
)
@pytest.mark.usefixtures("limits")
def test_a_greedy_template_is_ended(name: str, foreign: Foreign) -> None:
    foreign.release("v1.0.0", **{"a.txt.jinja": GREEDY[name]})
    before = time.monotonic()

    with pytest.raises(RenderFailed):
        foreign.render("v1.0.0")

    assert time.monotonic() - before < 60


BOMB = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 9)
)
ODD = {
    "a bomb": BOMB,
    "a bomb of merges": "a0: &a0 {x: 1}\n"
    + "".join(f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 9)}]}}\n" for n in range(1, 9)),
    "a ring": "a: &a [*a]\n",
    "a file outside": f"--- !include {'../' * 30}etc/passwd\n",
    "a depth": "a: " + "[" * 5000 + "]" * 5000,
    "code": "a: !!python/object/apply:os.system [touch /tmp/backsmith-test]\n",
    "no mapping": "- 1\n",
    "much": "# " + "x" * 2_000_000,
    "two": "name: [\n",
}


@pytest.mark.parametrize("name", ODD)
def test_questions_that_nobody_asks_are_refused_in_a_line(name: str, foreign: Foreign) -> None:
    foreign.release("v1.0.0", ODD[name])
    before = time.monotonic()

    with pytest.raises(RenderFailed) as refusal:
        foreign.render("v1.0.0")

    assert "\n" not in refusal.value.message
    assert time.monotonic() - before < 20


@pytest.mark.slow
def test_aliases_that_help_are_taken(foreign: Foreign) -> None:
    foreign.release("v1.0.0", "_x: &s {type: str}\nname: {<<: *s, default: shop}\n",
                    **{"a.txt.jinja": "{{ name }}"})  # fmt: skip

    assert (foreign.render("v1.0.0") / "a.txt").read_text() == "shop"


def test_neither_home_nor_settings_of_the_user_are_seen(
    foreign: Foreign, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = foreign.place / "home"
    (home / ".config/copier").mkdir(parents=True)
    (home / ".config/copier/settings.yml").write_text("defaults: {name: mine}\n")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / ".config"))
    monkeypatch.setenv("SECRET_TOKEN", "hunter2")
    foreign.release("v1.0.0", **{"a.txt.jinja": "{{ name }} {{ '~' | expanduser }}"})

    text = (foreign.render("v1.0.0") / "a.txt").read_text()

    assert text.startswith("shop ")
    assert str(home) not in text


def test_extensions_are_loaded_only_when_trusted(foreign: Foreign) -> None:
    foreign.release(
        "v1.0.0",
        "_jinja_extensions: [jinja2.ext.do]\n" + QUESTIONS,
        **{"a.txt.jinja": "{% set a = [] %}{% do a.append(name) %}{{ a[0] }}"},
    )

    with pytest.raises(SourceUntrusted, match=r"Python of jinja2\.ext\.do"):
        foreign.render("v1.0.0")
    (foreign.place / "render-v1.0.0").rmdir()

    assert (foreign.render("v1.0.0", trust=True) / "a.txt").read_text() == "shop"


@pytest.mark.slow
def test_an_extension_that_is_not_installed_is_named(foreign: Foreign) -> None:
    foreign.release("v1.0.0", "_jinja_extensions: [no_such_package.Extension]\n" + QUESTIONS)

    with pytest.raises(RenderFailed, match="needs the Python package no_such_package"):
        foreign.render("v1.0.0", trust=True)


def test_a_run_that_is_interrupted_leaves_no_child(foreign: Foreign) -> None:
    foreign.release("v1.0.0", **{"a.txt.jinja": GREEDY["a loop without an end"]})
    project = foreign.make_project("v1.0.0")
    (foreign.place / "out").mkdir()
    code = (
        "import sys; from pathlib import Path; from backsmith.project import read_project;"
        "from backsmith.releases import open_history; from backsmith.render import render_again;"
        "p = read_project(Path(sys.argv[1]));"
        "render_again(p, open_history(p.source).open(p.version), Path(sys.argv[2]))"
    )
    run = subprocess.Popen(
        [sys.executable, "-c", code, str(project.root), str(foreign.place / "out")],
        stderr=subprocess.DEVNULL,
    )
    children: list[int] = []
    while not children and run.poll() is None:
        time.sleep(0.05)
        children = find_children(run.pid)
    time.sleep(0.5)
    children = find_children(run.pid)

    run.send_signal(signal.SIGINT)
    run.wait(timeout=20)

    assert children
    assert not [pid for pid in children if is_alive(pid)]


def find_children(parent: int) -> list[int]:
    """Return the processes that another one has started."""
    done = subprocess.run(["ps", "-o", "pid=", "--ppid", str(parent)],
                          capture_output=True, text=True, check=False)  # fmt: skip
    return [int(word) for word in done.stdout.split()]


def is_alive(pid: int) -> bool:
    """Return whether a process is there."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
