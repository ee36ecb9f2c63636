"""Rights of sockets are looked up for many at once; what comes out is what Django and the pages find for each."""

from collections.abc import Callable
from datetime import timedelta
from importlib import import_module

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, get_user
from django.contrib.auth.models import AnonymousUser, User
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone

from evoweb.runs.consumers.rights import Right, Viewer, rights_of
from evoweb.runs.consumers.socket import NOT_FOUND, SIGN_IN
from evoweb.runs.models import Run
from evoweb.runs.reading import selectors
from tests.web.factories import UserFactory, tiny_run
from tests.web.sockets import cookie_of

pytestmark = pytest.mark.django_db


def as_django_finds(session: str) -> User | AnonymousUser:
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(session)
    return get_user(request)


def as_pages_find(user: User | AnonymousUser, run_id: int) -> Right:
    run = selectors.visible_runs(user).filter(pk=run_id).first()
    if run is None:
        return Right(NOT_FOUND if user.is_authenticated else SIGN_IN)
    return Right(None, user.pk, selectors.editable_runs(user).filter(pk=run_id).exists())


def change_password(user: User, session: str) -> None:
    user.set_password("another")
    user.save()


def change_content(session: str, **content: str) -> None:
    store = import_module(settings.SESSION_ENGINE).SessionStore(session)
    store.update(content)
    store.save()


SPOILT: dict[str, Callable[[User, str], object]] = {
    "ended": lambda user, session: Session.objects.filter(session_key=session).delete(),
    "expired": lambda user, session: Session.objects.filter(session_key=session).update(
        expire_date=timezone.now() - timedelta(seconds=1)
    ),
    "with the password of before": change_password,
    "of a user who was locked out": lambda user, session: User.objects.filter(pk=user.pk).update(is_active=False),
    "of a user who is gone": lambda user, session: user.delete(),
    "with content that was tampered with": lambda user, session: Session.objects.filter(session_key=session).update(
        session_data="nonsense"
    ),
    "of a way to sign in that is no more": lambda user, session: change_content(
        session, **{BACKEND_SESSION_KEY: "no.such.Backend"}
    ),
}


def test_every_role_has_at_every_run_the_rights_that_pages_give_it() -> None:
    owner = UserFactory()
    users = [owner, UserFactory(), UserFactory(is_staff=True), UserFactory(is_superuser=True)]
    private, public = tiny_run(owner), tiny_run(owner)
    Run.objects.filter(pk=public.pk).update(public=True)
    sessions = [None, "a" * 32, *(cookie_of(user) for user in users)]
    asked = [Viewer(session, run) for session in sessions for run in (private.pk, public.pk, 10**9, 10**30)]
    for viewer, right in rights_of(asked).items():
        assert viewer.run is not None
        expected = as_pages_find(as_django_finds(viewer.session or ""), viewer.run)
        assert right == expected, viewer


@pytest.mark.parametrize("how", SPOILT)
def test_a_session_gives_no_right_that_is(how: str) -> None:
    user = UserFactory()
    run = tiny_run(user)
    session, other = cookie_of(user), cookie_of(UserFactory())
    asked = [Viewer(session), Viewer(session, run.pk), Viewer(other)]
    assert [right.refusal for right in rights_of(asked).values()] == [None, None, None]
    SPOILT[how](user, session)
    assert not as_django_finds(session).is_authenticated
    assert [right.refusal for right in rights_of(asked).values()] == [SIGN_IN, SIGN_IN, None]
