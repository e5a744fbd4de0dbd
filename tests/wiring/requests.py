"""The cuts of requests: what a caller may send, and who is asked first."""

from tests.wiring.cut import Cut

FRONT = "src/app/core/http/front.py"
HEAD = "src/app/core/http/head.py"
JSON = "src/app/core/json.py"
REQUEST = "src/app/core/http/request.py"
ROUTING = "src/app/core/routing.py"

HOSTS = "tests/core/http/test_hosts.py::"
LIMITS = "tests/core/http/test_limits.py::"

CUTS: list[Cut] = [
    Cut(
        promise="S01",
        says="a route is closed unless it is public on purpose",
        file=ROUTING,
        old="tags=[tag], route_class=GuardedRoute, ",
        new="tags=[tag], route_class=PublicRoute, ",
        red=("tests/core/test_routing.py::test_the_public_routes_are_these_and_no_others",),
    ),
    Cut(
        promise="S01",
        says="a router that guards nothing cannot join",
        file=ROUTING,
        old="        if not isinstance(route, StrictRoute | Guarded):\n",
        new="        if route is None:\n",
        red=("tests/core/test_routing.py::test_a_router_of_another_kind_cannot_join",),
    ),
    Cut(
        promise="S02",
        says="a stranger is refused before the body is read",
        file=ROUTING,
        old="            caller = request.state.caller = await identify(request)\n"
        "            limits: Limits = request.app.state.limits\n"
        "            await limits.count_caller(request.scope, caller)\n"
        "            return await handle(request)\n",
        new="            answer = await handle(request)\n"
        "            request.state.caller = await identify(request)\n"
        "            return answer\n",
        red=("tests/core/test_routing.py::test_a_stranger_is_refused_before_the_body_is_read",),
    ),
    Cut(
        promise="S22",
        says="a body that says it is too large is refused",
        file=HEAD,
        old="        if int(length) > self.body_bytes:\n",
        new="        if int(length) < 0:\n",
        red=(LIMITS + "test_a_body_that_says_it_is_too_large_is_refused",),
    ),
    Cut(
        promise="S22",
        says="a body in chunks is counted while it comes",
        file="src/app/core/http/body.py",
        old='        self.left -= len(message.get("body", b""))\n',
        new="",
        red=(LIMITS + "test_a_body_in_chunks_is_counted_while_it_comes",),
    ),
    Cut(
        promise="S23",
        says="headers are bounded",
        file=HEAD,
        old='        if size > HEADER_BYTES or len(scope["headers"]) > HEADER_COUNT:\n',
        new="        if size < 0:\n",
        red=(LIMITS + "test_headers_are_bounded",),
    ),
    Cut(
        promise="S23",
        says="the URL is bounded",
        file=HEAD,
        old="        if len(path) + len(query) > URL_BYTES:\n",
        new="        if len(path) + len(query) < 0:\n",
        red=(LIMITS + "test_the_url_is_bounded",),
    ),
    Cut(
        promise="S24",
        says="every body is read by the strict reader",
        file=REQUEST,
        old="        read.value = read_json(read.raw)\n",
        new='        read.value = __import__("json").loads(read.raw)\n',
        red=(LIMITS + "test_a_body_is_read_by_the_strict_reader",),
    ),
    Cut(
        promise="S24",
        says="no key is read twice",
        file=JSON,
        old="            object_pairs_hook=make_object,\n",
        new="",
        red=("tests/core/test_json.py::test_what_is_not_strict_json_is_refused",),
    ),
    Cut(
        promise="S24",
        says="nesting is bounded",
        file=JSON,
        old="        refuse_depth(value, MAX_DEPTH)\n",
        new="        pass\n",
        red=("tests/core/test_json.py::test_what_is_not_strict_json_is_refused",),
    ),
    Cut(
        promise="S24",
        says="no half character and no U+0000 comes in",
        file=JSON,
        old="        refuse_unstorable_text(value)\n",
        new="        pass\n",
        red=("tests/core/test_json.py::test_what_is_not_strict_json_is_refused",),
    ),
    Cut(
        promise="S25",
        says="text is stored in its normal form and without U+0000",
        file="src/app/core/types.py",
        old="        return core_schema.no_info_after_validator_function(self.normalise, bounded)\n",
        new="        return bounded\n",
        red=(
            "tests/core/test_types.py::test_text_that_cannot_be_stored_is_refused",
            "tests/core/test_types.py::test_text_is_stored_in_its_normal_form",
        ),
    ),
    Cut(
        promise="S25",
        says="nothing that a caller sends is unbounded",
        file="src/app/notes/schemas.py",
        old="Body = Annotated[str, TextOf(10_000)]\n",
        new="Body = str\n",
        red=("tests/core/test_types.py::test_nothing_that_a_caller_sends_is_unbounded",),
    ),
    Cut(
        promise="S26",
        says="a whole number fits its column",
        file="src/app/core/types.py",
        old="Int8 = Annotated[int, Field(ge=-(2**63), le=2**63 - 1)]\n",
        new="Int8 = Annotated[int, Field(ge=-(2**64), le=2**64)]\n",
        red=("tests/core/test_types.py::test_a_whole_number_fits_its_column",),
    ),
    Cut(
        promise="S27",
        says="only JSON is read",
        file=REQUEST,
        old='        if declared.lower().replace(" ", "").replace(\'"\', "") not in MEDIA_TYPES:\n',
        new="        if declared is None:\n",
        red=(LIMITS + "test_a_body_that_is_not_declared_as_json_is_refused",),
    ),
    Cut(
        promise="S27",
        says="a compressed body is refused",
        file=HEAD,
        old='        if head.get(b"content-encoding", b"identity") != b"identity":\n',
        new='        if head.get(b"content-encoding", b"identity") == b"":\n',
        red=(LIMITS + "test_a_compressed_body_is_refused",),
    ),
    Cut(
        promise="S33",
        says="another host is refused",
        file=HEAD,
        old='        self.check_host(head.get(b"host", b""), any_host)\n',
        new="",
        red=(HOSTS + "test_another_host_is_refused", HOSTS + "test_two_hosts_are_refused"),
    ),
    Cut(
        promise="S35",
        says="a stranger cannot say who they are",
        file="src/app/core/http/proxies.py",
        old="        if not self.networks or peer is None or not self.trusts(peer[0]):\n",
        new="        if not self.networks or peer is None:\n",
        red=(HOSTS + "test_a_stranger_cannot_say_who_they_are",),
    ),
    Cut(
        promise="S35",
        says="a trusted proxy tells the caller",
        file=FRONT,
        old="                self.proxies.see_through(scope, head)\n",
        new="",
        red=(HOSTS + "test_a_trusted_proxy_tells_the_caller",),
    ),
    Cut(
        promise="S39",
        says="TRACE is refused",
        file=HEAD,
        old='        if scope["method"] not in METHODS:\n',
        new='        if scope["method"] == "":\n',
        red=(LIMITS + "test_no_method_but_the_common_ones_is_looked_at",),
    ),
    Cut(
        promise="S39",
        says="the method cannot be overridden",
        file=HEAD,
        old="        if not OVERRIDES.isdisjoint(head):\n",
        new="        if not head:\n",
        red=(LIMITS + "test_the_method_cannot_be_overridden",),
    ),
]
