"""What is pushed is signed by its digest, and is looked at as those who use it will."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
DIGEST, OTHER = "sha256:" + "a" * 64, "sha256:" + "b" * 64
SAYS = f'echo "$(basename "$0") $*" >> said; echo "1.2.0: digest: {DIGEST} size: 1"\n'
PUBLISH = {
    "IMAGE": "shop",
    "VERSION": "v1.2.0",
    "REPOSITORY": "registry.test/Team/Shop",
    "REGISTRY_USER": "ada",
    "REGISTRY_PASSWORD": "let me in",  # pragma: allowlist secret
}
SIGN = {"IDENTITY": "https://pipeline.test/shop@v1.2.0", "ISSUER": "https://pipeline.test"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with programs that write down how they were called."""
    (tmp_path / "dist").mkdir()
    (tmp_path / "programs").mkdir()
    for name in ("docker", "cosign"):
        program = tmp_path / "programs" / name
        program.write_text("#!/bin/sh\n" + SAYS)
        program.chmod(0o755)
    return tmp_path


def run(folder: Path, script: str, environment: dict[str, str], *words: str) -> list[str]:
    """Run a script of dev/release in `folder`; return what it called."""
    command = ["/bin/sh", "-e", str(ROOT / "dev" / "release" / script), *words]
    path = {"PATH": f"{folder / 'programs'}:/usr/bin:/bin"}
    subprocess.run(command, cwd=folder, env=path | environment, check=True)  # noqa: S603
    return (folder / "said").read_text().splitlines()


def test_each_image_is_pushed_and_its_digest_written_down(folder: Path) -> None:
    said = run(folder, "publish.sh", PUBLISH, "service", "other")

    assert said == [
        "docker login --username ada --password-stdin registry.test",
        "docker tag shop registry.test/team/shop:1.2.0",
        "docker push registry.test/team/shop:1.2.0",
        "docker tag shop-other registry.test/team/shop/other:1.2.0",
        "docker push registry.test/team/shop/other:1.2.0",
    ]
    assert (folder / "dist" / "images").read_text().splitlines() == [
        f"service registry.test/team/shop@{DIGEST}",
        f"other registry.test/team/shop/other@{DIGEST}",
    ]


@pytest.mark.promise("S83")
def test_each_image_that_is_built_is_scanned_and_published() -> None:
    makefile = (ROOT / "Makefile").read_text()
    [published] = re.findall(r"/publish\.sh (.*)$", makefile, flags=re.M)
    tags = [
        "$(IMAGE)" if stage == "service" else f"$(IMAGE)-{stage}" for stage in published.split()
    ]

    built = re.findall(r"^\tdocker build .*--tag (\S+) \.$", makefile, flags=re.M)
    scanned = re.findall(r"^\tdocker save .* (\S+)\n\t\$\(GRYPE\)$", makefile, flags=re.M)
    beside = re.findall(r"^FROM service AS (\S+)$", (ROOT / "Dockerfile").read_text(), flags=re.M)
    assert tags == built == scanned
    assert published.split() == ["service", *beside]


@pytest.mark.parametrize("name", sorted(PUBLISH))
def test_nothing_is_pushed_while_something_is_missing(name: str, folder: Path) -> None:
    some = {key: value for key, value in PUBLISH.items() if key != name}
    with pytest.raises(subprocess.CalledProcessError):
        run(folder, "publish.sh", some, "service")

    assert not (folder / "dist" / "images").exists()


@pytest.mark.promise("S83")
def test_images_and_bill_are_signed_by_digest_and_verified(folder: Path) -> None:
    images = [f"registry.test/team/shop@{DIGEST}", f"registry.test/team/shop/other@{OTHER}"]
    (folder / "dist" / "images").write_text(f"service {images[0]}\nother {images[1]}\n")

    said = run(folder, "sign.sh", SIGN)

    identity, issuer = SIGN["IDENTITY"], SIGN["ISSUER"]
    trusted = f"--certificate-identity {identity} --certificate-oidc-issuer {issuer}"
    assert said == [
        line
        for image in images
        for line in (
            f"cosign sign --yes {image}",
            f"cosign attest --yes --type cyclonedx --predicate dist/sbom.cdx.json {image}",
            f"cosign verify {trusted} {image}",
            f"cosign verify-attestation --type cyclonedx {trusted} {image}",
        )
    ]


@pytest.mark.promise("S83")
@pytest.mark.parametrize("image", ["service registry.test/team/shop:1.2.0\n", ""])
def test_a_name_that_may_move_is_not_signed_nor_is_nothing(image: str, folder: Path) -> None:
    (folder / "dist" / "images").write_text(image)

    with pytest.raises(subprocess.CalledProcessError):
        run(folder, "sign.sh", SIGN)

    assert not (folder / "said").exists()
