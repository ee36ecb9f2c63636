"""Who may watch what. Asked by all sockets again and again, so many questions are answered with one connection."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass

from channels.db import database_sync_to_async
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import AnonymousUser, User
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from evoweb.runs.consumers.socket import NOT_FOUND, SIGN_IN, Json
from evoweb.runs.models import Run
from evoweb.runs.reading import selectors


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
                rights = await database_sync_to_async(rights_of, thread_sensitive=False)(list(batch))
            except Exception as error:  # noqa: BLE001 - those who asked raise it
                for future in batch.values():
                    future.set_exception(error)
            else:
                for viewer, right in rights.items():
                    batch[viewer].set_result(right)


def rights_of(viewers: list[Viewer]) -> dict[Viewer, Right]:
    """What each may do at this moment: three queries, however many ask."""
    users = users_of({viewer.session for viewer in viewers if viewer.session})
    runs = Run.objects.only("owner_id", "public").in_bulk({viewer.run for viewer in viewers if viewer.run is not None})
    rights = {}
    for viewer in viewers:
        user = users.get(viewer.session or "", AnonymousUser())
        rights[viewer] = right_to_list(user) if viewer.run is None else right_to_run(user, runs.get(viewer.run))
    return rights


def right_to_list(user: User | AnonymousUser) -> Right:
    """The right to watch one's own runs."""
    return Right(None, user.pk) if user.is_authenticated else Right(SIGN_IN)


def right_to_run(user: User | AnonymousUser, run: Run | None) -> Right:
    """The right to watch a run, if there is one."""
    if run is not None and selectors.may_see(run, user):
        return Right(None, user.pk, selectors.may_edit(run, user))
    return Right(NOT_FOUND if user.is_authenticated else SIGN_IN)


def users_of(sessions: Iterable[str]) -> dict[str, User]:
    """Who sessions belong to at this moment: they may have ended since their sockets were opened.

    As django.contrib.auth.get_user finds it out, which takes two queries for each.
    """
    stored = Session.objects.filter(session_key__in=sessions, expire_date__gt=timezone.now())
    held = {session.session_key: session.get_decoded() for session in stored}
    ids = {int(content[SESSION_KEY]) for content in held.values() if SESSION_KEY in content}
    users = User.objects.filter(is_active=True).in_bulk(ids)
    found = {}
    for key, content in held.items():
        user = users.get(int(content.get(SESSION_KEY, 0)))
        if user is not None and is_of(user, content):
            found[key] = user
    return found


def is_of(user: User, session: Json) -> bool:
    """Whether the session was opened with the password that the user still has."""
    proof = session.get(HASH_SESSION_KEY, "")
    hashes = [user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()]
    is_proven = any(constant_time_compare(proof, known) for known in hashes)
    return is_proven and session.get(BACKEND_SESSION_KEY) in settings.AUTHENTICATION_BACKENDS


def user_of(session: str | None) -> User | AnonymousUser:
    """Who a session belongs to at this moment."""
    return users_of([session]).get(session, AnonymousUser()) if session else AnonymousUser()
