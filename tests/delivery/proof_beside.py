"""Install a service beside the servers that it needs on this machine, as its manual tells.

PostgreSQL, Redis and a bucket are there already; root runs the blocks of `docs/operations.md` and
of `docs/disaster-recovery.md`, hurts what serves, and prints one line of JSON: what came of it.
"""

import json
import os
import re
import shutil
import signal
import time
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path
from typing import Any

import proof
from proof import CLONE, HEADERS, SECRETS, ask, call, callers, drop_in, install, show, wait_until

BUCKET = Path("/var/lib/bucket")
CERTIFICATE = Path("/usr/local/share/ca-certificates/bucket.crt")
KEY_ID, SECRET = "shop", "of the bucket"
ADDRESS = "https://localhost:8333/backups"
POSTGRESQL = next(Path("/usr/lib/postgresql").iterdir()).name
PASSWORD = "correct horse battery staple 9"
TRIED = """
\\set QUIET on
SELECT count(*) FROM notes;
CREATE TABLE mine (id int);
DROP TABLE notes;
TRUNCATE notes;
CREATE ROLE other;
COPY notes TO PROGRAM 'true';
"""


def read_blocks(document: str, heading: str) -> list[str]:
    """Return what a section of a document has one run."""
    text = (CLONE / "docs" / document).read_text()
    section = re.split(r"^## ", text.partition(f"\n## {heading}\n")[2], flags=re.M)[0]
    return re.findall(r"^```sh\n(.*?)^```", section, flags=re.M | re.S)


def follow(document: str, heading: str) -> list[int]:
    """Do what a section tells; return the exit code of each block."""
    return [call("sh", "-euc", block)[0] for block in read_blocks(document, heading)]


def begin_anew() -> None:
    """Have a PostgreSQL and a Redis as they are when they have just been installed."""
    for command in ("pg_dropcluster --stop", "pg_createcluster --start-conf=auto"):
        call(*command.split(), POSTGRESQL, "main")
    call("systemctl", "restart", "postgresql")
    call("redis-cli", "flushall")


