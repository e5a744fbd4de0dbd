"""The rules of validation, made to say which of them is broken and where, and to repeat nothing.

The library's own messages quote the document and suggest names of the schema.
"""

from graphql import (
    ASTValidationRule,
    GraphQLError,
    NoSchemaIntrospectionCustomRule,
    specified_rules,
)

from app.core.graphql.errors import refuse

Rule = type[ASTValidationRule]


def quieten(rule: Rule) -> Rule:
    """Return `rule` with messages of our own."""
    detail = f"The document breaks the rule {rule.__name__.removesuffix('Rule')}."

    class QuietRule(rule):  # type: ignore[misc, valid-type]
        def report_error(self, error: GraphQLError) -> None:
            super().report_error(refuse(detail, error.nodes))

    return QuietRule


ALWAYS = tuple(quieten(rule) for rule in specified_rules)
WITHOUT_INTROSPECTION = (*ALWAYS, quieten(NoSchemaIntrospectionCustomRule))
