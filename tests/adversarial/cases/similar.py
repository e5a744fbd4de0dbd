"""Blocks that look alike: a line that was added to one of them may land in another."""

from tests.adversarial.case import MINE, Case, insert, write
from tests.adversarial.claims import line, whole


def service(name: str, more: str = "") -> str:
    """Return one block of a Compose file; all but its name is the same in each."""
    keys = "    image: busybox\n    init: true\n    read_only: true\n    cap_drop: [ALL]\n"
    return f"  {name}:\n{keys}    stop_grace_period: 10s\n{more}    networks: [inside]\n"


def handler(name: str, more: str = "") -> str:
    """Return one function; all but its name is the same in each."""
    return (
        f"def {name}(request):\n    check(request)\n    body = read(request)\n    check(body)\n"
        f"{more}    answer = call(body)\n    check(answer)\n    return answer\n\n\n"
    )


OWN_KEY = "    restart: always"
OWN_CALL = "    log(body)"
HOSTS = "".join(f"[host{n}]\nport=1\nuser=a\n\n" for n in range(1, 5))
FRONT = "".join(f"[edge{n}]\nport=1\nuser=a\n\n" for n in range(1, 4))

SIMILAR = [
    Case(
        "a key added to the last of three services, two new ones above",
        {"compose.yml": "services:\n" + service("a") + service("b") + service("c")},
        {"compose.yml": "services:\n" + "".join(service(n) for n in "uvwxyabc")},
        (
            write(
                "compose.yml",
                "services:\n" + service("a") + service("b") + service("c", f"{OWN_KEY}\n"),
            ),
        ),
        (
            line(OWN_KEY),
            whole(
                "compose.yml",
                "services:\n" + "".join(service(n) for n in "uvwxyab")
                + service("c", f"{OWN_KEY}\n"),
            ),
        ),
    ),
    Case(
        "a key added to the first of three services, two new ones above",
        {"compose.yml": "services:\n" + service("a") + service("b") + service("c")},
        {"compose.yml": "services:\n" + "".join(service(n) for n in "xyabc")},
        (
            write(
                "compose.yml",
                "services:\n" + service("a", f"{OWN_KEY}\n") + service("b") + service("c"),
            ),
        ),
        (
            line(OWN_KEY),
            whole(
                "compose.yml",
                "services:\n" + service("x") + service("y") + service("a", f"{OWN_KEY}\n")
                + service("b") + service("c"),
            ),
        ),
    ),
    Case(
        "a call added to the second of three functions, the first is removed",
        {"views.py": handler("one") + handler("two") + handler("three") + handler("four")},
        {"views.py": handler("two") + handler("three") + handler("four")},
        (
            write(
                "views.py",
                handler("one") + handler("two", f"{OWN_CALL}\n")
                + handler("three") + handler("four"),
            ),
        ),
        (
            line(OWN_CALL),
            whole(
                "views.py",
                handler("two", f"{OWN_CALL}\n") + handler("three") + handler("four"),
            ),
        ),
    ),
    Case(
        "a line added to the last of four sections, three alike come first",
        {"hosts.ini": HOSTS},
        {"hosts.ini": FRONT + HOSTS},
        (write("hosts.ini", HOSTS.removesuffix("\n") + f"{MINE}\n\n"),),
        (line(MINE), whole("hosts.ini", FRONT + HOSTS.removesuffix("\n") + f"{MINE}\n\n")),
    ),
    Case(
        "a line added among equal lines, more of them above",
        {"table.txt": "-\n" * 20},
        {"table.txt": "-\n" * 30},
        (write("table.txt", "-\n" * 10 + f"{MINE}\n" + "-\n" * 10),),
        (line(MINE, "table.txt"),),
    ),
    Case(
        "a line added where each line is unlike the others",
        {"list.txt": "".join(f"entry {n}\n" for n in range(20))},
        {"list.txt": "".join(f"entry {n}\n" for n in range(-9, 20))},
        (insert("list.txt", "entry 12"),),
        (
            whole(
                "list.txt",
                "".join(f"entry {n}\n" for n in range(-9, 13)) + f"{MINE}\n"
                + "".join(f"entry {n}\n" for n in range(13, 20)),
            ),
        ),
    ),
]  # fmt: skip
