"""A process that finds what a pod would find: its environment, and its secrets as files."""

import os
import subprocess
import sys
from pathlib import Path

from tests.kubernetes.reading import Pod, read_environment

APP = Path(sys.executable).with_name("app")
FROM_ELSEWHERE = {"database_authority": "system"}  # all else is random text


def check(place: str, pod: Pod, folder: Path, *options: str) -> tuple[int, str]:
    """Return what `app check --deploy` says in a pod: its code, and the dangers."""
    for name, key in pod.find_secrets().items():
        (folder / name).write_text(FROM_ELSEWHERE.get(key, os.urandom(32).hex()))
    found = read_environment(place, pod.spec["containers"][0])
    environment = {"PATH": os.environ["PATH"], "APP_SECRETS_DIR": str(folder), **found}
    command = [str(APP), "check", "--deploy", *options]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)  # noqa: S603
    return done.returncode, done.stdout
