"""The cuts of the process: how long a request may take, and how the process ends."""

from tests.wiring.cut import Cut

FRONT = "src/app/core/http/front.py"
SERVER = "src/app/core/http/server.py"

BODIES = "tests/process/test_bodies.py::"
DEADLINES = "tests/core/http/test_deadlines.py::"
HEALTH = "tests/health/test_health.py::"
PROCESS = "tests/process/test_server.py::"

CUTS: list[Cut] = [
    Cut(
        promise="S40",
        says="a body that never ends is cut",
        file=FRONT,
        old="                receive = BoundedBody(receive, self.settings)\n",
        new="                pass\n",
        red=(DEADLINES + "test_a_body_that_never_ends_is_cut",),
    ),
    Cut(
        promise="S40",
        says="headers that never end are cut",
        file=SERVER,
        old="            header_read_timeout=int(settings.header_seconds * 1000), ",
        new="            ",
        red=(PROCESS + "test_headers_that_never_end_are_cut",),
    ),
    Cut(
        promise="S40",
        says="a broken chunk is no fault of the service",
        file="src/app/core/http/body.py",
        old='            raise BodyBroken("The body ended before its end.")\n',
        new='            raise RuntimeError("The body ended before its end.")\n',
        red=(BODIES + "test_a_broken_chunk_is_no_fault_of_ours",),
    ),
    Cut(
        promise="S67",
        says="without its database the service is not ready",
        file="src/app/health/readiness.py",
        old="        await app.state.database.check()\n",
        new="        pass\n",
        red=(HEALTH + "test_without_a_database_it_lives_and_is_not_ready",),
    ),
    Cut(
        promise="S67",
        says="a database that is away does not fill the log",
        file="src/app/health/readiness.py",
        old="    except Unavailable as error:\n",
        new="    except ZeroDivisionError as error:\n",
        red=(HEALTH + "test_a_database_that_is_away_is_one_line_at_each_question",),
    ),
    Cut(
        promise="S69",
        says="a frozen database is not waited for",
        file="src/app/health/readiness.py",
        old="    await asyncio.wait({question}, timeout=DEADLINE_SECONDS)\n",
        new="    await asyncio.wait({question})\n",
        red=(HEALTH + "test_a_frozen_database_is_not_waited_for",),
    ),
    Cut(
        promise="S69",
        says="a slow answer is replaced by 503",
        file=FRONT,
        old="exchange.expire, task)",
        new="int)",
        red=(DEADLINES + "test_the_deadline_does_not_wait_for_what_cannot_be_cancelled",),
    ),
    Cut(
        promise="S70",
        says="after the signal the service is not ready",
        file="src/app/core/draining.py",
        old="    app.state.draining = True\n",
        new="    pass\n",
        red=(PROCESS + "test_after_the_signal_it_is_not_ready_and_then_it_ends",),
    ),
    Cut(
        promise="S70",
        says="who keeps a connection goes before it is cut",
        file="src/app/core/draining.py",
        old="    app.state.headers.append(LAST)\n",
        new="",
        red=(PROCESS + "test_who_keeps_a_connection_is_told_to_go_before_it_is_cut",),
    ),
    Cut(
        promise="S70",
        says="jobs do not hold the end of the process up",
        file="src/app/core/jobs.py",
        old="timeout=seconds)",
        new="timeout=1)",
        red=("tests/core/test_jobs.py::test_the_end_of_the_process_does_not_wait_for_ever",),
    ),
    Cut(
        promise="S71",
        says="callers beyond the limit are sent away",
        file=FRONT,
        old="        if self.running >= self.settings.running_requests:\n",
        new="        if self.running < 0:\n",
        red=(DEADLINES + "test_callers_beyond_the_limit_are_sent_away_at_once",),
    ),
    Cut(
        promise="S71",
        says="probes are answered when every place is taken",
        file=FRONT,
        old='HEALTH = "/health/"\n',
        new='HEALTH = "/nowhere/"\n',
        red=(DEADLINES + "test_probes_are_answered_when_every_place_is_taken",),
    ),
    Cut(
        promise="S72",
        says="a cancelled request gives its connection back",
        file="src/app/core/http/exchange.py",
        old="        task.cancel()\n",
        new="        pass\n",
        red=("tests/core/test_cancelled.py::test_a_cancelled_request_gives_its_connection_back",),
    ),
    Cut(
        promise="S73",
        says="a request leaves nothing in memory",
        file=FRONT,
        old="        exchange = Exchange(",
        new="        self.kept = [*getattr(self, 'kept', []), head]\n        exchange = Exchange(",
        red=("tests/core/test_growth.py::test_a_request_leaves_nothing_in_memory",),
    ),
]
