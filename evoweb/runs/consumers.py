"""Websockets: progress of one run, changes of a user's runs, clips. Hints come from events.py, the news from selectors.

Rights are those of the pages. They are looked at again with everything that is sent, and every CHECK_SECONDS.
"""

import asyncio
import contextlib
import json
import logging
from importlib import import_module
from typing import Any
from urllib.parse import parse_qs

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import ObjectDoesNotExist
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest
from ninja import Schema
from pydantic import Field, ValidationError

from evoweb.runs import histories, selectors
from evoweb.runs.engine import Loading
from evoweb.runs.events import owner_group, run_group
from evoweb.runs.replays import clip_of
from simulation import clips
from simulation.errors import Busy, EvoWebError

CHECK_SECONDS = 10.0
PAUSE_SECONDS = 0.25  # between two messages; what changes meanwhile goes out together
GENERATIONS_AT_ONCE = 500
LONGEST_MESSAGE = 1000  # characters a client may send
MOST_WAITING = 64  # clips one socket may wait for

SIGN_IN, NOT_FOUND, BROKEN = 4401, 4404, 1011  # close codes

logger = logging.getLogger(__name__)
Json = dict[str, Any]


def user_of(scope: Json) -> User | AnonymousUser:
    """Who the socket's session belongs to at this moment: it may have ended since the socket was opened."""
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(scope["session"].session_key)
    return get_user(request)


