"""The tree of a project reads like the one that `tree` draws."""

from pathlib import PurePosixPath

from backsmith.tree import draw

PATHS = [PurePosixPath(path) for path in ("src/app/main.py", "src/app/cli.py", "README.md")]


def test_folders_come_first_and_files_after() -> None:
    assert draw("shop/", PATHS) == [
        "shop/",
        "├── src/",
        "│   └── app/",
        "│       ├── cli.py",
        "│       └── main.py",
        "└── README.md",
    ]


def test_a_folded_folder_says_how_much_it_holds() -> None:
    assert draw("shop/", PATHS, depth=1) == ["shop/", "├── src/ (2 files)", "└── README.md"]
