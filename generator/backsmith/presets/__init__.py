"""Presets: a team's standard, read into suggestions and into the policy that questions obey."""

from backsmith.presets.compare import compare
from backsmith.presets.places import list_presets
from backsmith.presets.policy import explain_version, find_digest, list_policy_checks, read_policy
from backsmith.presets.preset import NO_PRESET, Preset, find_preset
from backsmith.presets.recorded import resolve_recorded

__all__ = [
    "NO_PRESET",
    "Preset",
    "compare",
    "explain_version",
    "find_digest",
    "find_preset",
    "list_policy_checks",
    "list_presets",
    "read_policy",
    "resolve_recorded",
]
