"""Changes of a user's runs."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Literal

from channels.db import database_sync_to_async
from ninja import Schema
from pydantic import Field

from evoweb.channel_layer import hearing
from evoweb.runs.consumers.rights import user_of
from evoweb.runs.consumers.socket import Json
from evoweb.runs.consumers.watcher import Watcher
from evoweb.runs.events import owner_group
from evoweb.runs.reading import selectors

PAUSE_SECONDS = 0.25  # between two messages; what changes meanwhile goes out together


class Hello(Schema):
    """What a client of /ws/runs/ shows."""

    type: Literal["hello"]
    runs: list[int] = Field([], max_length=100, description="Those that it shows as unfinished")


class RunsConsumer(Watcher):
    """/ws/runs/: the user's unfinished runs and those the client asks about, then whichever of their runs change."""

    seq = 0
    is_new = True  # since the client's greeting nothing was told
    heard: frozenset[int] = frozenset()  # runs that changed, or that the client asks about

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        self.told: dict[int, str] = {}
        assert self.right.user is not None
        async with hearing(owner_group(self.right.user), self.run_changed):
            yield

    def run_changed(self, hint: Json) -> None:
        if "run" in hint:  # else a connection was lost, and all is to be read again
            self.heard |= {hint["run"]}
        self.changed.set()

    async def hear(self, message: Json) -> None:
        self.heard |= set(Hello.model_validate(message).runs)
        self.is_new = True
        self.greet()

    async def tell(self) -> None:
        if is_new := self.is_new:
            self.is_new, self.told = False, {}
        heard, self.heard = self.heard, frozenset()
        runs = await database_sync_to_async(self.news)(heard | self.told.keys())
        new = {key: text for key, text in runs.items() if self.told.get(key) != text}
        if new or is_new:
            self.told |= new
            self.seq += 1
            self.window.expect(self.seq)
            await self.send(f'{{"type":"runs","seq":{self.seq},"runs":[{",".join(new.values())}]}}')
            await asyncio.sleep(PAUSE_SECONDS)

    def news(self, also: Iterable[int]) -> dict[int, str]:
        """The runs to watch as they are now, encoded."""
        user = user_of(self.scope["session"].session_key)
        return {run.id: run.model_dump_json() for run in selectors.runs_to_watch(user, also)}
