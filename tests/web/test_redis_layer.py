"""Hints over Redis, where REDIS_URL is set: after the commit, to every process, and none is needed for the truth."""

import asyncio
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from channels.db import database_sync_to_async
from channels.layers import get_channel_layer
from django.db import transaction
from redis import Redis, RedisError

from evoweb.channel_layer import hearing, notify
from evoweb.redis_layer import RedisLayer
from evoweb.runs.worker.recording import record_generation
from tests.processes import free_port, until
from tests.web.factories import UserFactory, claimed, tiny_generations, tiny_run
from tests.web.sockets import opened

REDIS = shutil.which("redis-server")
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(REDIS is None, reason="there is no redis-server on this machine"),
]


class Server:
    """A Redis of the test's own."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.folder = folder
        self.start()

    def start(self) -> None:
        assert REDIS is not None
        options = ["--port", str(self.port), "--save", "", "--dir", str(self.folder), "--loglevel", "warning"]
        self.process = subprocess.Popen([REDIS, *options])
        until(self.answers, lambda: "Redis does not start")

    def answers(self) -> bool:
        with suppress(RedisError):
            return bool(Redis.from_url(self.url).ping())
        return False

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


@pytest.fixture
def redis(tmp_path: Path, settings: Any) -> Iterator[Server]:
    server = Server(tmp_path)
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": "evoweb.redis_layer.RedisLayer", "CONFIG": {"url": server.url}}}
    yield server
    server.kill()


class Ear:
    """What was heard."""

    def __init__(self) -> None:
        self.heard: asyncio.Queue[Any] = asyncio.Queue()

    def __call__(self, message: Any) -> None:
        self.heard.put_nowait(message)

    async def next(self) -> Any:
        return await asyncio.wait_for(self.heard.get(), 10)


def tell(note: str) -> None:
    notify("run.1", {"type": "run.changed", "note": note})


async def test_a_message_is_sent_if_and_when_its_transaction_commits(redis: Server) -> None:
    def roll_back_one_and_commit_one() -> None:
        with transaction.atomic():
            tell("rolled back")
            transaction.set_rollback(True)
        with transaction.atomic():
            tell("committed")

    ear, other = Ear(), Ear()
    async with hearing("run.1", ear), hearing("run.2", other):
        await database_sync_to_async(roll_back_one_and_commit_one)()
        assert (await ear.next())["note"] == "committed"
        assert other.heard.empty()


async def test_redis_url_makes_it_the_layer_of_every_process(
    redis: Server, process_environment: dict[str, str]
) -> None:
    assert isinstance(get_channel_layer(), RedisLayer)
    shout = "import django; django.setup(); from tests.web.test_redis_layer import tell; tell('from elsewhere')"
    environment = {**process_environment, "REDIS_URL": redis.url, "DJANGO_SETTINGS_MODULE": "evoweb.settings"}
    ear = Ear()
    async with hearing("run.1", ear):
        await asyncio.to_thread(subprocess.run, [sys.executable, "-c", shout], env=environment, check=True)
        assert (await ear.next())["note"] == "from elsewhere"


async def test_progress_goes_out_over_it(redis: Server) -> None:
    owner = await database_sync_to_async(UserFactory)()
    run = await database_sync_to_async(tiny_run)(owner)
    worker = await database_sync_to_async(claimed)(run)
    async with opened(f"/ws/runs/{run.pk}/", owner) as socket:
        await socket.hello()
        await socket.hear()
        await database_sync_to_async(record_generation)(worker, tiny_generations()[0])
        assert [generation["number"] for generation in (await socket.hear())["generations"]] == [0]


async def test_without_redis_work_goes_on_and_when_it_is_back_so_do_messages(redis: Server) -> None:
    ear = Ear()
    async with hearing("run.1", ear):
        redis.kill()
        await database_sync_to_async(tell)("lost")
        redis.start()
        async with asyncio.timeout(20):
            while ear.heard.empty():  # until the listening connection is back
                await database_sync_to_async(tell)("heard")
                await asyncio.sleep(0.2)
        assert (await ear.next())["note"] == "heard"
