"""The versions of a template that lives in a git repository."""

from dataclasses import dataclass
from functools import partial

from backsmith.errors import GitFailed, ReleaseNotFound, SourceUntrusted
from backsmith.say import quote, tell
from backsmith.sources.address import Address
from backsmith.sources.cache import keep
from backsmith.sources.checkout import lay_out
from backsmith.sources.release import Release
from backsmith.sources.store import Store, open_store


@dataclass
class GitHistory:
    """The versions that the tags of a repository name, or HEAD where there are none.

    Attributes:
        accept: whether a tag that was moved is taken as it is now.
    """

    address: Address
    accept: bool = False
    note: str = ""
    _is_fresh: bool = False

    @property
    def source(self) -> str:
        """Return what a project records as its source."""
        return self.address.recorded

    @property
    def newest(self) -> str:
        """Return the newest version that is final, or HEAD where there is none, as copier does."""
        from packaging.version import Version

        with open_store(self.address) as store:
            self._refresh(store)
            final = [v for v in _sort(store) if not Version(v).is_prerelease]
            return final[-1] if final else store.describe_head()

    def list_versions(self) -> tuple[str, ...]:
        """Return the versions that can be had, the oldest first; the other side is asked once."""
        with open_store(self.address) as store:
            self._refresh(store)
            return _sort(store) or (store.describe_head(),)

    def open(self, version: str) -> Release:
        """Return one version, laid out on this disk; what the cache has is not asked for again.

        Raises:
            ReleaseNotFound: there is no such version.
            SourceUntrusted: its tag names another commit than it did.
        """
        with open_store(self.address) as store:
            commit = self._find_commit(store, version)
            root = keep(f"releases/{commit}", partial(lay_out, store.git, commit))
        return Release(root, version, self.source, commit)

    def _find_commit(self, store: Store, version: str) -> str:
        """Return the commit of a version; the other side is asked for one that is not known."""
        if not store.find_commit(version):
            self._refresh(store)
        if not store.find_commit(version):
            store.fetch(everything=True)
        if moved := store.find_moved(version):
            self._judge(store, version, moved)
        if commit := store.find_commit(version):
            return commit
        raise ReleaseNotFound(
            f"The template {quote(self.source)} has no version {quote(version)}.",
            f"See what there is: git ls-remote --tags {self.address.url}",
        )

    def _judge(self, store: Store, version: str, moved: str) -> None:
        """Take a tag that was moved, or refuse it."""
        before = store.find_commit(version) or ""
        if not self.accept:
            raise SourceUntrusted(
                f"The tag {version} of {self.source} was {before[:12]} and is {moved[:12]} now.",
                "Look at what changed there; to take it as it is now: --accept-source",
            )
        store.accept(version)

    def _refresh(self, store: Store) -> None:
        """Fetch once; without a network the cache has to do."""
        if self._is_fresh:
            return
        if not store.is_filled and not self.address.is_local:
            tell(f"Fetching the template {self.source} ...")
        try:
            store.fetch()
        except GitFailed as error:
            if not store.is_filled:
                raise ReleaseNotFound(
                    f"The template {quote(self.source)} cannot be had: {error.message}.",
                    "Look at its address and the network. git's own credential helpers are asked.",
                ) from error
            self.note = "It does not answer; these are the versions that were fetched earlier."
            tell(f"{self.source} does not answer: what was fetched earlier has to do.")
        self._is_fresh = True


def _sort(store: Store) -> tuple[str, ...]:
    """Return the tags that are versions (PEP 440), the oldest first."""
    from packaging.version import InvalidVersion, Version

    found = []
    for tag in store.list_tags():
        try:
            found.append((Version(tag), tag))
        except InvalidVersion:
            continue
    return tuple(tag for _, tag in sorted(found))
