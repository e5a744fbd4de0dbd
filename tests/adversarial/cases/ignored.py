"""Files that git does not look at: what is lost there is in no commit."""

from tests.adversarial.case import MINE, Case, append, git, write
from tests.adversarial.claims import content, line, missing

ENV = "".join(f"KEY_{n}={n}\n" for n in range(1, 9))
ENV2 = ENV.replace("KEY_2=2", "KEY_2=two")
IGNORE = ".env\nlocal.cfg\n/data/\n"

IGNORED = [
    Case(
        "an ignored file was edited, the template changes it",
        {".env": ENV, ".gitignore": IGNORE},
        {".env": ENV2},
        (append(".env"),),
        (line(MINE, ".env"),),
    ),
    Case(
        "an ignored file was edited in the line that the template changes",
        {".env": ENV, ".gitignore": IGNORE},
        {".env": ENV2},
        (write(".env", ENV.replace("KEY_2=2", "KEY_2=secret")),),
        (line("KEY_2=secret", ".env"),),
    ),
    Case(
        "an ignored file was edited, the template removes it",
        {".env": ENV, ".gitignore": IGNORE, "a.txt": "1\n"},
        {".env": None, "a.txt": "2\n"},
        (append(".env"),),
        (line(MINE, ".env"),),
    ),
    Case(
        "an ignored file was edited, the template leaves it as it is",
        {".env": ENV, ".gitignore": IGNORE, "a.txt": "1\n"},
        {"a.txt": "2\n"},
        (append(".env"),),
        (line(MINE, ".env"), line("2", "a.txt")),
    ),
    Case(
        "an ignored file was deleted, the template leaves it as it is",
        {".env": ENV, ".gitignore": IGNORE, "a.txt": "1\n"},
        {"a.txt": "2\n"},
        (),
        (missing(".env"),),
        later=(lambda root: (root / ".env").unlink(),),
    ),
    Case(
        "an ignored file of the person's own is a new file of the template",
        {"a.txt": "1\n", ".gitignore": IGNORE},
        {"local.cfg": "theirs\n"},
        (write("local.cfg", f"{MINE}\n"),),
        (line(MINE, "local.cfg"),),
    ),
    Case(
        "an ignored folder of the person's own gets a file of the template",
        {"a.txt": "1\n", ".gitignore": IGNORE},
        {"data/seed.txt": "theirs\n"},
        (write("data/seed.txt", f"{MINE}\n"), write("data/own.db", b"\0mine")),
        (line(MINE, "data/seed.txt"), content(b"\0mine", "data/own.db")),
    ),
    Case(
        "a file that is ignored and tracked all the same was edited, the template changes it",
        {".env": ENV, ".gitignore": IGNORE},
        {".env": ENV2},
        (append(".env"), git("add", "--force", ".env")),
        (line(MINE, ".env"),),
    ),
    Case(
        "a file that is ignored and tracked all the same was edited, the template removes it",
        {".env": ENV, ".gitignore": IGNORE, "a.txt": "1\n"},
        {".env": None, "a.txt": "2\n"},
        (append(".env"), git("add", "--force", ".env")),
        (line(MINE, ".env"),),
    ),
    Case(
        "a tracked file that .git/info/exclude names was edited",
        {"settings.toml": ENV},
        {"settings.toml": ENV2},
        (append("settings.toml"), write(".git/info/exclude", "settings.toml\n")),
        (line(MINE, "settings.toml"),),
    ),
    Case(
        "a file of the person's own that .git/info/exclude names is new in the template",
        {"a.txt": "1\n"},
        {"notes.txt": "theirs\n"},
        (write(".git/info/exclude", "notes.txt\n"), write("notes.txt", f"{MINE}\n")),
        (line(MINE, "notes.txt"),),
    ),
    Case(
        "a file that core.excludesFile names is new in the template",
        {"a.txt": "1\n"},
        {".envrc": "theirs\n"},
        (),
        (line(MINE, ".envrc"),),
        later=(
            write(".git/own-excludes", ".envrc\n"),
            git("config", "core.excludesFile", ".git/own-excludes"),
            write(".envrc", f"{MINE}\n"),
        ),
    ),
    Case(
        "a file that the new .gitignore names was edited",
        {"settings.toml": ENV, ".gitignore": IGNORE},
        {"settings.toml": ENV2, ".gitignore": f"{IGNORE}settings.toml\n"},
        (append("settings.toml"),),
        (line(MINE, "settings.toml"),),
    ),
    Case(
        "an ignored file of the person's own, which the template does not know",
        {"a.txt": "1\n", ".gitignore": IGNORE},
        {"a.txt": "2\n"},
        (write("local.cfg", f"{MINE}\n"),),
        (line(MINE, "local.cfg"), line("2", "a.txt")),
    ),
]
