"""What runs beside the service's pods does its work under what the manifests say: Valkey, receiver.

The database is outside of the cluster, made as `docs/operations.md` tells its administrator.
"""

import json
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import yaml

from tests.delivery.engine import MINUTES, Engine, wait_until
from tests.delivery.pods import Pod, build, install_kubectl
from tests.delivery.test_engine import engine
from tests.rendered import Rendered, render

__all__ = ["engine"]
pytestmark = pytest.mark.matrix

ANSWERS = {
    "deploy": "kubernetes",
    "database": "postgresql",
    "auth": "none",
    "cache": "redis",
    "backups": "local",
    "project_name": "shop-pods",
}
VOLUMES = ("backups", "kept", "moments")
SERVED = ["ssl=on", "ssl_cert_file=/tls/database_certificate", "ssl_key_file=/tls/database_key"]
NOTE = """
import http.client, sys
line = http.client.HTTPConnection("127.0.0.1", 8000, timeout=20)
kind = {"Content-Type": "application/json", "Host": sys.argv[1]}
line.request("POST", "/notes", '{"title": "First"}', kind)
print(line.getresponse().status)
"""
HBA = "hostssl replication replica all scram-sha-256"
AS_SERVICE = "REDISCLI_AUTH=$(cat /run/secrets/redis_password)"
LAY = """
import json, os, sys
for folder in sys.argv[2:]:
    os.chown(f"/v/{folder}", 0, 10001)
    os.chmod(f"/v/{folder}", 0o2775)
os.mkdir("/v/secrets/..one")
for name, text in json.loads(sys.argv[1]).items():
    path = f"/v/secrets/..one/{name}"
    open(path, "w").write(text)
    os.chown(path, 0, 10001)
    os.chmod(path, 0o440)
    os.symlink(f"..data/{name}", f"/v/secrets/{name}")
os.symlink("..one", "/v/secrets/..data")
"""


@dataclass
class Cluster:
    """A place where the pods of a project run, one container each."""

    engine: Engine
    project: Rendered
    manifests: list[Any]
    secrets: dict[str, str]

    def find(self, kind: str, name: str) -> Pod:
        """Return a pod."""
        return Pod(self.engine, self.manifests, kind, name, network="pods")

    def lay(self, pod: Pod, name: str) -> dict[str, str]:
        """Return the volumes of a pod: its own secrets, and what all share."""
        volumes = {one: f"pods-{one}" for one in VOLUMES} | {"secrets": f"pods-{name}-secrets"}
        self.engine.docker("volume", "create", volumes["secrets"])
        given = json.dumps({path: self.secrets[key] for path, key in pod.list_secrets().items()})
        mounts = [f"--volume={volume}:/v/{one}" for one, volume in volumes.items()]
        root = ["run", "--rm", "--user", "0", *mounts, "--entrypoint", "python", "shop-pods"]
        self.engine.docker(*root, "-c", LAY, given, *VOLUMES)
        return volumes

    def run(self, kind: str, name: str, *args: str) -> str:
        """Run the last container of a pod to its end, with other words if there are some."""
        pod = self.find(kind, name)
        [container] = pod.spec["containers"]
        options = pod.draw(container, self.lay(pod, name))
        words = args or container["args"]
        return self.engine.docker("run", "--rm", *options, find_image(container), *words)

    def start(self, name: str) -> dict[str, Any]:
        """Start the container of a pod that stays, and return what the manifest says of it."""
        pod = self.find("Deployment", name)
        [container] = pod.spec["containers"]
        named = ["--name", f"pods-{name}", "--network-alias", name]
        options = [*named, *pod.draw(container, self.lay(pod, name))]
        program = container.get("command", [])
        options += ["--entrypoint", program[0]] if program else []
        words = [*program[1:], *container["args"]]
        self.engine.docker("run", "--detach", *options, find_image(container), *words)
        return dict(container)

    def ask(self, name: str, *command: str) -> str:
        """Return what a command in a running container prints; nothing where it fails."""
        try:
            return self.engine.docker("exec", f"pods-{name}", *command).strip()
        except AssertionError:
            return ""

    def is_ready(self, name: str, container: dict[str, Any]) -> bool:
        """Say what the readiness probe of a container says that is a command."""
        try:
            self.engine.docker(
                "exec", f"pods-{name}", *container["readinessProbe"]["exec"]["command"]
            )
        except AssertionError:
            return False
        return True


def find_image(container: dict[str, Any]) -> str:
    """Return the image that the engine has under another name."""
    return str(re.sub(r"^\S*(shop-pods(-backup)?):\S+$", r"\1", container["image"]))


