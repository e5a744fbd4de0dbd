"""Each law: given the house, the faults that break it, one line a fault."""

import re
from collections.abc import Callable, Iterator
from itertools import combinations, product
from typing import Any

import jinja2
import yaml

from backsmith.globs import matches
from tests.laws.house import ENVIRONMENT, LAYERS_WITHOUT_QUESTION, House, read_tags

MOST_CONDITIONALS = 2
QUESTION_ATTRIBUTES = frozenset(
    {"type", "help", "default", "choices", "multiselect", "validator", "when", "ask", "placeholder"}
)
SETTINGS = frozenset(
    {"_min_copier_version", "_subdirectory", "_envops", "_exclude", "_skip_if_exists"}
)
Law = Callable[[House], Iterator[str]]


def the_table_names_every_layer_and_nothing_else(house: House) -> Iterator[str]:
    """The table at the end of copier.yml and the folders of template/ are the same list."""
    for name in house.layers.keys() - house.table.keys():
        yield f"{name} is a folder that the table never lays"
    for name in house.table.keys() - house.layers.keys():
        yield f"{name} stands in the table and has no folder"


def an_option_asks_in_its_own_layer(house: House) -> Iterator[str]:
    """The layer `database` asks for `database` and nothing else, and copier.yml includes it."""
    for layer, folder in house.layers.items():
        option = house.option_of(layer)
        if option not in LAYERS_WITHOUT_QUESTION and option not in house.options:
            yield f"{layer} serves no option"
        path = folder / "question.yml"
        if not path.exists():
            continue
        if f"template/{folder.name}/question.yml" not in house.included:
            yield f"{layer} asks a question that copier.yml does not include"
        asked = yaml.safe_load(path.read_text())
        if layer != "core" and list(asked) != [layer]:
            yield f"{layer} asks for {', '.join(asked)}"
        if layer == "core" and any("choices" in question for question in asked.values()):
            yield "core asks for a choice: that is an option, with a layer of its own"


def a_file_holds_few_conditionals(house: House) -> Iterator[str]:
    """At most two `if` a file, none inside another, none inside an expression."""
    for layer in house.layers:
        for path in house.rendered_files(layer):
            yield from find_conditional_faults(house.name(path), path.read_text())


def find_conditional_faults(name: str, text: str) -> Iterator[str]:
    """Yield what breaks the rule of conditionals in one template."""
    count, depth = 0, 0
    for tag in read_tags(text):
        names = [value for kind, value in tag if kind == "name"]
        if tag[0][0] == "variable_begin" and "if" in names:
            yield f"{name} has a conditional inside an expression"
        elif names[:1] == ["if"] or names[:1] == ["elif"]:
            count += 1
            depth += names[0] == "if"
            if depth > 1:
                yield f"{name} has a conditional inside a conditional"
        elif names[:1] == ["endif"]:
            depth -= 1
    if count > MOST_CONDITIONALS:
        yield f"{name} holds {count} conditionals"


def a_layer_speaks_of_no_other_option(house: House) -> Iterator[str]:
    """The tags of a layer's files name its own option, facts, and no other option."""
    for layer in house.layers:
        others = house.options.keys() - {house.option_of(layer)}
        for path in house.rendered_files(layer):
            for tag in read_tags(path.read_text()):
                for word in {value for kind, value in tag if kind == "name"} & others:
                    yield f"{house.name(path)} speaks of {word}"


def layers_that_meet_never_write_the_same_file(house: House) -> Iterator[str]:
    """Two layers may write one path only if no answers lay both."""
    for one, other in combinations(house.layers, 2):
        both = house.laid_files(one) & house.laid_files(other)
        if both and can_meet(house, one, other):
            yield f"{one} and {other} both write {', '.join(sorted(both))}"


def can_meet(house: House, one: str, other: str) -> bool:
    """Tell whether some answers lay both layers, of all that their conditions ask about."""
    conditions = [house.table.get(one, "."), house.table.get(other, ".")]
    asked = [
        name
        for name in house.options
        if any(re.search(rf"\b{name}\b", text) for text in conditions)
    ]
    for values in product(*(house.answers_to(name) for name in asked)):
        answers = {"preset": "team", **dict(zip(asked, values, strict=True))}
        if all(ENVIRONMENT.from_string(text).render(answers) for text in conditions):
            return True
    return False


def a_question_is_a_sentence_with_a_safe_first_answer(house: House) -> Iterator[str]:
    """A question ends with "?"; without a policy, its default is the first choice of its menu."""
    environment = jinja2.Environment()
    environment.filters["to_json"] = lambda value: yaml.safe_dump(value, default_flow_style=True)
    no_policy: dict[str, Any] = {"policy": {"lock": {}, "allow": {}, "require": {}}}
    for name, question in house.questions.items():
        if not question["help"].endswith("?"):
            yield f"{name} is not asked as a question"
        if "default" not in question:
            yield f"{name} has no default"
        elif name in house.options:
            default = environment.from_string(question["default"]).render(no_policy)
            if question.get("multiselect"):  # text stays text: "no" is not False
                default = yaml.safe_load(default)
            first = house.choices_of(name)[0]
            if default not in (first, [first]):
                yield f"{name} is {default} unless answered, and its first choice is {first}"


def an_option_can_be_locked(house: House) -> Iterator[str]:
    """A preset can lock and narrow every option: its `ask`, default and choices read the policy."""
    for name, question in house.options.items():
        if question.get("ask") != f"{{{{ '{name}' not in policy.lock }}}}":
            yield f"{name} is asked although a preset locks it"
        if f"policy.lock.{name}" not in question["default"]:
            yield f"{name} does not begin with the locked choice"
        for label, choice in question["choices"].items():
            call = f"choice(policy, preset, '{name}', '{choice['value']}')"
            if call not in choice["validator"]:
                yield f"{name}: {label!r} can be chosen against the policy"


