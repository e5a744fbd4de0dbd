"""An answer is changed, or the template changes what may be answered."""

from tests.adversarial.case import MINE, Case, append, insert, write
from tests.adversarial.claims import answer, line, whole

PACKAGE = "package: {type: str, default: shop}\n"
MODULE = "".join(f"value_{n} = {n}\n" for n in range(1, 13))
DOCKER = "docker: {type: bool, default: true}\n"
DOCKERFILE = "{% if docker %}Dockerfile{% endif %}"
DATABASE = "database: {type: str, choices: [postgresql, mysql], default: mysql}\n"
COMPOSE = "image: {{ database }}\n" + "".join(f"key{n}: {n}\n" for n in range(1, 9))

ANSWERS = [
    Case(
        "an answer that renames a folder is changed, a file in it was edited",
        {"{{package}}/core.py": MODULE, "a.txt.jinja": "{{ package }}\n"},
        {},
        (insert("shop/core.py", "value_6 = 6"),),
        (line(MINE, "market/core.py", "shop/core.py"), line("market", "a.txt")),
        head=PACKAGE,
        data={"package": "market"},
    ),
    Case(
        "an answer that renames a folder is changed, the person has files of their own in it",
        {"{{package}}/core.py": MODULE},
        {},
        (write("shop/own.py", f"{MINE}\n"),),
        (line(MINE, "market/own.py", "shop/own.py"),),
        head=PACKAGE,
        data={"package": "market"},
    ),
    Case(
        "an answer that renames a folder is changed together with an update",
        {"{{package}}/core.py": MODULE},
        {"{{package}}/core.py": MODULE.replace("value_2 = 2", "value_2 = 22")},
        (insert("shop/core.py", "value_8 = 8"),),
        (line(MINE, "market/core.py", "shop/core.py"),),
        head=PACKAGE,
        data={"package": "market"},
    ),
    Case(
        "an answer that switches a file off is changed, the file was edited",
        {DOCKERFILE: "FROM scratch\n" + MODULE},
        {},
        (append("Dockerfile"),),
        (line(MINE, "Dockerfile"),),
        head=DOCKER,
        data={"docker": "false"},
    ),
    Case(
        "an answer that switches a file on is changed, the person has such a file",
        {DOCKERFILE: "FROM scratch\n", "a.txt": "1\n"},
        {},
        (write("Dockerfile", f"{MINE}\n"),),
        (line(MINE, "Dockerfile"),),
        head=DOCKER.replace("true", "false"),
        data={"docker": "true"},
    ),
    Case(
        "a choice that was taken is dropped by the template",
        {"compose.yml.jinja": COMPOSE},
        {"b.txt": "2\n"},
        (append("compose.yml"),),
        (answer("database", "mysql"), line("image: mysql", "compose.yml"), line(MINE)),
        head=DATABASE,
        head2="database: {type: str, choices: [postgresql, mariadb], default: postgresql}\n",
        may_refuse=True,
    ),
    Case(
        "a question that was answered is renamed by the template",
        {"compose.yml.jinja": COMPOSE},
        {"compose.yml.jinja": COMPOSE.replace("database", "engine")},
        (append("compose.yml"),),
        (line("image: mysql", "compose.yml"), line(MINE)),
        head=DATABASE,
        head2="engine: {type: str, choices: [postgresql, mysql], default: postgresql}\n",
        may_refuse=True,
        told=("database is not asked any longer", "engine is a new question"),
    ),
    Case(
        "a value in a file is changed by an answer, another line was added",
        {"compose.yml.jinja": COMPOSE},
        {},
        (append("compose.yml"),),
        (line(MINE, "compose.yml"), line("image: postgresql", "compose.yml")),
        head=DATABASE,
        data={"database": "postgresql"},
    ),
    Case(
        "a question gets another default, the old one was taken",
        {"compose.yml.jinja": COMPOSE},
        {"b.txt": "2\n"},
        (append("compose.yml"),),
        (answer("database", "mysql"), line("image: mysql", "compose.yml"), line(MINE)),
        head=DATABASE,
        head2=DATABASE.replace("default: mysql", "default: postgresql"),
    ),
    Case(
        "a question is new, its file is beside an edited one",
        {"compose.yml": "a: 1\n"},
        {"cache.yml.jinja": "cache: {{ cache }}\n"},
        (append("compose.yml"),),
        (answer("cache", "redis"), whole("cache.yml", "cache: redis\n"), line(MINE)),
        head2="cache: {type: str, default: redis}\n",
    ),
]