class Socket(AsyncWebsocketConsumer):  # type: ignore[misc]  # Channels ships no types
    """A websocket with one task of its own, which ends with the socket and whose failure ends the socket."""

    task: asyncio.Task[None] | None = None

    def begin(self, work: Any) -> None:
        """Start the socket's task."""
        self.task = asyncio.create_task(work)
        self.task.add_done_callback(self.note_end)

    def note_end(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (error := task.exception()):
            logger.error("A websocket failed", exc_info=error)
            self.closing = asyncio.create_task(self.close(BROKEN))

    async def disconnect(self, code: int) -> None:
        if self.task is not None:
            self.task.cancel()

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Pass on what a client says, if it is a small JSON object."""
        message = None
        if text_data is not None and len(text_data) <= LONGEST_MESSAGE:
            with contextlib.suppress(ValueError, RecursionError):
                message = json.loads(text_data)
        if isinstance(message, dict):
            await self.hear(message)
        else:
            await self.send_json({"error": f"Send a JSON object of at most {LONGEST_MESSAGE} characters."})

    async def hear(self, message: Json) -> None:
        """Answer what a client says; most sockets only speak."""

    async def send_json(self, message: Json) -> None:
        await self.send(json.dumps(message, cls=DjangoJSONEncoder))


class Watcher(Socket):
    """Tells what is new when it hears of a change, and now and then in case it did not hear."""

    async def follow(self) -> None:
        """Send news until there is no right to any."""
        self.changed.clear()
        while not (refusal := await self.tell()):
            await asyncio.sleep(PAUSE_SECONDS)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.changed.wait(), CHECK_SECONDS)
            self.changed.clear()
        await self.close(refusal)

    async def tell(self) -> int | None:
        """Send what the client does not know yet; the close code, if it may not know."""
        raise NotImplementedError

    async def run_changed(self, hint: Json) -> None:
        self.changed.set()

    async def resync(self, hint: Json) -> None:
        self.changed.set()

    async def connect(self) -> None:
        self.changed = asyncio.Event()
        await self.accept()


class ProgressConsumer(Watcher):
    """/ws/runs/<id>/: the run's summary and each generation once, from where the client says it stands."""

    told: Json | None = None

    async def connect(self) -> None:
        await super().connect()
        self.run_id: int = self.scope["url_route"]["kwargs"]["run_id"]
        self.after = -1
        refusal, _, _ = await database_sync_to_async(self.news)()
        if refusal:
            await self.close(refusal)
        else:
            await self.channel_layer.group_add(run_group(self.run_id), self.channel_name)

    async def hear(self, message: Json) -> None:
        after = message.get("after")
        if message.get("type") != "hello" or not isinstance(after, int):
            await self.send_json({"error": 'Say {"type": "hello", "after": number of your last generation}.'})
            return
        self.after, self.told = max(after, -1), None
        self.changed.set()
        if self.task is None:
            self.begin(self.follow())

    async def tell(self) -> int | None:
        refusal: int | None
        refusal, run, generations = await database_sync_to_async(self.news)()
        if refusal is None and (generations or run != self.told):
            await self.send_json({"type": "progress", "run": run, "generations": generations})
            self.told = run
            if generations:
                self.after = generations[-1]["number"]
                self.changed.set()  # there may be more than fit into one message
        return refusal

    def news(self) -> tuple[int | None, Json | None, list[Json]]:
        """The refusal's close code, or the run and some of the generations the client lacks."""
        user = user_of(self.scope)
        if not user.is_authenticated:
            return SIGN_IN, None, []
        run = selectors.visible_runs(user).select_related("owner").filter(pk=self.run_id).first()
        if run is None:
            return NOT_FOUND, None, []
        found = histories.generations_after(run, self.after, GENERATIONS_AT_ONCE)
        summary = selectors.run_summary(run, user).model_dump(mode="json")
        return None, summary, [stats.model_dump(mode="json") for stats in found]


class RunsConsumer(Watcher):
    """/ws/runs/: the user's unfinished runs, then whichever of their runs change."""

    told: dict[int, Json] | None = None

    async def connect(self) -> None:
        await super().connect()
        self.heard: set[int] = set()
        user = await database_sync_to_async(user_of)(self.scope)
        if user.is_authenticated:
            await self.channel_layer.group_add(owner_group(user.pk), self.channel_name)
            self.begin(self.follow())
        else:
            await self.close(SIGN_IN)

    async def run_changed(self, hint: Json) -> None:
        self.heard.add(hint["run"])
        self.changed.set()

    async def tell(self) -> int | None:
        runs = await database_sync_to_async(self.news)()
        if runs is None:
            return SIGN_IN
        told = self.told or {}
        new = [run for run in runs if told.get(run["id"]) != run]
        if new or self.told is None:
            await self.send_json({"type": "runs", "runs": new})
        self.told = told | {run["id"]: run for run in new}
        return None

    def news(self) -> list[Json] | None:
        """The runs to watch as they are now; None if the session has ended."""
        user = user_of(self.scope)
        if not user.is_authenticated:
            return None
        runs = selectors.runs_to_watch(user, also=self.heard | (self.told or {}).keys())
        return [run.model_dump(mode="json") for run in runs]


class ClipRequest(Schema):
    """What a client asks of /ws/clips/."""

    request: int = Field(ge=0, lt=2**32)
    run: int = Field(ge=1, lt=2**63)
    creature: str = Field(max_length=32)
    generation: int = Field(ge=0, lt=2**31)


class ClipConsumer(Socket):
    """/ws/clips/: one binary message a request, or a JSON error; a socket's requests are answered one by one.

    The address may carry the first request, as `ask`: a page that is busy with itself need not wait for the socket.
    """

    async def connect(self) -> None:
        self.waiting: asyncio.Queue[ClipRequest] = asyncio.Queue(MOST_WAITING)
        await self.accept()
        user = await database_sync_to_async(user_of)(self.scope)
        if user.is_authenticated:
            self.begin(self.serve())
            if asked := parse_qs(self.scope["query_string"].decode(errors="replace")).get("ask"):
                await self.receive(asked[0])
        else:
            await self.close(SIGN_IN)

    async def hear(self, message: Json) -> None:
        try:
            self.waiting.put_nowait(ClipRequest.model_validate(message))
        except ValidationError as error:
            wrong = "; ".join(f"{'.'.join(map(str, found['loc']))}: {found['msg']}" for found in error.errors())
            await self.send_json({"request": message.get("request"), "error": wrong})
        except asyncio.QueueFull:
            await self.send_json(
                {"request": message["request"], "error": f"At most {MOST_WAITING} clips can wait at a time."}
            )

    async def serve(self) -> None:
        """Answer requests in the order they came."""
        answer = database_sync_to_async(clip_message, thread_sensitive=False)
        while True:
            wanted = await self.waiting.get()
            try:
                await self.send(bytes_data=await answer(self.scope, wanted))
            except ObjectDoesNotExist:
                await self.send_json({"request": wanted.request, "error": "There is no such creature."})
            except (Busy, Loading) as error:
                said = {"request": wanted.request, "error": str(error), "retry_after": error.retry_after}
                await self.send_json(said)
            except (EvoWebError, selectors.DamagedError) as error:
                await self.send_json({"request": wanted.request, "error": str(error)})


def clip_message(scope: Json, wanted: ClipRequest) -> bytes:
    """The answer to a request.

    Raises:
        ObjectDoesNotExist: no such creature, or none that this user may see.
    """
    run = selectors.visible_runs(user_of(scope)).get(pk=wanted.run)
    score = selectors.score_of(run, wanted.creature, wanted.generation)
    return clips.message(clip_of(run, score), wanted.request)