def open_bucket() -> None:
    """Have a bucket behind a certificate that this machine trusts, as an S3 server offers it."""
    shutil.rmtree(BUCKET, ignore_errors=True)
    BUCKET.mkdir()
    certificate, key = BUCKET / "certificate.pem", BUCKET / "key.pem"
    named = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    made = ["-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate, "-days", "2"]
    call("openssl", "req", "-x509", *made, *named)
    shutil.copy(certificate, CERTIFICATE)
    call("update-ca-certificates")
    who = {"accessKey": KEY_ID, "secretKey": SECRET}
    rights = {"name": "shop", "credentials": [who], "actions": ["Admin"]}
    (BUCKET / "rights.json").write_text(json.dumps({"identities": [rights]}))
    served = ["-ip=127.0.0.1", "-s3", "-s3.iam=false", "-s3.port.iceberg=0", "-s3.port.lance=0"]
    secured = [f"-s3.config={BUCKET}/rights.json", f"-s3.cert.file={certificate}"]
    quiet = ["-logtostderr", "server", f"-dir={BUCKET}", "-master.telemetry=false"]
    command = ["weed", *quiet, *served, *secured, f"-s3.key.file={key}"]
    call("systemd-run", "--unit=bucket", "--property=LimitNOFILE=65536", *command)
    wait_until(is_open)


def is_open() -> bool:
    """Say whether the bucket answers, whatever it says."""
    connection = HTTPSConnection("localhost", 8333, timeout=20)
    connection.request("GET", "/")
    return connection.getresponse().status > 0


def tell(**settings: str) -> None:
    """Write settings where the manual says that they are."""
    path = Path("/etc/shop/settings.env")
    text = path.read_text()
    for name, value in settings.items():
        text = re.sub(rf"^{name}=.*", f"{name}={value}", text, flags=re.M)
    path.write_text(text)


def say_sql(user: str, secret: str, script: str) -> str:
    """Return what PostgreSQL answers to a user who comes with the password of a secret."""
    password = (SECRETS / secret).read_text().strip()
    asked = ["psql", "--host=localhost", f"--username={user}", "--dbname=app", "--no-align"]
    path = Path("/tmp/asked.sql")
    path.write_text(script)
    return call("env", f"PGPASSWORD={password}", *asked, "--tuples-only", f"--file={path}")[1]


def log_in() -> tuple[int, int]:
    """Make the first administrator as an operator does, and log in; return both statuses."""
    code = call("/usr/local/bin/shop", "admin", "ada@example.com")[1].splitlines()[0]
    HEADERS["Sec-Fetch-Site"] = "same-origin"
    form = json.dumps({"code": code, "password": PASSWORD})
    reset = ask("POST", "/auth/password/reset", form)[0]
    connection = HTTPConnection("127.0.0.1", 8000, timeout=60)
    form = json.dumps({"email": "ada@example.com", "password": PASSWORD})
    connection.request("POST", "/auth/login", form, HEADERS)
    answer = connection.getresponse()
    HEADERS["Cookie"] = str(answer.headers["set-cookie"]).partition(";")[0]
    return reset, answer.status


def write(title: str) -> int:
    """Write a note, and return the status."""
    return ask("POST", "/notes", json.dumps({"title": title}))[0]


def prove_install() -> dict[str, Any]:
    """Do what the manual has one do, from a clean machine to the first note."""
    begin_anew()
    open_bucket()
    prepared = call("sh", "deploy/prepare.sh")
    made = [follow("operations.md", heading) for heading in ("The database", "Redis")]
    tell(BACKUPS_S3_URL=ADDRESS, BACKUPS_S3_KEY_ID=KEY_ID, SESSION_STORE="redis")
    (SECRETS / "backups_s3_secret").write_text(SECRET)
    installed = install("1.0")
    made += [follow("operations.md", heading) for heading in ("The database", "Redis")]
    return {
        "prepared": prepared,
        "made": made,
        "installed": installed,
        "back": wait_until(lambda: ask(path="/health/ready")[0] == 200),
        "logged_in": log_in(),
        "written": write("First"),
        "failed": call("systemctl", "list-units", "--failed", "--quiet", "--no-legend", "shop*")[1],
    }


def prove_rights() -> dict[str, Any]:
    """Try what each account of the database and of the machine may."""
    service = show("shop.service", "MainPID")
    receiver = show("shop-receiver.service", "MainPID")
    asked = ["--tuples-only", "--no-align", "--dbname=app"]
    owners = "SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'"
    return {
        "app": say_sql("app", "database_password", TRIED).splitlines(),
        "owners": call("runuser", "-u", "postgres", "--", "psql", *asked, f"--command={owners}")[1],
        "users": [call("stat", "--format=%U", f"/proc/{pid}")[1] for pid in (service, receiver)],
        "stranger": call("redis-cli", "ping")[1],
        "sessions": len(call("redis-cli", "-a", read("redis_password"), "keys", "*")[1].split()),
    }


def read(secret: str) -> str:
    """Return a secret."""
    return (SECRETS / secret).read_text().strip()


def prove_restart() -> dict[str, Any]:
    """End the servers that it needs as the kernel would, and then have it start again itself."""
    found: dict[str, Any] = {}
    process = Path("/var/lib/postgresql", POSTGRESQL, "main/postmaster.pid").read_text().split()[0]
    os.kill(int(process), signal.SIGKILL)
    found["without"] = wait_until(lambda: ask(path="/health/ready")[0] == 503)
    found["alive"] = ask(path="/health/live")[0]
    call("systemctl", "restart", f"postgresql@{POSTGRESQL}-main")
    found["with"] = wait_until(lambda: "First" in ask()[1])
    with callers() as (said, _):
        for _ in range(2):
            call("systemctl", "restart", "shop.service")
            time.sleep(1)
    found["answers"] = sorted(set(said))
    warned = ["--grep=warning|error", "--lines=20", "--output=cat"]
    found["warned"] = call("journalctl", "--unit=shop", *warned)[1]
    os.kill(int(show("redis-server.service", "MainPID")), signal.SIGKILL)
    found["cache"] = wait_until(lambda: show("redis-server.service", "NRestarts") != "0")
    found["logged_in_again"] = wait_until(lambda: again() == 200)
    return found


def again() -> int:
    """Log in again; return the status."""
    form = json.dumps({"email": "ada@example.com", "password": PASSWORD})
    connection = HTTPConnection("127.0.0.1", 8000, timeout=60)
    connection.request("POST", "/auth/login", form, HEADERS | {"Cookie": ""})
    answer = connection.getresponse()
    HEADERS["Cookie"] = str(answer.headers["set-cookie"]).partition(";")[0]
    return answer.status


def read_shipped() -> str:
    """Return up to when the log has left this machine."""
    state = Path("/var/lib/shop-receiver/moments/state.json")
    return str(json.loads(state.read_text())["shipped"] or "")


def prove_moments() -> dict[str, Any]:
    """Have a mistake undone as the manual tells: to the moment before it."""
    found: dict[str, Any] = {}
    drop_in("shop-backup-run.timer", "[Timer]\nOnCalendar=*:*:0/5\n")
    call("systemctl", "restart", "shop-backup-run.timer")
    backup = ["/usr/local/bin/shop", "--as", "backup-run", "backup"]

    def count() -> int:
        code, said = call(*backup, "list")
        return len(said.splitlines()) if code == 0 else 0

    found["fired"] = wait_until(lambda: count() > 0, 180)
    call("systemctl", "stop", "shop-backup-run.timer")
    wait_until(lambda: show("shop-backup-run.service", "ActiveState") == "inactive")
    received = ["/usr/local/bin/shop", "--as", "receiver", "backup", "moments"]
    found["received"] = wait_until(lambda: " to " in call(*received)[1], 180)
    wait_until(lambda: write("Before") == 201)
    time.sleep(1)
    moment = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    time.sleep(1)
    wait_until(lambda: write("Mistake") == 201)
    found["shipped"] = wait_until(lambda: read_shipped() > moment, 240)
    found["said"] = call("journalctl", "--unit=shop-receiver", "--lines=30", "--output=cat")[1]
    [_, told] = read_blocks("disaster-recovery.md", "Bringing back a moment")
    done = call("sh", "-euc", re.sub(r"(--at) \S+", rf"\1 {moment}", told))
    found["restored"] = done
    back = wait_until(lambda: ask(path="/health/ready")[0] == 200)
    found["listed"] = ask()[1] if back else ""
    found["in_order"] = call(*backup[:-1], "check", "--deploy")
    return found


if __name__ == "__main__":
    os.environ["LC_ALL"] = "C.UTF-8"
    proof.PACE_SECONDS = 0.3  # a caller who is known has a quota
    found = {}
    for prove in (prove_install, prove_rights, prove_restart, prove_moments):
        found[prove.__name__.removeprefix("prove_")] = prove()
    print(json.dumps(found))
