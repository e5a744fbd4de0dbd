"""The cuts of the limits: how often somebody may ask, and where that is counted."""

from tests.wiring.cut import Cut

COUNTERS = "src/app/core/counters.py"
FRONT = "src/app/core/http/front.py"
LIMITS = "src/app/core/limits.py"
ROUTING = "src/app/core/routing.py"

BUCKETS = "tests/core/test_counters.py::"
PROOF = "tests/core/test_limits.py::"
SHARED = "tests/core/redis/test_counters.py::"
TOLD = "tests/core/redis/test_relay.py::"
SHARING = "tests/core/redis/test_sharing.py::"

OF_ALL = "src/app/core/redis/counters.py"
RELAY = "src/app/core/redis/relay.py"
REDIS: dict[str, object] = {"cache": "redis"}

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
    Cut(
        promise="S44",
        says="processes count together",
        file=OF_ALL,
        old="                self.learn(name, ahead / 1e6 + self.unsettled.get(name, 0.0))\n",
        new="                pass\n",
        red=(SHARED + "test_what_one_process_has_taken_another_cannot",),
        answers=REDIS,
    ),
    Cut(
        promise="S44",
        says="what the running service counts, it shares",
        file="src/app/core/sharing.py",
        old="    counters = app.state.limits.counters = CountersOfAll(",
        new="    counters = CountersOfAll(",
        red=(SHARING + "test_the_running_service_counts_and_tells_through_redis",),
        answers=REDIS,
    ),
    Cut(
        promise="S44",
        says="the time is that of Redis",
        file=OF_ALL,
        old='        keys = [f"{self.settings.prefix}:limits:{name}" for name in names]\n',
        new='        keys = [f"{self.settings.prefix}:limits:{self.read_clock():.0f}{name}" for name in names]\n',
        red=(SHARED + "test_what_one_process_has_taken_another_cannot",),
        answers=REDIS,
    ),
    Cut(
        promise="S44",
        says="what was too much is charged",
        file=OF_ALL,
        old="math.max(tonumber(redis.call('GET', key) or '0'), now) + tonumber(ARGV[i])",
        new="math.max(tonumber(redis.call('GET', key) or '0'), now + tonumber(ARGV[i]))",
        red=(SHARED + "test_what_was_too_much_is_charged_all_the_same",),
        answers=REDIS,
    ),
    Cut(
        promise="S44",
        says="what is taken while Redis is asked is not forgotten",
        file=OF_ALL,
        old=" + self.unsettled.get(name, 0.0))",
        new=")",
        red=(SHARED + "test_what_is_taken_while_redis_is_asked_is_not_forgotten",),
        answers=REDIS,
    ),
    Cut(
        promise="S44",
        says="much of a quota is settled sooner",
        file=OF_ALL,
        old="                self.taken_much.set()\n",
        new="                pass\n",
        red=(SHARED + "test_much_of_a_quota_is_settled_sooner",),
        answers=REDIS,
    ),
    Cut(
        promise="S44",
        says="counts do not stay in Redis",
        file=OF_ALL,
        old=", 'PX', math.ceil((full_at - now) / 1000))",
        new=")",
        red=(SHARED + "test_nothing_stays_in_redis_that_is_full_again",),
        answers=REDIS,
    ),
    Cut(
        promise="S68",
        says="a process counts for itself while Redis is away",
        file=OF_ALL,
        old="        verdict = await super().take(rule, key, cost)\n",
        new="        verdict = await super().take(rule, key, cost)\n"
        "        if not self.watch.answers:\n            return Verdict(rule, rule.quota, 0.0)\n",
        red=(SHARED + "test_without_redis_no_request_waits_and_each_process_counts_for_itself",),
        answers=REDIS,
    ),
    Cut(
        promise="S68",
        says="no request waits for Redis",
        file=OF_ALL,
        old="            self.taken.set()\n",
        new="            self.taken.set()\n            await asyncio.sleep(0.001)\n",
        red=(SHARED + "test_without_redis_no_request_waits_and_each_process_counts_for_itself",),
        answers=REDIS,
    ),
    Cut(
        promise="S68",
        says="a frozen Redis is given up",
        file="src/app/core/redis/client.py",
        old="        socket_timeout=settings.seconds,\n",
        new="        socket_timeout=60,\n",
        red=(SHARED + "test_without_redis_no_request_waits_and_each_process_counts_for_itself",),
        answers=REDIS,
    ),
    Cut(
        promise="S68",
        says="after an outage Redis is asked again",
        file=OF_ALL,
        old="            except Away:\n                await asyncio.sleep(self.settings.seconds)\n",
        new="            except Away:\n                return\n",
        red=(SHARED + "test_after_an_outage_the_processes_count_together_again",),
        answers=REDIS,
    ),
    Cut(
        promise="S68",
        says="the service starts without Redis",
        file="src/app/core/sharing.py",
        old="    relay = app.state.relay",
        new="    await redis.ping()\n    relay = app.state.relay",
        red=(SHARING + "test_the_service_starts_and_is_ready_without_redis",),
        answers=REDIS,
    ),
    Cut(
        promise="S68",
        says="who may have missed a message is told",
        file=RELAY,
        old="            batch.append(self.origin)  # without a message: there is a gap\n",
        new="            pass\n",
        red=(TOLD + "test_a_message_that_is_too_many_is_told_as_a_gap",),
        answers=REDIS,
    ),
    Cut(
        promise="S68",
        says="who hears nothing any more notices",
        file=RELAY,
        old='                    raise NoAnswer("Redis is silent.")\n',
        new="                    pass\n",
        red=(TOLD + "test_who_hears_nothing_any_more_notices",),
        answers=REDIS,
    ),
    Cut(
        promise="relay",
        says="a process hears its own message once",
        file=RELAY,
        old="        if origin == self.origin:\n            return\n",
        new="",
        red=(TOLD + "test_a_message_reaches_every_process_once",),
        answers=REDIS,
    ),
    Cut(
        promise="S74",
        says="production wants a password for Redis",
        file="src/app/core/redis/settings.py",
        old="        if self.password is None or len(",
        new="        if self.password is not None and len(",
        red=(SHARING + "test_production_wants_a_password_apart_from_the_address",),
        answers=REDIS,
    ),
]
