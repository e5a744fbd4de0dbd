"""The standard that a project follows: as it was recorded, or as it is now."""

from backsmith.answers import NO_POLICY
from backsmith.presets import Preset, compare, read_policy, resolve_recorded
from backsmith.project import Project
from backsmith.template import OpenTemplate


def recall_standard(project: Project) -> Preset:
    """Return the standard as the project has recorded it.

    Raises:
        AnswersDamaged: what is recorded is no policy.
    """
    policy = read_policy(project.answers.get("policy", NO_POLICY))
    return Preset(str(project.answers.get("preset", "")), "", {}, policy)


def find_standard(
    template: OpenTemplate, project: Project, wanted: str | None
) -> tuple[Preset, list[str]]:
    """Return the standard that is wanted, else the recorded one as it is now, and what changed."""
    was = recall_standard(project)
    if wanted:
        now = template.find_preset(wanted)
    else:
        folder = template.release.presets
        again = resolve_recorded(project.recorded, folder, template.catalog, template.sandbox)
        now = again or was
    template.check_range(now)
    changes = [f"preset {now.name}: {line}" for line in compare(was.policy, now.policy)]
    if now.name != was.name:
        changes.insert(0, f"preset {now.name} takes the place of {was.name or 'none'}")
    return now, changes
