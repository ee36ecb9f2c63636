"""News of runs: read from the database once for each change and encoded once, for all who watch in this process."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial

from channels.db import database_sync_to_async
from django.contrib.auth.models import AnonymousUser
from django.db import InterfaceError, OperationalError

from evoweb.channel_layer import hearing
from evoweb.runs.events import run_group
from evoweb.runs.models import Run
from evoweb.runs.reading import histories, selectors

LOOK_SECONDS = 10.0  # between two readings, where no change is heard of
PAUSE_SECONDS = 0.25  # at least, between two readings; what changes meanwhile is read together
PAUSE_SECONDS_EACH = 0.0005  # for each who watches: sending takes half of that
AWAY_SECONDS = 1.0  # between two tries, while the database is away
READ_AT_ONCE = 100  # generations
MESSAGE_CHARACTERS = 256_000  # of generations in one message, but at least one generation
KEPT_MESSAGES = 16  # most viewers stand at the same generation
KEPT_CHARACTERS = 8_000_000  # of a run's generations in memory

# Nobody's news wait for other runs' and others' rights, which are read at the same time.
in_database = partial(database_sync_to_async, thread_sensitive=False)

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class News:
    """A run as it was read: its row, encoded for those who may edit it and for others, and some of its generations."""

    seq: int
    n_recorded: int
    summaries: dict[bool, str]
    generations: dict[int, str]


@dataclass(frozen=True)
class Message:
    """What a client that stands at some generation is told."""

    seq: int
    after: int  # where it stands then
    summary: str
    text: str


class Feed:
    """One run's news, and the bells of those who watch it."""

    def __init__(self, run_id: int) -> None:
        self.run_id = run_id
        self.watchers: set[asyncio.Event] = set()
        self.news: News | None = None
        self.is_gone = False
        self.failure: BaseException | None = None
        self.task: asyncio.Task[None] | None = None
        self._hinted = asyncio.Event()
        self._reading = asyncio.Lock()
        self._generations: dict[int, str] = {}  # by number, the longest here first
        self._characters = 0
        self._messages: dict[tuple[int, bool, bool], Message] = {}  # of this news

    async def follow(self) -> None:
        """Read again at every hint, and now and then in case one was lost."""
        async with hearing(run_group(self.run_id), lambda hint: self._hinted.set()):
            while True:
                self._hinted.clear()
                try:
                    await self.read()
                except (OperationalError, InterfaceError) as error:
                    logger.warning("The news of run %d cannot be read, trying again: %s", self.run_id, error)
                    self._hinted.set()
                    await asyncio.sleep(AWAY_SECONDS)
                await asyncio.sleep(max(PAUSE_SECONDS, PAUSE_SECONDS_EACH * len(self.watchers)))
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._hinted.wait(), LOOK_SECONDS)

    async def read(self) -> None:
        """Read what is new, and tell those who watch that it is there."""
        async with self._reading:
            known = self.news.n_recorded if self.news else None
            news = await in_database(news_of)(self.run_id, known)
            self.is_gone = news is None
            if news and (not self.news or news.n_recorded < self.news.n_recorded):  # an older database was restored
                self._generations.clear()
                self._characters = 0
            self.news = news
            self._messages.clear()
            if news:
                self._keep(news.generations)
        self.ring()

    def ring(self) -> None:
        """Wake those who watch."""
        for watcher in self.watchers:
            watcher.set()

    def _keep(self, generations: dict[int, str]) -> None:
        for number, text in generations.items():
            if number not in self._generations:
                self._generations[number] = text
                self._characters += len(text)
        while self._characters > KEPT_CHARACTERS:
            self._characters -= len(self._generations.pop(next(iter(self._generations))))

    async def message(self, news: News, after: int, may_edit: bool, is_snapshot: bool) -> Message:
        """What a client lacks that has everything up to generation `after`, or as much of it as a message holds."""
        key = (after, may_edit, is_snapshot)
        if news is not self.news:  # it was read again meanwhile
            return await self._composed(news, *key)
        if key not in self._messages:
            composed = await self._composed(news, *key)
            if news is not self.news:
                return composed
            if len(self._messages) >= KEPT_MESSAGES:
                self._messages.clear()
            self._messages[key] = composed
        return self._messages[key]

    async def _composed(self, news: News, after: int, may_edit: bool, is_snapshot: bool) -> Message:
        texts = await self._generations_after(after, news.n_recorded)
        stands_at = max(texts, default=after)
        summary = news.summaries[may_edit]
        text = (
            f'{{"type":"progress","seq":{news.seq},"snapshot":{"true" if is_snapshot else "false"},'
            f'"from":{after + 1},"to":{stands_at},"run":{summary},"generations":[{",".join(texts.values())}]}}'
        )
        return Message(news.seq, stands_at, summary, text)

    async def _generations_after(self, after: int, end: int) -> dict[int, str]:
        """Return encoded generations beyond `after` and before `end` by number, as many as fit into a message.

        Where they are very many, some stand for all (histories.numbers_shown).
        """
        first = after + 1
        if end - first > histories.MOST_SPACED:
            numbers = await in_database(histories.numbers_shown)(self.run_id, first, end)
        else:
            numbers = list(range(first, end))
        missing = [number for number in numbers[:READ_AT_ONCE] if number not in self._generations]
        if missing and missing[0] == numbers[0]:
            async with self._reading:
                if missing[0] not in self._generations:  # whoever read before us may have wanted the same
                    self._keep(await in_database(encoded_generations)(self.run_id, missing))
        texts: dict[int, str] = {}
        characters = 0
        for number in numbers:
            text = self._generations.get(number)
            if text is None or (texts and characters + len(text) > MESSAGE_CHARACTERS):
                break
            texts[number] = text
            characters += len(text)
        return texts


