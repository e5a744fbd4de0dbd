"""The description of the feed for its callers: docs/asyncapi.json, as the messages have it."""

import json
import sys
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from app.core.feed import messages
from app.core.feed.entrance import PATH, PROTOCOL
from app.core.identity import NAME, find_version
from app.core.sockets import errors
from app.core.sockets.errors import Ending

FILE = Path(__file__).parents[1] / "docs" / "asyncapi.json"
FROM_CLIENT: list[type[BaseModel]] = [messages.Subscribe, messages.Unsubscribe, messages.Pong]
FROM_SERVICE: list[type[BaseModel]] = [
    messages.Subscribed,
    messages.Unsubscribed,
    messages.Happened,
    messages.Gone,
    messages.Ping,
    messages.Trouble,
]
ENDINGS = [
    errors.too_much,
    errors.too_large,
    errors.at_fault,
    errors.at_restart,
    errors.too_slow,
    errors.unable,
    errors.unauthenticated,
    errors.silent,
]
ABOUT = f"""The events of your own rows, while you listen and since you last did.

Connect with the subprotocol `{PROTOCOL}` and the credential of every other request: in its header,
or, from a browser, as a second subprotocol `bearer.TOKEN`. A query in the URL is refused. Who is
not let in gets an HTTP answer with a problem document (RFC 9457).

Subscribe, keep the cursor, then read the list: what happens in between comes as an event. After a
reconnect, subscribe with the last cursor that you have handled, and nothing is lost or told twice.
A `gone` says that too much has happened since: read the list again.

The socket is closed with these codes:

"""


def describe() -> str:
    """Return what the file must hold."""
    models = [*FROM_CLIENT, *FROM_SERVICE]
    _, definitions = models_json_schema(
        [(model, "validation") for model in models],
        ref_template="#/components/schemas/{model}",
    )
    document = {
        "asyncapi": "3.0.0",
        "info": {"title": NAME, "version": find_version(), "description": ABOUT + list_endings()},
        "defaultContentType": "application/json",
        "channels": {
            "feed": {
                "address": PATH,
                "messages": {
                    name(model): {"$ref": f"#/components/messages/{name(model)}"}
                    for model in models
                },
                "bindings": {"ws": {"method": "GET", "bindingVersion": "0.1.0"}},
            }
        },
        "operations": {
            "listen": describe_operation("receive", "What a client says.", FROM_CLIENT),
            "tell": describe_operation("send", "What the service says.", FROM_SERVICE),
        },
        "components": {
            "messages": {name(model): describe_message(model) for model in models},
            "schemas": definitions["$defs"],
        },
    }
    return json.dumps(document, indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def name(model: type[BaseModel]) -> str:
    """Return the `type` of a message."""
    kind: str = model.model_fields["type"].annotation.__args__[0]  # type: ignore[union-attr]
    return kind


def describe_message(model: type[BaseModel]) -> dict[str, Any]:
    """Return one message."""
    summary = " ".join((model.__doc__ or "").split())
    reference = {"$ref": f"#/components/schemas/{model.__name__}"}
    return {"name": name(model), "summary": summary, "payload": reference}


def describe_operation(action: str, summary: str, said: list[type[BaseModel]]) -> dict[str, Any]:
    """Return one direction."""
    return {
        "action": action,
        "channel": {"$ref": "#/channels/feed"},
        "summary": summary,
        "messages": [{"$ref": f"#/channels/feed/messages/{name(model)}"} for model in said],
    }


def list_endings() -> str:
    """Return one line for each code with which the service closes a socket."""
    endings: list[Ending] = [make() for make in ENDINGS]
    return "".join(f"- {ending.code}: {ending.reason}\n" for ending in endings)


def main() -> int:
    """Write the file."""
    FILE.write_text(describe())
    return 0


if __name__ == "__main__":
    sys.exit(main())
