"""Hints between processes: they commit with their transaction, arrive in order, and a lost connection is noticed."""

import asyncio
import os
import subprocess
import sys
from typing import Any

import pytest
from channels.db import database_sync_to_async
from channels.layers import get_channel_layer
from django.db import connection, transaction

from evoweb.channel_layer import PostgresChannelLayer, notify

pytestmark = pytest.mark.django_db(transaction=True)


async def received(layer: PostgresChannelLayer, channel: str) -> dict[str, Any]:
    return await asyncio.wait_for(layer.receive(channel), 10)


async def subscribed(layer: PostgresChannelLayer, *groups: str) -> str:
    channel = await layer.new_channel()
    for group in groups:
        await layer.group_add(group, channel)
    return channel


async def in_database(work: Any, *arguments: Any) -> Any:
    return await database_sync_to_async(work)(*arguments)


async def test_it_is_the_configured_layer() -> None:
    assert isinstance(get_channel_layer(), PostgresChannelLayer)


async def test_a_message_reaches_every_member_of_its_group_and_no_other() -> None:
    layer = PostgresChannelLayer()
    first, second = await subscribed(layer, "run.1"), await subscribed(layer, "run.1")
    other = await subscribed(layer, "run.2")
    await layer.group_send("run.1", {"type": "run.changed", "run": 1})
    await layer.group_send("run.2", {"type": "run.changed", "run": 2})
    assert await received(layer, first) == await received(layer, second) == {"type": "run.changed", "run": 1}
    assert await received(layer, other) == {"type": "run.changed", "run": 2}


async def test_a_message_crosses_processes(process_environment: dict[str, str]) -> None:
    layer = PostgresChannelLayer()
    channel = await subscribed(layer, "run.1")
    shout = "from evoweb.channel_layer import notify; notify('run.1', {'type': 'run.changed', 'run': 1})"
    command = [sys.executable, "-c", f"import django; django.setup(); {shout}"]
    environment = {**process_environment, "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"]}
    await asyncio.to_thread(subprocess.run, command, env=environment, check=True)
    assert (await received(layer, channel))["run"] == 1


async def test_a_message_is_sent_if_and_when_its_transaction_commits() -> None:
    layer = PostgresChannelLayer()
    channel = await subscribed(layer, "run.1")

    def roll_back_one_and_commit_one() -> None:
        with transaction.atomic():
            notify("run.1", {"type": "run.changed", "note": "rolled back"})
            transaction.set_rollback(True)
        with transaction.atomic():
            notify("run.1", {"type": "run.changed", "note": "committed"})

    await in_database(roll_back_one_and_commit_one)
    assert (await received(layer, channel))["note"] == "committed"


async def test_a_message_that_a_notify_cannot_carry_is_refused_in_words() -> None:
    with pytest.raises(ValueError, match=r"limit is 7999"):
        await in_database(notify, "run.1", {"type": "run.changed", "note": "é" * 4000})


async def test_a_full_inbox_keeps_the_newest_messages() -> None:
    layer = PostgresChannelLayer(capacity=3)
    channel = await subscribed(layer, "run.1")
    await in_database(lambda: [notify("run.1", {"type": "run.changed", "n": n}) for n in range(10)])
    await layer.group_send("run.1", {"type": "run.changed", "n": 10})
    marker = await subscribed(layer, "marker")
    await layer.group_send("marker", {"type": "run.changed"})
    await received(layer, marker)  # so everything sent before it has arrived too
    assert [(await received(layer, channel))["n"] for _ in range(3)] == [8, 9, 10]


async def test_a_lost_connection_is_opened_again_and_subscribers_are_told_to_read_again() -> None:
    layer = PostgresChannelLayer()
    channel = await subscribed(layer, "run.1")
    assert await in_database(cut_listening_connections) == 1
    assert await received(layer, channel) == {"type": "resync"}
    await layer.group_send("run.1", {"type": "run.changed", "run": 1})
    assert (await received(layer, channel))["run"] == 1


async def test_the_connection_is_closed_when_nobody_subscribes() -> None:
    layer = PostgresChannelLayer()
    channel = await subscribed(layer, "run.1", "user.1")
    await layer.group_discard("run.1", channel)
    await layer.group_discard("user.1", channel)
    await asyncio.sleep(0)
    async with asyncio.timeout(10):
        while await in_database(cut_listening_connections):
            await asyncio.sleep(0.05)


async def test_a_consumer_that_ends_leaves_its_groups() -> None:
    layer = PostgresChannelLayer()
    channel = await subscribed(layer, "run.1")
    waiting = asyncio.create_task(layer.receive(channel))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert not layer.exchange.groups


def cut_listening_connections() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND query LIKE 'LISTEN%%'"
        )
        return len(cursor.fetchall())
