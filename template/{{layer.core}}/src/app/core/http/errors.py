"""The errors of the protocol: requests that are refused before anybody reads them.

ServiceError
├── MethodRefused       405  no route ever answers this method
├── ConnectionCut            what follows on this connection is not worth reading
│   ├── BodyBroken      400  the body ended before its end
│   ├── BodyTooSlow     408  the body took too long to arrive
│   ├── BodyTooLarge    413  the body is over the limit
│   ├── UrlTooLong      414  the URL is over the limit
│   └── HeadersTooLarge 431  the headers are over the limit
├── MediaTypeRefused    415  the body is not plain UTF-8 JSON
└── Unavailable
    ├── Overloaded      503  as many requests are running as this process can carry
    └── TooSlow         503  the answer took longer than a request may
"""

from app.core.errors import ServiceError, Unavailable


class MethodRefused(ServiceError):
    """No route ever answers this method."""

    status = 405
    title = "Method not allowed"


class ConnectionCut(ServiceError):
    """What follows on this connection is not worth reading."""

    def list_headers(self) -> dict[str, str]:
        """Return the header that ends the connection."""
        return {"Connection": "close"}


class BodyBroken(ConnectionCut):
    """The body ended before its end, or was not framed as HTTP asks."""

    status = 400
    title = "Bad request"


class BodyTooSlow(ConnectionCut):
    """The body took too long to arrive."""

    status = 408
    title = "Request timeout"


class BodyTooLarge(ConnectionCut):
    """The body is over the limit."""

    status = 413
    title = "Content too large"


class UrlTooLong(ConnectionCut):
    """The URL is over the limit."""

    status = 414
    title = "URI too long"


class HeadersTooLarge(ConnectionCut):
    """The headers are too many, or too long together."""

    status = 431
    title = "Request header fields too large"


class MediaTypeRefused(ServiceError):
    """The body is not plain UTF-8 JSON."""

    status = 415
    title = "Unsupported media type"


class Overloaded(Unavailable):
    """As many requests are running as this process can carry."""

    retry_seconds = 1


class TooSlow(Unavailable):
    """The answer took longer than a request may."""
