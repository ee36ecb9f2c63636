"""Public runs on other sites: embeds that suit the page round them, and links that say what they lead to."""

import pytest
from django.test import Client

from evoweb.runs.engine import engine
from evoweb.runs.models import Run
from tests.web.factories import recorded_run

pytestmark = pytest.mark.django_db


@pytest.fixture
def run() -> Run:
    return recorded_run(name='"><b>Walker', public=True)


def page(address: str) -> str:
    return Client().get(address).content.decode()


def test_an_embed_takes_the_theme_it_is_given_and_no_other_word(run: Run) -> None:
    address = f"/embed/runs/{run.pk}/creatures/0-0/"
    assert 'data-embed="dark"' in page(f"{address}?theme=dark")
    assert 'data-embed="light"' in page(f"{address}?theme=light")
    for odd in ("", "?theme=", '?theme="><script>'):
        assert 'data-embed=""' in page(address + odd)


def test_an_embed_needs_no_engine_and_tells_no_more_than_it_shows(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "_is_loaded", False)
    shown = page(f"/embed/runs/{run.pk}/creatures/0-0/")
    assert '"has_clip": ' in shown
    assert "evoweb-genome/1" not in shown
    assert run.owner.username not in shown


def test_a_link_to_a_public_run_or_replay_says_what_it_leads_to(run: Run) -> None:
    of_run, of_replay = page(f"/runs/{run.pk}/"), page(f"/runs/{run.pk}/creatures/0-0/?generation=0")
    name = "&quot;&gt;&lt;b&gt;Walker"
    assert f'<meta property="og:title" content="{name}">' in of_run
    assert "8 creatures evolve in the task forage: generation 3 of 3, best score" in of_run
    assert f'<meta property="og:title" content="Creature 0-0 of {name}">' in of_replay
    assert (
        f'<meta property="og:url" content="http://testserver/runs/{run.pk}/creatures/0-0/?generation=0">' in of_replay
    )


def test_a_private_run_says_nothing_to_whom_it_is_linked(run: Run) -> None:
    Run.objects.update(public=False)
    owner = Client()
    owner.force_login(run.owner)
    for address in (f"/runs/{run.pk}/", f"/runs/{run.pk}/creatures/0-0/"):
        assert "og:" not in owner.get(address).content.decode()