def copier_yml_holds_no_surprise(house: House) -> Iterator[str]:
    """No unknown attribute, duplicate key, task, migration or extension: what would need trust."""
    texts = [text for text in house.sections if not text.startswith("!include")]
    texts += [(house.root / path).read_text() for path in house.included]
    for text in texts:
        for name, question in read_without_duplicates(text):
            if name.startswith("_") and name not in SETTINGS:
                yield f"{name} is a setting that the template does without"
            elif isinstance(question, dict) and not name.startswith("_"):
                for attribute in question.keys() - QUESTION_ATTRIBUTES:
                    yield f"{name} has the unknown attribute {attribute}"
            elif question == "duplicate":
                yield f"{name} stands twice"


def read_without_duplicates(text: str) -> Iterator[tuple[str, object]]:
    """Yield the top-level keys of a YAML document with their values; a key met again says so."""
    node = yaml.compose(text, yaml.SafeLoader)
    data = yaml.safe_load(text) or {}
    seen: set[str] = set()
    todo = [node] if node is not None else []
    while todo:
        mapping = todo.pop()
        keys = [key.value for key, _ in mapping.value]
        for key in keys:
            if keys.count(key) > 1 and key not in seen:
                seen.add(key)
                yield key, "duplicate"
        todo += [value for _, value in mapping.value if isinstance(value, yaml.MappingNode)]
    yield from data.items()


def every_include_is_a_line_of_its_own(house: House) -> Iterator[str]:
    """copier.yml names its question files one by one, so that their order is written down."""
    for path in house.included:
        if "*" in path or not (house.root / path).is_file():
            yield f"copier.yml includes {path}"


def free_text_is_quoted(house: House) -> Iterator[str]:
    """What a person typed passes a quoting macro: `{{ description }}` is never bare."""
    for layer in house.layers:
        for path in house.rendered_files(layer):
            for found in re.findall(r"{{-?\s*(description|owner)\b.*?}}", path.read_text()):
                yield f"{house.name(path)} writes {found} without quoting it"


def a_gathered_file_ends_in_a_fixed_line(house: House) -> Iterator[str]:
    """Lines that a team adds at the end of a gathered file must not collide with an update."""
    for layer in house.layers:
        for path in house.files(layer):
            if (
                path.relative_to(house.layers[layer]).as_posix().removesuffix(".jinja")
                in house.never_updated
            ):
                continue
            if path.suffix == ".jinja" and re.search(
                r"{{[^}]*gather\([^}]*}}\s*\Z", path.read_text()
            ):
                yield f"{house.name(path)} ends in a gather"


def every_file_has_one_owner(house: House) -> Iterator[str]:
    """Each pattern of the ownership means a file of some project, and no file has two owners."""
    laid = sorted({path for layer in house.layers for path in house.laid_files(layer)})
    owners: dict[str, str] = {}
    for owner in ("yours", "shared"):
        for pattern in house.ownership[owner]:
            found = [path for path in laid if matches(pattern, path)]
            if not found:
                yield f"{owner} has {pattern}, which no project has"
            for path in found:
                if path in owners:
                    yield f"{path} is {owners[path]} and {owner}, by {pattern}"
                owners[path] = owner
    for folder in house.ownership["whole"]:
        if not any(path.startswith(f"{folder}/") for path in laid):
            yield f"whole has {folder}, which no project has"


def a_file_that_ends_in_a_line_for_the_team_is_shared(house: House) -> Iterator[str]:
    """Where the template says "below this line", a team may write, and no check may mind."""
    for layer in house.layers:
        for path in house.rendered_files(layer):
            place = path.relative_to(house.layers[layer]).as_posix().removesuffix(".jinja")
            is_shared = any(matches(pattern, place) for pattern in house.ownership["shared"])
            if "below this line" in path.read_text() and not is_shared:
                yield f"{place} asks for a team's lines and is not shared"


def every_kind_of_delivery_knows_the_same_words(house: House) -> Iterator[str]:
    """What one kind of delivery says of `<app>` and the like, every other says, too."""
    kinds = {
        layer: set(read_words(house, layer)) for layer in house.layers if is_delivery(house, layer)
    }
    for one, other in product(kinds, kinds):
        for word in sorted(kinds[one] - kinds[other]):
            yield f"{other} has no word for <{word}>, and {one} has"


def is_delivery(house: House, layer: str) -> bool:
    """Tell whether `layer` is what a kind of delivery brings whatever else was chosen."""
    return (house.layers[layer] / "fragments" / "words").exists()


def read_words(house: House, layer: str) -> Iterator[str]:
    """Yield the words of a kind of delivery, from its own layer and from those of other options."""
    kind = layer.partition("_")[2]
    theirs = [folder / "fragments" / f"{kind}_words" for folder in house.layers.values()]
    for path in (house.layers[layer] / "fragments" / "words", *theirs):
        if path.exists():
            yield from re.findall(r"^([a-z][a-z ]*)=", path.read_text(), flags=re.M)


LAWS: list[Law] = [
    the_table_names_every_layer_and_nothing_else,
    an_option_asks_in_its_own_layer,
    a_file_holds_few_conditionals,
    a_layer_speaks_of_no_other_option,
    layers_that_meet_never_write_the_same_file,
    a_question_is_a_sentence_with_a_safe_first_answer,
    an_option_can_be_locked,
    copier_yml_holds_no_surprise,
    every_include_is_a_line_of_its_own,
    free_text_is_quoted,
    a_gathered_file_ends_in_a_fixed_line,
    every_file_has_one_owner,
    a_file_that_ends_in_a_line_for_the_team_is_shared,
    every_kind_of_delivery_knows_the_same_words,
]
