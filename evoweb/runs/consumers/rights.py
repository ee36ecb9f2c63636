"""Who may watch what. Asked by all sockets again and again, so many questions are answered with one connection."""

import asyncio
from dataclasses import dataclass
from importlib import import_module

from channels.db import database_sync_to_async
from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.auth.models import AnonymousUser, User
from django.http import HttpRequest

from evoweb.runs import selectors
from evoweb.runs.consumers.socket import NOT_FOUND, SIGN_IN


@dataclass(frozen=True)
class Viewer:
    """A session that looks at a run, or at its user's runs where none is named."""

    session: str | None
    run: int | None = None


@dataclass(frozen=True)
class Right:
    """What a viewer may do, as it stood a moment ago; `refusal` is the code to close with."""

    refusal: int | None
    user: int | None = None
    may_edit: bool = False


class Rights:
    """Answers of one event loop: who asks while others are being answered comes in the next batch."""

    def __init__(self) -> None:
        self.asked: dict[Viewer, asyncio.Future[Right]] = {}
        self.answering: asyncio.Task[None] | None = None

    async def of(self, viewer: Viewer) -> Right:
        """The viewer's right at this moment.

        Raises:
            DatabaseError: the database is away.
        """
        if viewer not in self.asked:
            self.asked[viewer] = asyncio.get_running_loop().create_future()
        answer = self.asked[viewer]
        if self.answering is None or self.answering.done():
            self.answering = asyncio.create_task(self.answer())
        return await asyncio.shield(answer)

    async def answer(self) -> None:
        while self.asked:
            batch, self.asked = self.asked, {}
            try:
                rights = await database_sync_to_async(rights_of)(list(batch))
            except Exception as error:  # noqa: BLE001 - those who asked raise it
                for future in batch.values():
                    future.set_exception(error)
            else:
                for viewer, right in rights.items():
                    batch[viewer].set_result(right)


def rights_of(viewers: list[Viewer]) -> dict[Viewer, Right]:
    """What each may do at this moment; a session is looked up once."""
    users = {session: user_of(session) for session in {viewer.session for viewer in viewers}}
    return {viewer: right_of(users[viewer.session], viewer.run) for viewer in viewers}


def right_of(user: User | AnonymousUser, run_id: int | None) -> Right:
    """The right to watch a run, or one's own runs where none is named."""
    refused = Right(NOT_FOUND if user.is_authenticated else SIGN_IN)
    if run_id is None:
        return Right(None, user.pk) if user.is_authenticated else refused
    run = selectors.visible_runs(user).filter(pk=run_id).only("owner_id").first()
    return refused if run is None else Right(None, user.pk, selectors.may_edit(run, user))


def user_of(session: str | None) -> User | AnonymousUser:
    """Who a session belongs to at this moment: it may have ended since the socket was opened."""
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(session)
    return get_user(request)
