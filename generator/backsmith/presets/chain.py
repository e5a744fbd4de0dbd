"""A preset with all that it extends: each file once, a base before what builds on it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from backsmith.catalog import Catalog
from backsmith.errors import FileRefused
from backsmith.presets.document import Document, read_document
from backsmith.presets.places import Commits, Place, find_base

MOST_DOCUMENTS = 20
MOST_DEPTH = 6


@dataclass
class Walk:
    """One walk along `extends`, with what it has met so far."""

    folder: Path
    catalog: Catalog
    commits: Commits
    read: dict[str, Document] = field(default_factory=dict)

    def follow(self, place: Place, above: tuple[str, ...] = ()) -> Iterator[Document]:
        """Give every document below `place` that was not given yet, and its own at the end."""
        if place.shown in above:
            circle = " -> ".join((*above[above.index(place.shown) :], place.shown))
            raise FileRefused(f"Presets extend each other: {circle}.", "Break the circle.")
        if place.shown in self.read:
            return
        if len(above) >= MOST_DEPTH:
            raise FileRefused(
                f"{above[0]} extends more than {MOST_DEPTH - 1} presets deep.",
                "Extend what lies deeper itself, and less of what lies between.",
            )
        document = read_document(place.read(), place.shown, self.catalog)
        for word in document.extends:
            base = find_base(word, place, self.folder, self.commits)
            yield from self.follow(base, (*above, place.shown))
        self.read[place.shown] = document
        if len(self.read) > MOST_DOCUMENTS:
            raise FileRefused(
                f"{(*above, place.shown)[0]} extends more than {MOST_DOCUMENTS - 1} presets.",
                "Join some of them into one file.",
            )
        yield document


def read_chain(
    place: Place, folder: Path, catalog: Catalog, commits: Commits
) -> tuple[Document, ...]:
    """Return the documents of a preset, the one at `place` last.

    Arguments:
        folder: of the built-in presets.

    Raises:
        FileRefused: one of them breaks the form, or they go round in a circle.
    """
    return tuple(Walk(folder, catalog, commits).follow(place))
