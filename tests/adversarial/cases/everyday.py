"""What happens every day: most of it goes well everywhere."""

from tests.adversarial.case import MINE, Case, append, insert, move, remove, write
from tests.adversarial.claims import line, missing, whole

BODY = "".join(f"line {n}\n" for n in range(1, 21))
BODY2 = BODY.replace("line 3\n", "third line\n")
V1, V2 = {"a.txt": BODY}, {"a.txt": BODY2}
KEEP = "_skip_if_exists: [a.txt]\n"

EVERYDAY = [
    Case(
        "both changed, far apart",
        V1,
        V2,
        (insert("a.txt", "line 15"),),
        (whole("a.txt", BODY2.replace("line 15\n", f"line 15\n{MINE}\n")),),
    ),
    Case(
        "both changed the same line",
        V1,
        V2,
        (write("a.txt", BODY.replace("line 3\n", f"{MINE}\n")),),
        (line(MINE, "a.txt"),),
    ),
    Case(
        "both added a line at the end",
        V1,
        {"a.txt": f"{BODY}theirs\n"},
        (append("a.txt"),),
        (line(MINE, "a.txt"),),
    ),
    Case(
        "both made the same change",
        V1,
        V2,
        (write("a.txt", BODY2), append("a.txt")),
        (whole("a.txt", f"{BODY2}{MINE}\n"),),
    ),
    Case(
        "both wrote a file of the same name",
        V1,
        {"notes.txt": "theirs\n"},
        (write("notes.txt", f"{MINE}\n"),),
        (line(MINE, "notes.txt"),),
    ),
    Case(
        "a file was written anew from end to end",
        V1,
        V2,
        (write("a.txt", f"{MINE}\nand more\n"),),
        (line(MINE, "a.txt"),),
    ),
    Case(
        "a line was deleted, the template changes another",
        V1,
        V2,
        (write("a.txt", BODY.replace("line 15\n", "")),),
        (whole("a.txt", BODY2.replace("line 15\n", "")),),
    ),
    Case(
        "a file was moved to another folder, the template changes it",
        V1,
        V2,
        (move("a.txt", "docs/b.txt"), insert("docs/b.txt", "line 15")),
        (line(MINE, "docs/b.txt"), missing("a.txt")),
    ),
    Case(
        "a file was split in two, the template changes it",
        V1,
        V2,
        (
            remove("a.txt"),
            write("a1.txt", "".join(BODY.splitlines(keepends=True)[:10])),
            write("a2.txt", "".join(BODY.splitlines(keepends=True)[10:]) + f"{MINE}\n"),
        ),
        (line(MINE, "a2.txt"),),
    ),
    Case(
        "a file of _skip_if_exists was edited, the template changes it",
        V1,
        V2,
        (insert("a.txt", "line 15"),),
        (whole("a.txt", BODY.replace("line 15\n", f"line 15\n{MINE}\n")),),
        head=KEEP,
    ),
    Case(
        "a file of the person's own, which the template does not know",
        V1,
        V2,
        (write("own/deep/file.txt", f"{MINE}\n"),),
        (line(MINE, "own/deep/file.txt"), whole("a.txt", BODY2)),
    ),
    Case(
        "nothing was edited",
        V1,
        {**V2, "new.txt": "new\n"},
        (),
        (whole("a.txt", BODY2), whole("new.txt", "new\n")),
    ),
]
