"""Clips of creatures."""

import asyncio
import contextlib
import json
from typing import Self
from urllib.parse import parse_qs

from channels.db import database_sync_to_async
from django.core.exceptions import ObjectDoesNotExist
from ninja import Schema
from pydantic import Field, model_validator

from evoweb.runs.consumers.rights import Viewer, user_of
from evoweb.runs.consumers.socket import IDLE, Json, Socket
from evoweb.runs.consumers.watcher import shared
from evoweb.runs.engine import Loading
from evoweb.runs.reading import creatures, selectors, stored
from evoweb.runs.reading.replays import clip_in
from simulation import clips
from simulation.champions import HELD_OUT
from simulation.errors import Busy, EvoWebError

MOST_WAITING = 64  # clips one socket may wait for
IDLE_SECONDS = 60.0  # without a request: who has not signed in then makes room


class ClipRequest(Schema):
    """What a client asks of /ws/clips/."""

    request: int = Field(ge=0, lt=2**32)
    run: int = Field(ge=1, lt=2**63)
    creature: str = Field(max_length=32)
    generation: int = Field(ge=0, lt=2**31)
    race: int | None = Field(default=None, ge=0, lt=2**31)  # a race's layout; None: as it came to its score
    trial: int | None = Field(default=None, ge=1, le=HELD_OUT)  # a held-out one of the run's; none beside a race

    @model_validator(mode="after")
    def one_layout(self) -> Self:
        if self.race is not None and self.trial is not None:
            raise ValueError("trial: must be left out where there is a race")
        return self


class ClipConsumer(Socket):
    """/ws/clips/: one binary message a request, or a JSON error; a socket's requests are answered one by one.

    The address may carry the first request, as `ask`: a page that is busy with itself need not wait for the socket.
    Every answer is acknowledged by the number of its request.
    """

    async def serve(self) -> None:
        self.waiting: asyncio.Queue[ClipRequest] = asyncio.Queue(MOST_WAITING)
        self.begin(self.answer_all())
        self.heartbeat.start()
        if asked := parse_qs(self.scope["query_string"].decode(errors="replace")).get("ask"):
            await self.receive(asked[0])

    async def hear(self, message: Json) -> None:
        wanted = ClipRequest.model_validate(message)
        try:
            self.waiting.put_nowait(wanted)
        except asyncio.QueueFull:
            await self.complain(f"At most {MOST_WAITING} clips can wait at a time.", request=wanted.request)

    async def answer_all(self) -> None:
        """Answer requests in the order they came, while the client takes the answers, until there is no need for it."""
        while wanted := await self.next_request():
            await self.window.opened.wait()
            answer = await self.answer(wanted)
            self.window.expect(wanted.request)
            if isinstance(answer, bytes):
                await self.send(bytes_data=answer)
            else:
                await self.send(json.dumps({"request": wanted.request, **answer}))

    async def next_request(self) -> ClipRequest | None:
        """Return what is asked for next; None where an anonymous client asked for nothing, and was sent away."""
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(IDLE_SECONDS):
                    return await self.waiting.get()
            right = await shared().rights.of(Viewer(self.scope["session"].session_key))
            if right.refusal is not None:
                self.heartbeat.stop()
                await self.close(IDLE)
                return None

    async def answer(self, wanted: ClipRequest) -> bytes | Json:
        """A clip's message, or what is said instead."""
        message = database_sync_to_async(clip_message, thread_sensitive=False)
        try:
            clip: bytes = await message(self.scope["session"].session_key, wanted)
            return clip
        except ObjectDoesNotExist:
            return {"error": "There is no such creature."}
        except (Busy, Loading) as error:
            return {"error": str(error), "retry_after": error.retry_after}
        except (EvoWebError, stored.DamagedError) as error:
            return {"error": str(error)}


def clip_message(session: str | None, wanted: ClipRequest) -> bytes:
    """The answer to a request.

    Raises:
        ObjectDoesNotExist: no such creature, or none that this user may see.
    """
    run = selectors.visible_runs(user_of(session)).get(pk=wanted.run)
    score = creatures.score_of(run, wanted.creature, wanted.generation)
    return clips.message(clip_in(run, score, race=wanted.race, trial=wanted.trial), wanted.request)
