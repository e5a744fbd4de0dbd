"""As many workers as there are CPUs, and in a container as many as it was given."""

import os
from pathlib import Path

import pytest

from app.core.cpus import count_cpus


@pytest.mark.parametrize(
    ("quota", "cpus"), [("100000 100000", 1), ("50000 100000", 1), ("9999999 1000", None)]
)
def test_the_quota_bounds_the_workers(tmp_path: Path, quota: str, cpus: int | None) -> None:
    file = tmp_path / "cpu.max"
    file.write_text(quota)

    assert count_cpus(file) == (cpus or len(os.sched_getaffinity(0)))


def test_without_a_quota_the_machine_counts(tmp_path: Path) -> None:
    unlimited = tmp_path / "cpu.max"
    unlimited.write_text("max 100000")

    everything = len(os.sched_getaffinity(0))
    assert count_cpus(unlimited) == count_cpus(tmp_path / "none") == everything
