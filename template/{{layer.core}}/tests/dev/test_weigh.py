"""An image that has grown beyond its budget is not built unnoticed."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MIB = 2**20


def weigh(folder: Path, size: int, layers: int) -> subprocess.CompletedProcess[str]:
    """Weigh an image of so many bytes and layers, which may be 300 MiB in 16."""
    program = folder / "docker"
    program.write_text(f"#!/bin/sh\necho {size} {layers}\n")
    program.chmod(0o755)
    command = ["/bin/sh", str(ROOT / "dev" / "weigh.sh"), "shop", "300", "16"]
    environment = {"PATH": f"{folder}:/usr/bin:/bin"}
    return subprocess.run(command, env=environment, capture_output=True, text=True)  # noqa: S603


@pytest.mark.promise("S77")
def test_an_image_within_its_budget_passes(tmp_path: Path) -> None:
    assert weigh(tmp_path, 300 * MIB, 16).returncode == 0


@pytest.mark.promise("S77")
@pytest.mark.parametrize(("size", "layers"), [(301 * MIB, 16), (300 * MIB, 17)])
def test_one_that_is_larger_or_has_more_layers_does_not(
    size: int, layers: int, tmp_path: Path
) -> None:
    done = weigh(tmp_path, size, layers)

    assert done.returncode == 1
    assert f"weighs {size // MIB} MiB in {layers} layers" in done.stderr


@pytest.mark.promise("S77")
def test_the_image_is_weighed_when_it_is_built() -> None:
    makefile = (ROOT / "Makefile").read_text()

    _, _, recipe = makefile.partition("\nimage: ")

    assert recipe.splitlines()[1:3] == [
        "\tdocker build --tag $(IMAGE) .",
        "\t@sh dev/weigh.sh $(IMAGE) $(IMAGE_MIB) $(IMAGE_LAYERS)",
    ]
