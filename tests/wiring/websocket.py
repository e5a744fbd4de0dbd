"""The cuts of the live feed: who gets in, what they hear, and how a socket ends."""

from tests.wiring.cut import Cut

CONNECTION = "src/app/core/sockets/connection.py"
DOOR = "src/app/core/sockets/door.py"
ENTRANCE = "src/app/core/feed/entrance.py"
HUB = "src/app/core/feed/hub.py"
LINE = "src/app/core/sockets/line.py"
LOG = "src/app/core/feed/log.py"
NOTES = "src/app/notes/feed.py"
SOCKETS = "src/app/core/sockets/sockets.py"
SUBSCRIPTIONS = "src/app/core/graphql/subscriptions.py"
WIRE = "src/app/core/sockets/wire.py"
WATCH = "src/app/core/sockets/watch.py"

ATTACKS = "tests/notes/test_feed_attacks.py::"
AT_DEV = "tests/dev/test_feed_way.py::"
AT_DOOR = "tests/core/sockets/test_door.py::"
AT_HUB = "tests/core/feed/test_hub.py::"
AT_LIMITS = "tests/core/sockets/test_limits.py::"
AT_LOG = "tests/core/feed/test_log.py::"
AT_SERVER = "tests/core/sockets/test_server.py::"
AT_WATCH = "tests/core/sockets/test_watch.py::"
FEED = "tests/notes/test_feed.py::"
PROCESS = "tests/process/test_feed.py::"

AT_SUBSCRIPTIONS = "tests/core/sockets/test_subscriptions.py::"
BY_GRAPHQL = "tests/notes/test_subscriptions.py::"

FOLLOWED: dict[str, object] = {"api": ["rest", "websocket"]}
SUBSCRIBED: dict[str, object] = {"api": ["graphql", "websocket"]}

