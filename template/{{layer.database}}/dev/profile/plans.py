"""How a database carries a statement out, in the same words for each of them."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Scan:
    """A table that was read from one end to the other."""

    table: str
    rows: int  # that were looked at


@dataclass
class Plan:
    """What a statement costs.

    Attributes:
        cost: what it takes, in a unit of the database's own; only ratios of it mean something.
        unit: what that unit is.
        milliseconds: how long it took.
        looked_at: how many rows were read to find those that were wanted.
        scans: the tables that were read from end to end.
        indexes: the names of the indexes that were used.
    """

    cost: float = 0
    unit: str = ""
    milliseconds: float = 0
    looked_at: int = 0
    scans: list[Scan] = field(default_factory=list)
    indexes: set[str] = field(default_factory=set)
