"""The users that the manual has one make on MariaDB: what each of them may do then, as JSON.

It runs in a rendered project that systemd will run: python accounts.py FOLDER
"""

import asyncio
import json
import os
import re
import shutil
import subprocess
import sys
import time
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import unquote

import asyncmy
from asyncmy.errors import MySQLError

sys.path.insert(0, str(Path.cwd()))

from dev import engine

APP = Path(sys.executable).with_name("app")
PORT, SERVED = 18710, 18711
REACHED = ("--skip-networking=0", f"--port={PORT}", "--bind-address=127.0.0.1")
AS_APP = [
    "SELECT count(*) FROM app.notes",
    "UPDATE app.notes SET title = title",
    "DROP TABLE app.notes",
    "TRUNCATE app.notes",
    "CREATE TABLE app.mine (id int)",
    "ALTER TABLE app.notes ADD COLUMN mine int",
    "CREATE DATABASE app_mine",
    "SELECT * FROM mysql.user",
    "CREATE USER other@'%'",
    "GRANT SELECT ON app.* TO other@'%'",
    "SELECT 1 INTO OUTFILE '/tmp/mine'",
    "SET GLOBAL general_log = 1",
]
AS_OWNER = [
    "CREATE TABLE app.mine (id int)",
    "DROP TABLE app.mine",
    "CREATE DATABASE app_mine",
    "DROP DATABASE app_mine",
    "CREATE DATABASE apple",
    "CREATE DATABASE other",
    "SELECT * FROM mysql.user",
    "CREATE USER other@'%'",
    "GRANT SELECT ON app.* TO app@'%'",
    "SELECT 1 INTO OUTFILE '/tmp/mine'",
    "SET GLOBAL general_log = 1",
]


def place_program(folder: Path, name: str, *command: str) -> None:
    """Write a program that runs a command, with the words that it is given."""
    path = folder / "bin" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(f'#!/bin/sh\nexec {" ".join(command)} "$@"\n')
    path.chmod(0o755)


def follow_manual(folder: Path, socket: str) -> None:
    """Make the secrets, and do twice what the manual tells of the database."""
    place_program(folder, "sudo", "env")
    place_program(folder, "mariadb", str(shutil.which("mariadb")), f"--socket={socket}", "-uroot")
    path = {"PATH": f"{folder / 'bin'}:{os.environ['PATH']}"}
    secrets = {"SECRETS_DIR": str(folder / "secrets")}
    wanted = ["database_password", "database_owner_password", "backups_password"]
    command = ["sh", "deploy/secrets.sh", *wanted]
    subprocess.run(command, env={**os.environ, **secrets}, check=True, stdout=sys.stderr)
    text = Path("docs/operations.md").read_text().partition("\n## The database\n")[2]
    [block] = re.findall(r"^```sh\n(.*?)^```", text.partition("\n## ")[0], flags=re.M | re.S)
    block = re.sub(r"/etc/\S+/secrets/", f"{folder}/secrets/", block)
    for _ in range(2):
        subprocess.run(["sh", "-euc", block], env={**os.environ, **path}, check=True)


def introduce(folder: Path, user: str, secret: str) -> dict[str, str]:
    """Return the environment of who comes as that user, with the password of that secret."""
    own = folder / user
    own.mkdir()
    shutil.copy(folder / "secrets" / secret, own / "database_password")
    shutil.copy(folder / "secrets" / "backups_password", own)
    told = {
        "APP_SECRETS_DIR": str(own),
        "DATABASE_URL": f"mariadb://{user}@localhost:{PORT}/app",
        "HTTP_ALLOWED_HOSTS": "localhost",
        "BACKUPS_FOLDER": str(folder / "backups"),
        "BACKUPS_STATE": str(folder / "state"),
        "SERVER_PORT": str(SERVED),
        "WEB_CONCURRENCY": "1",
    }
    return {**os.environ, **told}


async def try_all(user: str, password: str, statements: list[str]) -> dict[str, str]:
    """Return what became of each statement: nothing, or why it was refused."""
    who = {"host": "127.0.0.1", "port": PORT, "user": user, "password": password}
    found: dict[str, str] = {}
    connection = await asyncmy.connect(**who)
    async with connection, connection.cursor() as cursor:
        for statement in statements:
            try:
                await cursor.execute(statement)
                found[statement] = ""
            except MySQLError as error:
                found[statement] = str(error.args[-1])
    return found


def write_note(environment: dict[str, str]) -> int:
    """Start the service, write a note, and return the status."""
    process = subprocess.Popen([APP, "serve"], env=environment, stdout=sys.stderr)
    try:
        end = time.monotonic() + 60
        while process.poll() is None and time.monotonic() < end:
            connection = HTTPConnection("127.0.0.1", SERVED, timeout=20)
            headers = {"Content-Type": "application/json", "Host": "localhost"}
            try:
                connection.request("POST", "/notes", '{"title": "First"}', headers)
                return connection.getresponse().status
            except ConnectionError:
                time.sleep(0.1)
            finally:
                connection.close()
        return 0
    finally:
        process.terminate()
        process.wait(60)


def main(folder: Path) -> None:
    """Make the users, have each do its work, and try what it must not."""
    (folder / "data").mkdir()
    with engine.run_server(folder / "data", *REACHED) as url:
        follow_manual(folder, unquote(url.partition("unix_socket=")[2]))
        owner = introduce(folder, "owner", "database_owner_password")
        service = introduce(folder, "app", "database_password")
        found = {
            deed: subprocess.run([APP, *deed.split()], env=owner, stdout=sys.stderr).returncode
            for deed in ("migrate", "backup run", "backup verify")
        }
        tried = {}
        found["written"] = write_note(service)
        for user, statements in (("app", AS_APP), ("owner", AS_OWNER)):
            password = (folder / user / "database_password").read_text().strip()
            tried[user] = asyncio.run(try_all(user, password, statements))
    print(json.dumps({"done": found, "tried": tried}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