class Feeds:
    """The feeds of one event loop, each alive while anybody watches."""

    def __init__(self) -> None:
        self.feeds: dict[int, Feed] = {}

    @asynccontextmanager
    async def watching(self, run_id: int, bell: asyncio.Event) -> AsyncIterator[Feed]:
        """A run's feed, which rings the bell at everything new."""
        feed = self.feeds.setdefault(run_id, Feed(run_id))
        feed.watchers.add(bell)
        if feed.task is None:
            feed.task = asyncio.create_task(feed.follow())
            feed.task.add_done_callback(lambda task: self.forget(feed, task))
        try:
            yield feed
        finally:
            feed.watchers.discard(bell)
            if not feed.watchers:
                feed.task.cancel()
                self.forget(feed)

    def forget(self, feed: Feed, ended: asyncio.Task[None] | None = None) -> None:
        """Who comes next gets a new feed; those who watch one that failed are told so."""
        if self.feeds.get(feed.run_id) is feed:
            del self.feeds[feed.run_id]
        if ended is not None and not ended.cancelled():
            feed.failure = ended.exception()
            feed.ring()


def news_of(run_id: int, known: int | None) -> News | None:
    """A run's row, and the latest of its generations after the first `known`; None if it is gone.

    Generations recorded after the row was read are left out, so that row and generations always agree.
    """
    run = Run.objects.select_related("owner").filter(pk=run_id).first()
    if run is None:
        return None
    end = run.next_generation
    first = end if known is None else max(known, end - READ_AT_ONCE)
    summary = selectors.run_summary(run, AnonymousUser())
    return News(
        seq=run.revision,
        n_recorded=end,
        summaries={may: summary.model_copy(update={"may_edit": may}).model_dump_json() for may in (False, True)},
        generations=encoded_generations(run_id, range(first, end)) if first < end else {},
    )


def encoded_generations(run_id: int, numbers: Sequence[int]) -> dict[int, str]:
    """Recorded generations of these numbers as JSON."""
    return {stats.number: stats.model_dump_json() for stats in histories.generations_numbered(run_id, numbers)}
