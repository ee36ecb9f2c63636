"""The progress of one run."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Literal

from ninja import Schema
from pydantic import Field

from evoweb.runs.consumers.feed import Feed
from evoweb.runs.consumers.rights import Viewer
from evoweb.runs.consumers.socket import Json
from evoweb.runs.consumers.watcher import Watcher, shared


class Hello(Schema):
    """Where a client of /ws/runs/<id>/ stands."""

    type: Literal["hello"]
    after: int = Field(ge=-1, lt=2**31, description="Its last generation; −1: none")
    seq: int = Field(-1, ge=-1, lt=2**63, description="Of the last message that it has; −1: none")


class ProgressConsumer(Watcher):
    """/ws/runs/<id>/: the run's summary and each generation once, from where the client says it stands."""

    feed: Feed
    after = -1
    told: str | None = None  # the summary that the client has
    greeting: Hello | None = None  # not yet looked at
    is_snapshot = False  # what is told next is to replace what the client has

    def viewer(self) -> Viewer:
        return Viewer(self.scope["session"].session_key, self.scope["url_route"]["kwargs"]["run_id"])

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        async with shared().feeds.watching(self.scope["url_route"]["kwargs"]["run_id"], self.changed) as self.feed:
            yield

    async def hear(self, message: Json) -> None:
        self.greeting = Hello.model_validate(message)
        self.greet()

    async def tell(self) -> None:
        if self.feed.failure:
            raise self.feed.failure
        if self.feed.is_gone:
            self.look_again()
        if self.feed.news is None:
            return  # gone, or being read for the first time
        if self.greeting is not None:
            await self.take_up(self.greeting)
        news = self.feed.news
        if self.after >= news.n_recorded:  # an older database was restored
            self.after, self.told, self.is_snapshot = -1, None, True
        message = await self.feed.message(news, self.after, self.right.may_edit, self.is_snapshot)
        if message.after > self.after or message.summary != self.told:
            self.window.expect(message.seq)
            await self.send(message.text)
            self.after, self.told, self.is_snapshot = message.after, message.summary, False
            if message.after < news.n_recorded - 1:
                self.changed.set()

    async def take_up(self, greeting: Hello) -> None:
        """Go on from where the client stands, which may be beyond what was read here."""
        news = self.feed.news
        if news is None or greeting.after >= news.n_recorded or greeting.seq > news.seq:
            await self.feed.read()
            news = self.feed.news
        self.greeting, self.after, self.is_snapshot = None, greeting.after, False
        self.told = news.summaries[self.right.may_edit] if news and news.seq == greeting.seq else None
