"""The pods of a project: an engine runs their containers under what the manifests say of them."""

from typing import Any

from tests.delivery.engine import Engine
from tests.delivery.programs import install_program
from tests.rendered import Rendered


def install_kubectl(project: Rendered) -> None:
    """Install the program that the project names, and nothing else of it."""
    install_program(project, "kubectl", "kubectl")


def build(project: Rendered, place: str) -> str:
    """Return the manifests of a place, as the project's own kubectl builds them."""
    done = project.run(".venv/bin/kubectl", "kustomize", f"deploy/kubernetes/overlays/{place}")
    assert done.returncode == 0, done.stderr
    return done.stdout


class Pod:
    """A pod of one overlay, whose containers an engine runs under what the manifest says."""

    def __init__(
        self, engine: Engine, manifests: list[Any], kind: str, name: str, network: str = "none"
    ) -> None:
        [found] = [m for m in manifests if (m["kind"], m["metadata"]["name"]) == (kind, name)]
        spec = found["spec"].get("jobTemplate", found)["spec"]
        self.spec = spec["template"]["spec"]
        self.engine = engine
        self.network = network
        self.settings = next(m["data"] for m in manifests if m["kind"] == "ConfigMap")

    def list_secrets(self) -> dict[str, str]:
        """Return which secret each file of the pod holds."""
        [found] = [volume["secret"] for volume in self.spec["volumes"] if "secret" in volume]
        return {item["path"]: item["key"] for item in found["items"]}

    def draw(self, container: dict[str, Any], volumes: dict[str, str]) -> list[str]:
        """Return the options that have an engine run a container as the manifest says."""
        of_pod, own = self.spec["securityContext"], container["securityContext"]
        assert of_pod["seccompProfile"] == {"type": "RuntimeDefault"}  # the engine's default, too
        assert own["allowPrivilegeEscalation"] is False
        options = ["--user", f"{of_pod['runAsUser']}:{of_pod['runAsGroup']}"]
        options += ["--read-only"] * own["readOnlyRootFilesystem"]
        options += [f"--cap-drop={name}" for name in own["capabilities"]["drop"]]
        options += ["--security-opt", "no-new-privileges", "--network", self.network]
        options += ["--memory", container["resources"]["limits"]["memory"].replace("i", "").lower()]
        options += ["--cpus", container["resources"]["limits"]["cpu"].replace("500m", "0.5")]
        options += ["--init"] * self.spec.get("shareProcessNamespace", False)
        for mount in container["volumeMounts"]:
            where = volumes.get(mount["name"])
            mode = ":ro" if mount.get("readOnly") else ""
            kind = f"--volume={where}:{mount['mountPath']}{mode}"
            options.append(kind if where else f"--tmpfs={mount['mountPath']}")
        return [*options, *(f"--env={key}={value}" for key, value in self.tell(container).items())]

    def tell(self, container: dict[str, Any]) -> dict[str, str]:
        """Return the environment of a container: the settings, and what is its own."""
        given = dict(self.settings) if "envFrom" in container else {}
        for one in container.get("env", []):
            value = one["value"]
            for name, text in self.settings.items():
                value = value.replace(f"$({name})", text)
            given[one["name"]] = value
        return given
