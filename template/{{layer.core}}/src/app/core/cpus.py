"""How many CPUs this process may use: not those of the machine, those that it is given."""

import os
from pathlib import Path

QUOTA = Path("/sys/fs/cgroup/cpu.max")


def count_cpus(quota: Path = QUOTA) -> int:
    """Return how many CPUs the process may run on, after the container's quota; at least one."""
    affinity = getattr(os, "sched_getaffinity", None)
    cpus = len(affinity(0)) if affinity else os.cpu_count() or 1
    try:
        share, period = quota.read_text().split()
    except (OSError, ValueError):
        return cpus
    return cpus if share == "max" else max(1, min(cpus, int(share) // int(period)))
