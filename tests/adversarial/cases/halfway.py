"""The new version of the template is broken, or does not take what was answered."""

from tests.adversarial.case import MINE, Case, append, write
from tests.adversarial.claims import line

PORT = "port: {type: int, default: 80}\n"
STRICT = "_envops: {undefined: jinja2.StrictUndefined}\n"
PARTS = [f"part{n}.txt" for n in range(20)]  # copier writes in the order of the file system
V1 = {**dict.fromkeys(PARTS, "1\n"), "m.txt": "1\n", "z.txt.jinja": "{{ port }}\n"}
V2 = {**dict.fromkeys(PARTS, "2\n"), "m.txt": "0\n1\n"}
EDITS = (append("m.txt"), write("own.txt", f"{MINE}\n"))
CLAIMS = (line(MINE, "m.txt"), line(MINE, "own.txt"))

HALFWAY = [
    Case(
        "a file of the new version has an error of syntax",
        V1,
        {**V2, "z.txt.jinja": "{% if port %}\n"},
        EDITS,
        CLAIMS,
        head=PORT,
        may_refuse=True,
    ),
    Case(
        "a file of the new version names what is not asked",
        V1,
        {**V2, "z.txt.jinja": "{{ prot }}\n"},
        EDITS,
        CLAIMS,
        head=STRICT + PORT,
        may_refuse=True,
    ),
    Case(
        "a file of the new version divides by nought",
        V1,
        {**V2, "z.txt.jinja": "{{ 1 / (port - port) }}\n"},
        EDITS,
        CLAIMS,
        head=PORT,
        may_refuse=True,
    ),
    Case(
        "a validator of the new version does not take the answer",
        V1,
        V2,
        EDITS,
        CLAIMS,
        head=PORT,
        head2=PORT.replace("}", ", validator: '{% if port < 1024 %}too low{% endif %}'}"),
        may_refuse=True,
    ),
    Case(
        "a question of the new version has no default and no answer",
        V1,
        V2,
        EDITS,
        CLAIMS,
        head=PORT,
        head2=f"{PORT}owner: {{type: str}}\n",
        may_refuse=True,
    ),
    Case(
        "the new version's copier.yml is no YAML",
        V1,
        V2,
        EDITS,
        CLAIMS,
        head=PORT,
        head2="port: [\n",
        may_refuse=True,
    ),
    Case(
        "the new version wants a newer copier",
        V1,
        V2,
        EDITS,
        CLAIMS,
        head=PORT,
        head2=f"_min_copier_version: '99.0.0'\n{PORT}",
        may_refuse=True,
    ),
    Case(
        "the new version wants to run a task",
        V1,
        V2,
        EDITS,
        CLAIMS,
        head=PORT,
        head2=f"_tasks: ['rm -rf own.txt']\n{PORT}",
        may_refuse=True,
    ),
]