def open_database(engine: Engine, project: Rendered, host: str, values: dict[str, str]) -> None:
    """Start a PostgreSQL outside of the cluster, and do with it what the manual tells."""
    done = project.run("env", "SECRETS_DIR=secrets/database", "sh", "deploy/certificate.sh", host)
    assert done.returncode == 0, done.stderr
    values["database_authority"] = project.read("secrets/database/database_authority")
    tls = project.root / "secrets/database"
    engine.docker("volume", "create", "pods-tls")
    copy = ["create", "--name", "pods-copy", "--volume=pods-tls:/tls", "postgres:17"]
    engine.docker(*copy)
    for name in ("database_certificate", "database_key"):
        engine.docker("cp", str(tls / name), f"pods-copy:/tls/{name}")
    engine.docker("rm", "pods-copy")
    own = "chown postgres /tls/*; chmod 600 /tls/database_key"
    root = ["run", "--rm", "--user", "0", "--volume=pods-tls:/tls", "--entrypoint", "sh"]
    engine.docker(*root, "postgres:17", "-c", own)
    told = ["--name", "pods-database", "--network", "pods", "--network-alias", host]
    told += ["--env=POSTGRES_USER=postgres", "--env=POSTGRES_PASSWORD=unused"]
    settings = [word for setting in SERVED for word in ("-c", setting)]
    served = ["--volume=pods-tls:/tls", "postgres:17", "postgres", *settings]
    engine.docker("run", "--detach", *told, *served)
    psql = ["exec", "pods-database", "psql", "--username=postgres", "--host=/var/run/postgresql"]
    wait_until(lambda: is_up(engine, psql))
    roles = read_roles(project)
    for role in ("owner", "app", "replica"):
        secret = "database_password" if role == "app" else f"database_{role}_password"
        roles.append(f"ALTER ROLE {role} PASSWORD '{values[secret]}'")
    for statement in roles:
        engine.docker(*psql, "--set=ON_ERROR_STOP=1", f"--command={statement}")
    engine.docker(
        "exec", "pods-database", "sh", "-c", f"echo '{HBA}' >> /var/lib/postgresql/data/pg_hba.conf"
    )
    engine.docker(*psql, "--command=SELECT pg_reload_conf()")
    grants = project.run("sed", "1,/^ALTER ROLE/d", "deploy/roles.sql").stdout
    as_owner = ["exec", "pods-database", "psql", "--username=postgres", "--dbname=app"]
    engine.docker(*as_owner, f"--command=SET ROLE owner; {grants}")


def read_roles(project: Rendered) -> list[str]:
    """Return the statements that the manual gives the administrator of the database."""
    text = project.read("docs/operations.md")
    assert HBA.replace(" all ", " ADDRESSES ") in text
    return re.findall(r"`((?:CREATE|GRANT) [^`]+)`", text.partition("## Start, renew")[0])


def is_up(engine: Engine, psql: list[str]) -> bool:
    """Say whether the server takes a question."""
    try:
        engine.docker(*psql, "--command=SELECT 1")
    except AssertionError:
        return False
    return True


@pytest.fixture(scope="module")
def cluster(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Everything but the pods themselves: images, database, secrets, volumes."""
    project = render(tmp_path_factory.mktemp("pods") / "service", ANSWERS)
    install_kubectl(project)
    assert project.run("uv", "lock", "--quiet").returncode == 0
    engine.build("shop-pods", project.root)
    engine.build("shop-pods-backup", project.root, target="backup")
    manifests = list(yaml.safe_load_all(build(project, "production")))
    found = Cluster(engine, project, manifests, {})
    for name in ("app", "receiver", "cache"):
        keys = found.find("Deployment", name).list_secrets().values()
        found.secrets |= {key: secrets.token_hex(24) for key in keys}
    keys = found.find("CronJob", "backup-run").list_secrets().values()
    found.secrets |= {key: secrets.token_hex(24) for key in keys if key not in found.secrets}
    host = found.find("Deployment", "app").settings["DATABASE_HOST"]
    engine.docker("network", "create", "pods")
    try:
        for volume in VOLUMES:
            engine.docker("volume", "create", f"pods-{volume}")
        open_database(engine, project, host, found.secrets)
        found.run("Job", "migrate")
        yield found
    finally:
        names = engine.docker("ps", "--all", "--quiet", "--filter", "name=pods-").split()
        if names:
            engine.docker("rm", "--force", "--volumes", *names)
        engine.docker("network", "rm", "pods")
        volumes = engine.docker("volume", "ls", "--quiet", "--filter", "name=pods-").split()
        engine.docker("volume", "rm", *volumes)


def read_state(cluster: Cluster, name: str) -> dict[str, Any]:
    """Return how a container runs, or ended."""
    return dict(json.loads(cluster.engine.docker("inspect", f"pods-{name}"))[0]["State"])


def test_valkey_counts_for_all_pods_and_knows_who_asks(cluster: Cluster) -> None:
    cache = cluster.start("cache")
    cluster.start("app")

    wait_until(lambda: cluster.is_ready("cache", cache))
    wait_until(lambda: cluster.ask("app", "app", "health") == "200")
    domain = cluster.find("Deployment", "app").settings["DOMAIN"]
    written = cluster.ask("app", "python", "-c", NOTE, domain)
    stranger = cluster.ask("cache", "valkey-cli", "ping")
    asked = cluster.ask("cache", "sh", "-c", AS_SERVICE + " valkey-cli info commandstats")
    bound = cluster.ask("cache", "sh", "-c", AS_SERVICE + " valkey-cli config get maxmemory")

    assert written == "201"
    assert "NOAUTH" in stranger
    assert "cmdstat_eval" in asked
    assert bound.split()[-1] == str(96 << 20)
    assert read_state(cluster, "cache")["Running"]


def test_the_receiver_brings_a_log_away_from_which_a_moment_comes_back(cluster: Cluster) -> None:
    receiver = cluster.start("receiver")

    wait_until(lambda: cluster.is_ready("receiver", receiver), 3 * MINUTES)
    wait_until(lambda: " to " in cluster.ask("receiver", "app", "backup", "moments"), 3 * MINUTES)
    cluster.run("CronJob", "backup-verify")
    cluster.run("CronJob", "backup-run")
    seconds = cluster.find("Deployment", "receiver").spec["terminationGracePeriodSeconds"]
    cluster.engine.docker("stop", "--time", str(seconds), "pods-receiver")

    ended = read_state(cluster, "receiver")
    assert (ended["ExitCode"], ended["OOMKilled"]) == (0, False)
