"""All that stands between the server and the routes."""

from fastapi import FastAPI

from app.core.http.cors import Cors
from app.core.http.front import Front
from app.core.http.settings import HttpSettings
from app.core.http.timing import Timing
from app.core.limits import Limits, LimitSettings
from app.core.problems import show_problems
from app.core.settings import Settings, read_settings

ALWAYS = [
    (b"cache-control", b"no-store"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"referrer-policy", b"no-referrer"),
    (b"server", b""),  # the server writes its name where nobody else wrote something
    (b"x-content-type-options", b"nosniff"),
]
IN_PRODUCTION = [(b"strict-transport-security", b"max-age=31536000; includeSubDomains")]


def install_http(
    app: FastAPI,
    settings: Settings,
    http: HttpSettings | None = None,
    counted: LimitSettings | None = None,
) -> None:
    """Put the front before `app`; what is added last stands outermost."""
    http = http or HttpSettings()
    limits = app.state.limits = Limits(counted or read_settings(LimitSettings))
    show_problems(app)
    if http.cors_origins:
        app.add_middleware(Cors, origins=http.cors_origins)
    if not settings.in_production:
        app.add_middleware(Timing)
    headers = app.state.headers = [*ALWAYS, *(IN_PRODUCTION if settings.in_production else [])]
    app.add_middleware(Front, settings=http, headers=headers, limits=limits)


__all__ = ["HttpSettings", "install_http"]
