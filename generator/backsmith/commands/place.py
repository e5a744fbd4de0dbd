"""Find the project in which a file lies, or would lie."""

from pathlib import Path

from backsmith.errors import ProjectNotFound
from backsmith.project import ANSWERS_FILE, Project, find_project


def find_place(file: Path, answers_file: str = ANSWERS_FILE) -> tuple[Project, str]:
    """Return the project in which `file` lies, and its path there.

    Raises:
        ProjectNotFound: it lies in none.
    """
    folder = next(place for place in file.absolute().parents if place.is_dir())
    project = find_project(folder, answers_file)
    place = folder.resolve() / file.absolute().relative_to(folder)
    try:
        return project, place.relative_to(project.root).as_posix()
    except ValueError as error:
        raise ProjectNotFound(f"{file} lies in no project.", "Give the path of a file.") from error
