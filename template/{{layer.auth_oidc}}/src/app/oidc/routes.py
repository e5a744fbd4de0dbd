"""The routes of browsers: to the provider, back from it, and out."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from app.core.caller import RequestCaller
from app.core.clock import Now
from app.core.routing import open_public_router, open_router
from app.core.sessions import FORGET as FORGET_SESSION
from app.oidc.attempt import FORGET as FORGET_ATTEMPT
from app.oidc.entrance import Entrance

SEE_OTHER = 303
VISIBLE = r"^[\x20-\x7e]*$"  # RFC 6749, appendix A

router = APIRouter(tags=["oidc"])
strangers = open_public_router("auth")
owners = open_router("auth")


async def read_entrance(request: Request) -> Entrance:
    """Return the door for browsers."""
    entrance: Entrance = request.app.state.entrance
    return entrance


RequestEntrance = Annotated[Entrance, Depends(read_entrance)]
Code = Annotated[str, Query(max_length=2048, pattern=VISIBLE)]  # some are half a token
Word = Annotated[str, Query(max_length=300, pattern=VISIBLE)]


def send_on(place: str, *cookies: str) -> Response:
    """Return the answer that sends a browser there, with these cookies."""
    answer = Response(status_code=SEE_OTHER, headers={"location": place})
    for cookie in cookies:
        answer.headers.append("set-cookie", cookie)
    return answer


@strangers.get("/auth/login", status_code=SEE_OTHER, response_class=Response)
async def log_in(
    entrance: RequestEntrance, return_to: Annotated[str, Query(max_length=200)] = ""
) -> Response:
    """Go to the provider to sign in, and then to one of the paths that the settings name."""
    place, attempt = await entrance.begin(return_to)
    return send_on(place, attempt.write_cookie())


@strangers.get("/auth/callback", status_code=SEE_OTHER, response_class=Response)
async def come_back(
    request: Request,
    entrance: RequestEntrance,
    now: Now,
    code: Code = "",
    state: Word = "",
    iss: Word = "",
    error: Word = "",
) -> Response:
    """Come back from the provider, signed in. A way back can be gone once."""
    sent = {"code": code, "state": state, "iss": iss, "error": error}
    back = {name: value for name, value in sent.items() if value}
    place, cookie = await entrance.finish(request, back, now)
    return send_on(place, cookie, FORGET_ATTEMPT)


@owners.post("/auth/logout", status_code=SEE_OTHER, response_class=Response)
async def log_out(caller: RequestCaller, entrance: RequestEntrance, now: Now) -> Response:
    """Log out here, and go to where the provider asks whether to log out there too."""
    return send_on(await entrance.leave(caller, now), FORGET_SESSION)


router.include_router(strangers)
router.include_router(owners)
