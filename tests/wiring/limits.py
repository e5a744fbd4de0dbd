"""The cuts of the limits: how often somebody may ask, and where that is counted."""

from tests.wiring.cut import Cut

COUNTERS = "src/app/core/counters.py"
FRONT = "src/app/core/http/front.py"
LIMITS = "src/app/core/limits.py"
ROUTING = "src/app/core/routing.py"

BUCKETS = "tests/core/test_counters.py::"
PROOF = "tests/core/test_limits.py::"

CUTS: list[Cut] = [
    Cut(
        promise="S44",
        says="a caller is limited",
        file=ROUTING,
        old="            await limits.count_caller(request.scope, caller)\n",
        new="",
        red=(PROOF + "test_a_caller_asks_twice_and_another_is_not_in_the_way",),
    ),
    Cut(
        promise="S44",
        says="callers are counted apart",
        file=LIMITS,
        old="self.of_caller, caller.id.hex)",
        new='self.of_caller, "")',
        red=(PROOF + "test_a_caller_asks_twice_and_another_is_not_in_the_way",),
    ),
    Cut(
        promise="S44",
        says="an address is limited, whoever it says it is",
        file=FRONT,
        old="                await self.limits.count_address(scope)\n",
        new="",
        red=(PROOF + "test_an_address_asks_four_times_whatever_it_shows",),
    ),
    Cut(
        promise="S44",
        says="an address is counted before a stranger is refused",
        file=FRONT,
        old="                await self.limits.count_address(scope)\n"
        "                await self.run(scope, receive, exchange)\n",
        new="                await self.run(scope, receive, exchange)\n"
        "                await self.limits.count_address(scope)\n",
        red=(PROOF + "test_an_address_asks_four_times_whatever_it_shows",),
    ),
    Cut(
        promise="S44",
        says="who is counted is who the trusted proxy names",
        file=FRONT,
        old="                self.proxies.see_through(scope, head)\n"
        "                await self.limits.count_address(scope)\n",
        new="                await self.limits.count_address(scope)\n"
        "                self.proxies.see_through(scope, head)\n",
        red=(PROOF + "test_an_address_asks_four_times_whatever_it_shows",),
    ),
    Cut(
        promise="S44",
        says="who has one IPv6 address has all of its /64",
        file=LIMITS,
        old="HOUSEHOLD = 64 ",
        new="HOUSEHOLD = 128 ",
        red=(PROOF + "test_who_has_one_address_of_ipv6_has_them_all",),
    ),
    Cut(
        promise="S44",
        says="probes are not counted",
        file=FRONT,
        old="            if is_probe:\n",
        new="            if is_probe:\n                await self.limits.count_address(scope)\n",
        red=(PROOF + "test_probes_are_not_counted",),
    ),
    Cut(
        promise="S44",
        says="who is refused is told when to come back",
        file="src/app/core/errors.py",
        old="        self.retry_seconds = retry_seconds\n",
        new="        self.retry_seconds = 0\n",
        red=(PROOF + "test_who_is_refused_is_told_when_to_come_back",),
    ),
    Cut(
        promise="S44",
        says="every answer says what is left",
        file="src/app/core/http/exchange.py",
        old=", *list_headers(self.scope)]",
        new="]",
        red=(PROOF + "test_every_answer_says_what_is_left",),
    ),
    Cut(
        promise="S44",
        says="what was taken comes back evenly, and not at once",
        file=COUNTERS,
        old="self.full_at.get(name, now) - now, 0.0)",
        new="self.full_at.get(name, now) - now, 0.0) * 0",
        red=(BUCKETS + "test_the_quota_may_be_taken_at_once_and_no_more",),
    ),
    Cut(
        promise="S44",
        says="the counts do not fill the memory",
        file=COUNTERS,
        old="            del self.full_at[name]\n",
        new="            break\n",
        red=(BUCKETS + "test_many_who_ask_do_not_fill_the_memory_and_a_busy_one_is_not_forgotten",),
    ),
    Cut(
        promise="S44",
        says="who makes others be forgotten is not forgotten",
        file=COUNTERS,
        old="                self.full_at.move_to_end(name)\n",
        new="                pass\n",
        red=(BUCKETS + "test_many_who_ask_do_not_fill_the_memory_and_a_busy_one_is_not_forgotten",),
    ),
]
