"""Documents that may be carried out: read, measured and validated once, then kept."""

from functools import lru_cache

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    parse,
    validate,
)

from app.core.graphql.errors import DocumentRefused, NotCarriedOut, refuse
from app.core.graphql.measures import refuse_size
from app.core.graphql.rules import ALWAYS, WITHOUT_INTROSPECTION
from app.core.graphql.settings import GraphqlSettings

MOST_ERRORS = 10
INTROSPECTION = frozenset(["__schema", "__type"])


class Documents:
    """The documents of one schema. Nobody may look at the schema itself unless `shown`."""

    def __init__(self, schema: GraphQLSchema, settings: GraphqlSettings, *, shown: bool) -> None:
        self.schema = schema
        self.settings = settings
        self.rules = ALWAYS if shown else WITHOUT_INTROSPECTION
        self.unmeasured = INTROSPECTION if shown else frozenset[str]()
        self.read = lru_cache(settings.kept_documents)(self._read)

    def _read(self, source: str) -> DocumentNode:
        """Return the document of that text; only valid ones are kept.

        Raises:
            NotCarriedOut: it is malformed, too large or not valid.
        """
        document = self.parse(source)
        try:
            refuse_size(document, self.settings, self.unmeasured)
        except DocumentRefused as error:
            raise NotCarriedOut([refuse(error.detail)]) from error
        errors = validate(
            self.schema, document, self.rules, max_errors=MOST_ERRORS, hide_suggestions=True
        )
        if errors:
            ours = [error for error in errors if error.original_error]  # else: validation gave up
            raise NotCarriedOut(ours or [refuse("The document is nested too deeply.")])
        return document

    def parse(self, source: str) -> DocumentNode:
        """Return the document of that text.

        Raises:
            NotCarriedOut: it is not GraphQL, or too long.
        """
        most = self.settings
        if len(source) > most.characters:
            raise NotCarriedOut([refuse(f"The document is over {most.characters} characters.")])
        try:
            return parse(source, max_lexical_tokens=most.tokens, max_comments=most.tokens)
        except GraphQLSyntaxError as error:
            raise NotCarriedOut([describe_syntax(error, most.tokens)]) from error


def describe_syntax(error: GraphQLSyntaxError, tokens: int) -> GraphQLError:
    """Return where the text stops being GraphQL, without a character of it."""
    detail = "From here on, the document is not GraphQL."
    if "Parsing aborted" in error.message:
        detail = f"The document is over {tokens} tokens, or nested too deeply."
    cause = DocumentRefused(detail)
    return GraphQLError(
        detail, source=error.source, positions=error.positions, original_error=cause
    )
