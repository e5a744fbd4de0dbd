"""The template removes or renames what a person has edited."""

from tests.adversarial.case import MINE, Case, append, insert, move, remove, write
from tests.adversarial.claims import line, missing, whole

GUIDE = "".join(f"line {n} of the guide\n" for n in range(1, 13))
BETTER = GUIDE.replace("line 2 of", "second line of")
KEEP = "_skip_if_exists: [guide.md]\n"

MOVED = [
    Case(
        "a file that the template removes was edited",
        {"guide.md": GUIDE, "a.txt": "1\n"},
        {"guide.md": None},
        (append("guide.md"),),
        (line(MINE, "guide.md"),),
    ),
    Case(
        "a file that the template renames was edited",
        {"guide.md": GUIDE},
        {"guide.md": None, "docs/guide.md": GUIDE},
        (insert("guide.md", "line 7 of the guide"),),
        (line(MINE, "docs/guide.md", "guide.md"),),
    ),
    Case(
        "a file that the template renames and changes was edited",
        {"guide.md": GUIDE},
        {"guide.md": None, "docs/guide.md": BETTER},
        (insert("guide.md", "line 7 of the guide"),),
        (line(MINE, "docs/guide.md", "guide.md"),),
    ),
    Case(
        "a file of _skip_if_exists that the template removes was edited",
        {"guide.md": GUIDE},
        {"guide.md": None, "b.txt": "2\n"},
        (append("guide.md"),),
        (line(MINE, "guide.md"),),
        head=KEEP,
    ),
    Case(
        "a file of _skip_if_exists that the template renames was edited",
        {"guide.md": GUIDE},
        {"guide.md": None, "docs/guide.md": GUIDE},
        (append("guide.md"),),
        (line(MINE, "guide.md", "docs/guide.md"),),
        head=KEEP,
    ),
    Case(
        "a folder that the template renames has an edited file",
        {"app/one.py": "one = 1\n" * 9, "app/two.py": GUIDE},
        {
            **{"app/one.py": None, "app/two.py": None},
            **{"service/one.py": "one = 1\n" * 9, "service/two.py": GUIDE},
        },
        (insert("app/two.py", "line 7 of the guide"),),
        (line(MINE, "service/two.py", "app/two.py"),),
    ),
    Case(
        "a folder that the template renames has a file of the person's own",
        {"app/one.py": "one = 1\n" * 9, "app/two.py": GUIDE},
        {
            **{"app/one.py": None, "app/two.py": None},
            **{"service/one.py": "one = 1\n" * 9, "service/two.py": GUIDE},
        },
        (write("app/own.py", f"{MINE}\n"),),
        (line(MINE, "app/own.py", "service/own.py"),),
    ),
    Case(
        "two small files that look the same, one renamed, both edited",
        {"a/__init__.py": "x = 1\n", "b/__init__.py": "x = 1\n"},
        {"a/__init__.py": None, "c/__init__.py": "x = 1\n"},
        (append("a/__init__.py", "in_a = 1"), append("b/__init__.py", "in_b = 1")),
        (
            line("in_a = 1", "a/__init__.py", "c/__init__.py"),
            whole("b/__init__.py", "x = 1\nin_b = 1\n"),
        ),
    ),
    Case(
        "a file that the template removes was renamed and edited",
        {"guide.md": GUIDE, "a.txt": "1\n"},
        {"guide.md": None},
        (move("guide.md", "handbook.md"), append("handbook.md")),
        (line(MINE, "handbook.md"), missing("guide.md")),
    ),
    Case(
        "a file that the template changes was renamed and edited",
        {"guide.md": GUIDE},
        {"guide.md": BETTER},
        (move("guide.md", "handbook.md"), append("handbook.md")),
        (line(MINE, "handbook.md"), missing("guide.md")),
    ),
    Case(
        "a file that the template removes is as it was",
        {"guide.md": GUIDE, "a.txt": "1\n"},
        {"guide.md": None},
        (append("a.txt"),),
        (line(MINE, "a.txt"), missing("guide.md")),
    ),
    Case(
        "a file that the template renames is as it was",
        {"guide.md": GUIDE, "a.txt": "1\n"},
        {"guide.md": None, "docs/guide.md": GUIDE},
        (append("a.txt"),),
        (line(MINE, "a.txt"), missing("guide.md"), whole("docs/guide.md", GUIDE)),
    ),
    Case(
        "a file that the person deleted is changed by the template",
        {"guide.md": GUIDE, "a.txt": "1\n"},
        {"guide.md": BETTER, "a.txt": "2\n"},
        (remove("guide.md"),),
        (missing("guide.md"), line("2", "a.txt")),
    ),
    Case(
        "a file that the person deleted is removed by the template",
        {"guide.md": GUIDE, "a.txt": "1\n"},
        {"guide.md": None},
        (remove("guide.md"),),
        (missing("guide.md"),),
    ),
]
