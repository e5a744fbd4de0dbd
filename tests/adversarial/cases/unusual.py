"""Names, kinds and places of files that are seldom tried."""

from tests.adversarial.case import (
    MINE,
    Case,
    Edit,
    append,
    git,
    insert,
    move,
    permit,
    relink,
    remove,
    write,
)  # fmt: skip
from tests.adversarial.claims import content, executable, line, link, whole

BODY = "".join(f"line {n}\n" for n in range(1, 21))
BODY2 = BODY.replace("line 3\n", "third line\n")
V1, V2 = {"a.txt": BODY}, {"a.txt": BODY2}
MERGED = BODY2.replace("line 15\n", f"line 15\n{MINE}\n")
OTHERS = [f"part{n}.txt" for n in range(20)]  # copier writes in the order of the file system
OTHERS1, OTHERS2 = dict.fromkeys(OTHERS, "1\n"), dict.fromkeys(OTHERS, "2\n")
LATIN = "Größe".encode("latin-1")
SUBMODULE = ("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", "./lib", "lib")


def add_submodule() -> tuple[Edit, ...]:
    """Return the edits that put a repository of its own into the project."""
    return (
        write("lib/own.txt", f"{MINE}\n"),
        git("init", "--quiet", "lib"),
        git("-C", "lib", "add", "."),
        git("-C", "lib", "commit", "--quiet", "-m", "own"),
        git(*SUBMODULE),
    )


UNUSUAL = [
    Case(
        "names with blanks, quotes and a tabulator",
        {"a b.txt": BODY, 'it\'s "so".txt': BODY, "t\tb.txt": BODY},
        {"a b.txt": BODY2, 'it\'s "so".txt': BODY2, "t\tb.txt": BODY2},
        tuple(insert(n, "line 15") for n in ("a b.txt", 'it\'s "so".txt', "t\tb.txt")),
        tuple(whole(n, MERGED) for n in ("a b.txt", 'it\'s "so".txt', "t\tb.txt")),
    ),
    Case(
        "a name that begins with a hyphen, one that reads like a pattern",
        {"-rf": BODY, "[a]*.txt": BODY, ":(top)x": BODY},
        {"-rf": BODY2, "[a]*.txt": BODY2, ":(top)x": BODY2},
        tuple(insert(n, "line 15") for n in ("-rf", "[a]*.txt", ":(top)x")),
        tuple(whole(n, MERGED) for n in ("-rf", "[a]*.txt", ":(top)x")),
    ),
    Case(
        "a file of the person's own that ends in .rej",
        V1,
        V2,
        (insert("a.txt", "line 15"), write("a.txt.rej", f"{MINE} too\n")),
        (whole("a.txt", MERGED), content(f"{MINE} too\n".encode(), "a.txt.rej")),
    ),
    Case(
        "a text in Latin-1, both changed the same line",
        {"a.txt": LATIN + b"\n" + BODY.encode()},
        {"a.txt": b"Grosse\n" + BODY.encode()},
        (write("a.txt", LATIN + b" mine\n" + BODY.encode() + f"{MINE}\n".encode()),),
        (line(MINE, "a.txt"),),
    ),
    Case(
        "all lines end in CRLF by the person's hand",
        V1,
        V2,
        (write("a.txt", BODY.replace("\n", "\r\n") + f"{MINE}\r\n"),),
        (line(f"{MINE}\r"),),
    ),
    Case(
        "no newline at the end, the person's line is the last",
        {"a.txt": BODY.removesuffix("\n")},
        {"a.txt": BODY2.removesuffix("\n")},
        (write("a.txt", f"{BODY}{MINE}"),),
        (line(MINE, "a.txt"),),
    ),
    Case(
        "a lone carriage return and a form feed in the person's line",
        V1,
        V2,
        (insert("a.txt", "line 15", "mine\rand\fmine"),),
        (line("mine\rand\fmine", "a.txt"),),
    ),
    Case(
        "lines of the person's own look like conflict markers",
        V1,
        V2,
        (insert("a.txt", "line 15", f"=======\n{MINE}\n======="),),
        (line(MINE, "a.txt"),),
    ),
    Case(
        "a file was made executable, the template changes it",
        {"run": BODY},
        {"run": BODY2},
        (permit("run"),),
        (executable("run"), whole("run", BODY2)),
    ),
    Case(
        "a file was made a link, the template changes it",
        {"a.txt": BODY, "b.txt": "b\n"},
        {"a.txt": BODY2, "b.txt": "c\n"},
        (relink("a.txt", "b.txt"),),
        (link("a.txt", "b.txt"),),
    ),
    Case(
        "a file was made a folder, the template changes it",
        {"conf": BODY, **OTHERS1},
        {"conf": BODY2, **OTHERS2},
        (remove("conf"), write("conf/own.txt", f"{MINE}\n")),
        (line(MINE, "conf/own.txt"),),
    ),
    Case(
        "a file becomes a folder in the template, it was edited",
        {"conf": BODY, **OTHERS1},
        {"conf": None, "conf/a.txt": BODY, **OTHERS2},
        (append("conf"),),
        (line(MINE),),
        may_refuse=True,
    ),
    Case(
        "a folder is a link to one outside, the template writes into it",
        {"conf/a.txt": BODY, **OTHERS1},
        {"conf/a.txt": BODY2, **OTHERS2},
        (
            move("conf", "../elsewhere"),
            append("../elsewhere/a.txt"),
            relink("conf", "../elsewhere"),
        ),
        (link("conf", "../elsewhere"), whole("../elsewhere/a.txt", f"{BODY}{MINE}\n")),
        may_refuse=True,
    ),
    Case(
        "the project is a folder of a larger repository",
        V1,
        V2,
        (insert("a.txt", "line 15"), write("../other/a.txt", BODY)),
        (whole("a.txt", MERGED),),
        below="services/shop",
    ),
    Case(
        "the project has a submodule",
        V1,
        V2,
        (insert("a.txt", "line 15"), *add_submodule()),
        (whole("a.txt", MERGED), line(MINE, "lib/own.txt")),
    ),
    Case(
        "a line of 100,000 characters",
        V1,
        V2,
        (insert("a.txt", "line 15", "m" * 100_000),),
        (line("m" * 100_000, "a.txt"),),
    ),
]
