"""Files that run by themselves: at a push, on entering a folder, when an editor opens it."""

from collections.abc import Iterable

from backsmith.globs import matches

PATTERNS = (
    ".circleci/**", ".devcontainer/**", ".devcontainer.json", ".drone.yml", ".envrc", ".forgejo/**",
    ".gitea/**", ".github/actions/**", ".github/workflows/**", ".gitlab-ci.yml", ".gitlab/**",
    ".gitmodules", ".gitpod.yml", ".husky/**", ".idea/runConfigurations/**", ".lefthook.yml",
    ".mise.toml", ".pre-commit-config.yaml", ".travis.yml", ".vscode/launch.json",
    ".vscode/settings.json", ".vscode/tasks.json", ".woodpecker.yml", ".woodpecker/**",
    "Jenkinsfile", "appveyor.yml", "azure-pipelines.yml", "bitbucket-pipelines.yml",
    "lefthook.yml", "mise.toml", "package.json", "**/.envrc", "**/package.json",
    "**/.vscode/tasks.json",    "**/conftest.py", "**/sitecustomize.py", "**/*.pth",
)  # fmt: skip


def list_executables(paths: Iterable[str]) -> list[str]:
    """Return those of `paths` that run by themselves: a person looks at them first."""
    return sorted(path for path in paths if any(matches(pattern, path) for pattern in PATTERNS))
