"""Files that are binary, or that git is told to take for binary."""

from tests.adversarial.case import MINE, Case, append, insert, remove, write
from tests.adversarial.claims import content, line, whole

LOGO = b"\x89PNG\r\n\x1a\n\0" + bytes(range(256)) * 2
OWN = LOGO + b"\0mine"
NEWER = LOGO + b"\0newer"
LOCK = "".join(f"package-{n} = 1.{n}\n" for n in range(1, 21))
LOCK2 = LOCK.replace("package-3 = 1.3", "package-3 = 2.3")

BINARIES = [
    Case(
        "a binary file was edited, the template leaves it as it is",
        {"logo.png": LOGO, "a.txt": "1\n"},
        {"a.txt": "2\n"},
        (write("logo.png", OWN),),
        (content(OWN, "logo.png"), line("2", "a.txt")),
    ),
    Case(
        "a binary file was edited, the template has a new one",
        {"logo.png": LOGO},
        {"logo.png": NEWER},
        (write("logo.png", OWN),),
        (content(OWN),),
    ),
    Case(
        "a binary file was edited, the template removes it",
        {"logo.png": LOGO, "a.txt": "1\n"},
        {"logo.png": None, "a.txt": "2\n"},
        (write("logo.png", OWN),),
        (content(OWN),),
    ),
    Case(
        "a binary file was edited, the template renames it",
        {"logo.png": LOGO},
        {"logo.png": None, "static/logo.png": LOGO},
        (write("logo.png", OWN),),
        (content(OWN, "logo.png", "static/logo.png"),),
    ),
    Case(
        "a text became binary in the template, it was edited",
        {"data.bin": LOCK},
        {"data.bin": LOGO},
        (append("data.bin"),),
        (line(MINE),),
    ),
    Case(
        "a text that .gitattributes calls binary was edited, the template changes it elsewhere",
        {"uv.lock": LOCK, ".gitattributes": "uv.lock binary\n"},
        {"uv.lock": LOCK2},
        (insert("uv.lock", "package-15 = 1.15"),),
        (line(MINE),),
    ),
    Case(
        "a text that .gitattributes calls -diff was edited, the template leaves it as it is",
        {"uv.lock": LOCK, ".gitattributes": "uv.lock -diff\n", "a.txt": "1\n"},
        {"a.txt": "2\n"},
        (insert("uv.lock", "package-15 = 1.15"),),
        (line(MINE, "uv.lock"),),
    ),
    Case(
        "a text that the new .gitattributes calls binary was edited",
        {"uv.lock": LOCK},
        {"uv.lock": LOCK2, ".gitattributes": "uv.lock binary\n"},
        (insert("uv.lock", "package-15 = 1.15"),),
        (line(MINE),),
    ),
    Case(
        "a text that .gitattributes merges by union was edited, as the template did",
        {"CHANGES": LOCK, ".gitattributes": "CHANGES merge=union\n"},
        {"CHANGES": LOCK2},
        (append("CHANGES"),),
        (line(MINE, "CHANGES"),),
    ),
    Case(
        "a text that .gitattributes merges as ours was edited, as the template did",
        {"CHANGES": LOCK, ".gitattributes": "CHANGES merge=ours\n"},
        {"CHANGES": LOCK + "new = 1\n"},
        (append("CHANGES"),),
        (line(MINE),),
    ),
    Case(
        "a binary file of the template is new",
        {"logo.png": LOGO},
        {"logo.png": NEWER},
        (write("a.txt", f"{MINE}\n"),),
        (content(NEWER, "logo.png"), whole("a.txt", f"{MINE}\n")),
    ),
    Case(
        "a binary file of the person's own stands beside",
        {"a.txt": "1\n"},
        {"a.txt": "2\n"},
        (write("photo.jpg", OWN),),
        (content(OWN, "photo.jpg"), line("2", "a.txt")),
    ),
    Case(
        "a binary file that the person deleted is new in the template",
        {"logo.png": LOGO, "a.txt": "1\n"},
        {"logo.png": NEWER, "a.txt": "2\n"},
        (remove("logo.png"), append("a.txt")),
        (line(MINE),),
    ),
]
