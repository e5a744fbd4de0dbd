"""How much one document may ask for."""

from pydantic import Field

from app.core.settings import EnvironmentSettings

MOST_COMPLEXITY = 50_000


class GraphqlSettings(EnvironmentSettings, env_prefix="GRAPHQL_"):
    """The limits of a document, all of them held before it is carried out; `GRAPHQL_DEPTH` etc.

    Attributes:
        characters: of the document; what it does not hold itself comes as variables.
        tokens: names, numbers, texts and marks.
        depth: of selections inside each other.
        fields: that are selected, where each fragment counts as often as it is spread.
        aliases: that are given, counted likewise.
        directives: that are used, counted likewise.
        complexity: fields that may come back, so a field in a page of 20 counts 20 times.
        kept_documents: that need not be read again, a worker.
    """

    characters: int = Field(20_000, gt=0)
    tokens: int = Field(1_000, gt=0)
    depth: int = Field(8, gt=0)
    fields: int = Field(200, gt=0)
    aliases: int = Field(20, ge=0)
    directives: int = Field(20, ge=0)
    complexity: int = Field(2_000, gt=0)
    kept_documents: int = Field(100, ge=0)

    def list_dangers(self) -> list[str]:
        """Return what would let one caller keep the service busy."""
        dangers: list[str] = []
        if self.depth > 30 or self.aliases > 200 or self.directives > 200:
            dangers.append("GRAPHQL_DEPTH, _ALIASES or _DIRECTIVES is too high: 30, 200 and 200.")
        if self.tokens > 10_000 or self.fields > 1_000:
            dangers.append("GRAPHQL_TOKENS or GRAPHQL_FIELDS is too high: 10000 and 1000.")
        if self.complexity > MOST_COMPLEXITY:
            dangers.append(f"GRAPHQL_COMPLEXITY is over {MOST_COMPLEXITY}: lower it.")
        return dangers
