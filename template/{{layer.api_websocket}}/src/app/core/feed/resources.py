"""What can be followed: the resources, and which of their events amount to what."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from app.core.caller import Caller
from app.core.errors import NotFound
from app.core.events import Event


class Fact(NamedTuple):
    """What one event is to those who follow its resource."""

    resource: str
    kind: str
    subject_id: UUID


@dataclass(frozen=True, slots=True)
class Resource:
    """One resource whose events callers may follow.

    Attributes:
        name: what callers call it.
        check: what lets a caller pass who may read it, and raises for any other.
        kinds: what each event amounts to, in one word.
        find_id: which row an event is about.
    """

    name: str
    check: Callable[[Caller], None]
    kinds: Mapping[type[Event], str]
    find_id: Callable[[Any], UUID]


class UnknownResource(NotFound):
    """There is no such resource to follow."""

    def __init__(self) -> None:
        super().__init__("There is no such resource to follow.")


class Resources:
    """All that can be followed."""

    def __init__(self, resources: Iterable[Resource]) -> None:
        self.named = {resource.name: resource for resource in resources}
        self.of_event = {
            kind: resource for resource in self.named.values() for kind in resource.kinds
        }

    def check(self, caller: Caller, name: str) -> None:
        """Let `caller` follow the resource of that name.

        Raises:
            UnknownResource: there is none.
            Forbidden: they may not.
        """
        resource = self.named.get(name)
        if resource is None:
            raise UnknownResource
        resource.check(caller)

    def read(self, event: Event) -> Fact | None:
        """Return what `event` is to those who follow; None: nothing."""
        resource = self.of_event.get(type(event))
        if resource is None:
            return None
        return Fact(resource.name, resource.kinds[type(event)], resource.find_id(event))
