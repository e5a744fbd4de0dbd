"""Presets that tests write: small files in a folder, and what they resolve to."""

from pathlib import Path

from backsmith.presets import Preset
from backsmith.template import OpenTemplate


def write(folder: Path, name: str, text: str = "") -> Path:
    """Write the preset called `name` with the rules in `text`, and return its path."""
    path = folder / f"{name}.yml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"apiVersion: 1\nname: {path.stem}\n{text}\n")
    return path


def resolve(template: OpenTemplate, folder: Path, *texts: str) -> Preset:
    """Return the preset of several files, each of which extends the one before."""
    for number, text in enumerate(texts):
        base = f"extends: [./p{number - 1}.yml]\n" if number else ""
        write(folder, f"p{number}", base + text)
    return template.find_preset(str(folder / f"p{len(texts) - 1}.yml"))
