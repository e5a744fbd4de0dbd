"""Requests for every route that docs/openapi.json describes, with values that fit the description.

A path leads to a row that the list above it holds; each order and each filter is asked for once.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from uuid import UUID

from fastapi import FastAPI
from httpx2 import Response

from dev.profile.asking import Ask

NOBODY = str(UUID(int=1))
ORDER = ("get", "post", "put", "patch", "delete")  # what is deleted has been looked at before
numbers = count(1)


@dataclass
class Walk:
    """One walk through all routes, and what it has seen on its way."""

    document: dict[str, Any]
    ask: Ask
    ids: dict[str, str] = field(default_factory=dict)  # of a row, by the path of its list

    async def go(self) -> AsyncIterator[Response]:
        """Yield the answer to each request."""
        for method in ORDER:
            for path in sorted(self.document["paths"], key=lambda path: path.count("{")):
                if method in self.document["paths"][path]:
                    operation = self.document["paths"][path][method]
                    async for answer in self.send(method, path, operation):
                        self.remember(path, answer)
                        yield answer

    async def send(self, method: str, path: str, operation: Any) -> AsyncIterator[Response]:
        """Yield the answers of one route: as it is, and with each of its parameters."""
        url = self.fill(path)
        headers = {}
        if any(one["name"] == "if-match" for one in operation.get("parameters", ())):
            headers = {"If-Match": (await self.ask("GET", url)).headers.get("ETag", '"1"')}
        body = self.write_body(operation)
        answer = await self.ask(method.upper(), url, headers=headers, json=body)
        yield answer
        cursor = read_cursor(answer)
        for query in self.list_queries(operation, cursor):
            yield await self.ask(method.upper(), url, params=query, headers=headers, json=body)

    def list_queries(self, operation: Any, cursor: str | None) -> list[dict[str, str]]:
        """Return one query for each value of a list, each text, and the page that follows."""
        queries: list[dict[str, str]] = [{"cursor": cursor}] if cursor else []
        for one in operation.get("parameters", ()):
            if one["in"] == "query" and one["name"] != "cursor":
                schema = self.resolve(one["schema"])
                values = schema.get("enum") or ([self.sample(one["name"], schema)])
                queries += [{one["name"]: str(value)} for value in values]
        return queries

    def fill(self, path: str) -> str:
        """Return a path with the id of a row in place of each parameter."""
        place, filled = "", ""
        for part in path.split("/")[1:]:
            filled += "/" + (self.ids.get(place, NOBODY) if part.startswith("{") else part)
            place += f"/{part}"
        return filled

    def remember(self, path: str, answer: Response) -> None:
        """Keep the id of a row that an answer shows."""
        read = read_value(answer)
        rows = read.get("items", read) if isinstance(read, dict) else read
        row = rows[0] if isinstance(rows, list) and rows else rows
        if isinstance(row, dict) and "id" in row:
            self.ids[path] = str(row["id"])

    def write_body(self, operation: Any) -> Any:
        """Return a body that fits, or None where there is none."""
        content = operation.get("requestBody", {}).get("content", {})
        schema = content.get("application/json", {}).get("schema")
        return self.sample("", self.resolve(schema)) if schema else None

    def resolve(self, schema: Any) -> Any:
        """Return what a schema says, not where it is said; of several, the first."""
        while "$ref" in schema or "anyOf" in schema:
            if "anyOf" in schema:
                schema = schema["anyOf"][0]
            else:
                schema = self.document["components"]["schemas"][schema["$ref"].split("/")[-1]]
        return schema

    def sample(self, name: str, schema: Any) -> Any:
        """Return a value that fits."""
        if "enum" in schema or "const" in schema:
            return schema.get("const", schema.get("enum", [None])[0])
        match schema.get("type"):
            case "object":
                fields = schema.get("properties", {}).items()
                return {key: self.sample(key, self.resolve(value)) for key, value in fields}
            case "array":
                return [self.sample(name, self.resolve(schema["items"]))]
            case "integer" | "number":
                return schema.get("minimum", schema.get("default", 1))
            case "boolean":
                return True
            case _:
                return write_text(name, schema)


def write_text(name: str, schema: Any) -> str:
    """Return a text that fits, and that no other request has sent."""
    number = next(numbers)
    if schema.get("format") in ("uuid", "date-time", "date"):
        return {"uuid": NOBODY, "date": "2026-01-02"}.get(schema["format"], "2026-01-02T03:04:05Z")
    if "email" in name:
        return f"profile{number}@example.com"
    text = f"{name or 'text'} {number}".ljust(schema.get("minLength", 0), ".")
    return text[: schema.get("maxLength", len(text))]


def read_cursor(answer: Response) -> str | None:
    """Return the cursor of the page that follows."""
    read = read_value(answer)
    return read.get("next_cursor") if isinstance(read, dict) else None


def read_value(answer: Response) -> Any:
    """Return what an answer shows; None where it refuses, or shows nothing."""
    is_json = answer.content and "json" in answer.headers.get("content-type", "")
    return answer.json() if answer.is_success and is_json else None


async def walk(app: FastAPI, ask: Ask) -> AsyncIterator[Response]:
    """Yield the answer of every route that is described."""
    async for answer in Walk(app.openapi(), ask).go():
        yield answer
