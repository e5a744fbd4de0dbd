"""In which media type an answer goes out: that of GraphQL where the caller wants it, else JSON."""

from typing import Final

GRAPHQL: Final = "application/graphql-response+json"
JSON: Final = "application/json"
JSON_RANGES = frozenset([JSON, "application/*", "*/*"])


def choose_media_type(accept: str) -> str:
    """Return which of the two an Accept header prefers; one that wants neither gets JSON."""
    graphql = json = 0.0
    for part in accept.lower().split(","):
        name, _, parameters = part.partition(";")
        weight = read_weight(parameters)
        if name.strip() == GRAPHQL:
            graphql = max(graphql, weight)
        elif name.strip() in JSON_RANGES:
            json = max(json, weight)
    return GRAPHQL if graphql and graphql >= json else JSON


def read_weight(parameters: str) -> float:
    """Return the weight among the parameters of a media range; 1 where there is none."""
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0