CUTS: list[Cut] = [
    Cut(
        promise="S49",
        says="a page of a foreign origin is refused before the socket is accepted",
        file=DOOR,
        old="        self.check_origin(head)\n",
        new="",
        red=(
            AT_DOOR + "test_a_page_of_a_foreign_origin_is_refused",
            ATTACKS + "test_no_page_of_a_foreign_origin_gets_in",
        ),
        answers=FOLLOWED,
    ),
    Cut(
        promise="S49",
        says="a socket is asked again who it is",
        file=WATCH,
        old="            await self.ask_again()\n",
        new="            self.ask_at = self.now() + self.plan() + 0.02\n",
        red=(
            AT_WATCH + "test_who_is_not_known_any_more_loses_the_socket",
            AT_WATCH + "test_who_may_do_less_than_before_loses_the_socket",
        ),
        answers=FOLLOWED,
    ),
    Cut(
        promise="S49",
        says="a socket ends with its credential",
        file=WATCH,
        old="        left = self.settings.recheck_seconds if ends_at is None else ends_at - time()\n",
        new="        left = self.settings.recheck_seconds or ends_at\n",
        red=(AT_WATCH + "test_the_socket_ends_with_the_credential",),
        answers=FOLLOWED,
    ),
    Cut(
        promise="S15",
        says="a socket with a query in its URL is refused",
        file=DOOR,
        old="            raise CredentialInUrl\n",
        new='            scope["app.query"] = CredentialInUrl\n',
        red=(
            AT_DOOR + "test_a_credential_in_the_url_is_refused",
            ATTACKS + "test_no_credential_is_taken_from_the_url",
        ),
        answers=FOLLOWED,
    ),
    Cut(
        promise="S15",
        says="a browser shows its token as a subprotocol",
        file="src/app/core/sockets/endpoint.py",
        old="        lift_token(scope)\n",
        new='        scope["app.lift"] = lift_token\n',
        red=(AT_DOOR + "test_a_browser_shows_its_token_as_a_subprotocol",),
        answers=FOLLOWED,
    ),
    Cut(
        promise="S50",
        says="a message has at most 64 KB",
        file=LINE,
        old="        if measure(said) > MESSAGE_BYTES:\n",
        new="        if measure(said) > 100 * MESSAGE_BYTES:\n",
        red=(AT_LIMITS + "test_a_message_over_64_kb_closes_the_socket",),
        answers=FOLLOWED,
    ),
    Cut(
        promise="S50",
        says="no more than 64 KB of a message is read off the wire",
        file=WIRE,
        old="max_size=MESSAGE_BYTES, ",
        new="max_size=None, ",
        red=(AT_SERVER + "test_no_more_is_read_of_a_message_that_is_too_large",),
        answers=FOLLOWED,
    ),
    Cut(
        promise="S50",
        says="who sends waits while much is still to leave",
        file=CONNECTION,
        old="        self.transport.set_write_buffer_limits(high=WRITE_BYTES)\n",
        new="        self.transport.set_write_buffer_limits(high=100 * WRITE_BYTES)\n",
        red=(AT_SERVER + "test_a_client_that_does_not_read_holds_up_nobody_and_fills_no_memory",),
        answers=FOLLOWED,
    ),
    Cut(
        promise="S40",
        says="a handshake that never ends is cut",
        file=CONNECTION,
        old="        self.timer = self.later(self.head_seconds, self.transport.abort)\n",
        new="        self.timer = self.later(1_000, self.transport.abort)\n",
        red=(AT_SERVER + "test_a_handshake_that_never_ends_is_cut",),
        answers=FOLLOWED,
    ),
    Cut(
        promise="S50",
        says="a caller sends only so many messages",
        file=SOCKETS,
        old="        if verdict.wait_seconds:\n",
        new="        if verdict is None:\n",
        red=(AT_LIMITS + "test_who_sends_too_many_messages_is_cut_off",),
        answers=FOLLOWED,
    ),
    Cut(
        promise="S50",
        says="a caller has only so many sockets",
        file=SOCKETS,
        old="        if self.of_caller[key] >= self.settings.of_caller:\n",
        new="        if self.of_caller[key] < 0:\n",
        red=(AT_LIMITS + "test_one_caller_has_only_so_many_sockets",),
        answers=FOLLOWED,
    ),
    Cut(
        promise="S50",
        says="a client that does not read is cut off",
        file=LINE,
        old="            raise too_slow() from error\n",
        new="            raise error\n",
        red=(AT_LIMITS + "test_a_client_that_does_not_read_is_cut_off_and_nothing_heaps_up",),
        answers=FOLLOWED,
    ),
    Cut(
        promise="S50",
        says="nothing is queued for a client: who sends the next waits until the first has left",
        file=LINE,
        old="asyncio.timeout(self.send_seconds), self.sending:\n",
        new="asyncio.timeout(self.send_seconds):\n",
        red=(AT_LIMITS + "test_a_client_that_does_not_read_is_cut_off_and_nothing_heaps_up",),
        answers=FOLLOWED,
    ),
    Cut(
        promise="S50",
        says="a client that says nothing is gone",
        file=WATCH,
        old="            raise silent()\n",
        new="            assert silent\n",
        red=(AT_LIMITS + "test_a_client_that_says_nothing_is_gone",),
        answers=FOLLOWED,
    ),
    Cut(
        promise="S70",
        says="who has a socket open is told that the process stops",
        file=SOCKETS,
        old="    app.state.at_drain.append(sockets.end_all)\n",
        new="",
        red=(AT_WATCH + "test_when_the_process_stops_clients_are_told_to_connect_again",),
        answers=FOLLOWED,
    ),
    Cut(
        promise="S17",
        says="another owner's events are never told",
        file=LOG,
        old="    .where(*THE_ONE)\n    .order_by(EVENTS.c.position)\n",
        new="    .where(THE_ONE[1])\n    .order_by(EVENTS.c.position)\n",
        red=(
            FEED + "test_another_owners_events_are_never_told",
            ATTACKS + "test_another_owners_events_are_never_told",
        ),
        answers=FOLLOWED,
    ),
    Cut(
        promise="S21",
        says="following a resource wants the scope that reading it wants",
        file=NOTES,
        old="    caller.require(Scope.NOTES_READ)\n",
        new="    assert Scope.NOTES_READ, caller\n",
        red=(
            FEED + "test_who_may_not_read_notes_may_not_follow_them",
            ATTACKS + "test_following_without_its_scope_is_refused",
        ),
        answers=FOLLOWED,
    ),
    Cut(
        promise="S29",
        says="a cursor of the feed is good for its caller",
        file="src/app/core/feed/cursors.py",
        old='    return f"feed {owner_id} {resource}"\n',
        new='    return f"feed {resource}"\n',
        red=(
            FEED + "test_another_owners_cursor_is_refused",
            ATTACKS + "test_another_owners_cursor_opens_nothing",
        ),
        answers=FOLLOWED,
    ),
    Cut(
        promise="resume",
        says="an event is stored with its change, or not at all",
        file=ENTRANCE,
        old="        database.events.add_recorder(self.record)\n",
        new="",
        red=(FEED + "test_after_a_reconnect_nothing_is_lost_and_nothing_comes_twice",),
        answers=FOLLOWED,
    ),
    Cut(
        promise="resume",
        says="a subscription begins where its cursor stands",
        file="src/app/core/feed/service.py",
        old="            position = read_position(after, caller.id, resource)\n",
        new="            position = await find_reached(self.database, caller.id, resource)\n",
        red=(FEED + "test_after_a_reconnect_nothing_is_lost_and_nothing_comes_twice",),
        answers=FOLLOWED,
    ),
    Cut(
        promise="resume",
        says="positions follow the order of the commits",
        file=LOG,
        old='    {"reached": POSITIONS.c.reached + 1, "moved_at": NOW},\n',
        new='    {"reached": POSITIONS.c.reached + 2, "moved_at": NOW},\n',
        red=(AT_LOG + "test_changes_at_one_time_get_positions_without_a_gap",),
        answers=FOLLOWED,
    ),
    Cut(
        promise="resume",
        says="who comes back too late is told so",
        file=LOG,
        old="is_torn=not entries and reached != after)\n",
        new="is_torn=False)\n",
        red=(FEED + "test_a_cursor_that_is_too_old_is_told_so_and_the_feed_goes_on",),
        answers=FOLLOWED,
    ),
    Cut(
        promise="news",
        says="what no relay has carried is found",
        file=HUB,
        old="        for owner_id in {owner_id for owner_id, _, _ in moved - self.seen}:\n",
        new="        for owner_id in {owner_id for owner_id, _, _ in moved - moved}:\n",
        red=(
            AT_HUB + "test_what_no_relay_has_carried_is_found",
            PROCESS + "test_what_another_process_has_changed_is_told",
        ),
        answers=FOLLOWED,
    ),
    Cut(
        promise="news",
        says="a change wakes those who follow at once",
        file=ENTRANCE,
        old="        database.events.add_listener(hub.tell)\n",
        new="",
        red=(AT_HUB + "test_a_change_in_this_process_wakes_its_owner_alone",),
        answers=FOLLOWED,
    ),
    Cut(
        promise="S47",
        says="a subscription does not come with POST",
        file="src/app/core/graphql/engine.py",
        old="            if executor.operation.operation is OperationType.SUBSCRIPTION:\n",
        new="            if executor is OperationType.SUBSCRIPTION:\n",
        red=(AT_SUBSCRIPTIONS + "test_a_subscription_does_not_come_with_post",),
        answers=SUBSCRIBED,
    ),
    Cut(
        promise="S49",
        says="a socket for subscriptions is asked again who it is",
        file=SUBSCRIPTIONS,
        old="                await watch.look()\n",
        new="                watch.ask_at += 1\n",
        red=(AT_SUBSCRIPTIONS + "test_who_is_not_known_any_more_loses_the_socket",),
        answers=SUBSCRIBED,
    ),
    Cut(
        promise="S50",
        says="a socket has only so many subscriptions",
        file=SUBSCRIPTIONS,
        old="        if len(self.running) >= MOST:\n",
        new="        if len(self.running) >= 100 * MOST:\n",
        red=(AT_SUBSCRIPTIONS + "test_a_socket_has_only_so_many_subscriptions",),
        answers=SUBSCRIBED,
    ),
    Cut(
        promise="S50",
        says="a socket on which nobody begins is closed",
        file=SUBSCRIPTIONS,
        old="        if not self.is_ready:\n            self.end(",
        new="        if self.ending:\n            self.end(",
        red=(AT_SUBSCRIPTIONS + "test_who_does_not_begin_is_not_waited_for",),
        answers=SUBSCRIBED,
    ),
    Cut(
        promise="ways",
        says="make dev names the port of the feed",
        file="dev/ways.py",
        old="find_port(port)",
        new="find_port(port - 1)",
        red=(AT_DEV + "test_the_feed_is_named_at_the_port_after_that_of_requests",),
        answers=FOLLOWED,
    ),
    Cut(
        promise="ways",
        says="the image names the port of the feed, where the proxy sends sockets",
        file="Dockerfile",
        old="EXPOSE 8001\n",
        new="",
        red=(
            AT_DEV + "test_the_image_names_the_port_of_sockets",
            "tests/test_caddy.py::test_caddy_sends_callers_to_the_ports_that_the_image_names",
        ),
        answers=FOLLOWED,
    ),
    Cut(
        promise="news",
        says="a subscription tells of the note as it is now",
        file="src/app/core/graphql/following.py",
        old="                    self._loaders.clear()\n",
        new="",
        red=(BY_GRAPHQL + "test_each_change_is_told_with_the_note_as_it_is",),
        answers=SUBSCRIBED,
    ),
]
