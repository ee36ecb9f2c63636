"""What people's own programs are to be told: written in the transaction of what it tells of, sent later by the keeper.

docs/webhooks.md says what is sent.
"""

from typing import Any

from django.urls import reverse
from django.utils import timezone

from evoweb.runs.models import HookCall, Run, State, Webhook

EVENTS = {State.DONE: "run.done", State.FAILED: "run.failed"}
TEST = "test"


def tell_end(run_id: int) -> None:
    """Have the owner's webhook told that a run is done or has failed; call it in the transaction that ends the run."""
    found = Webhook.objects.filter(user__runs=run_id, active=True)
    hook = found.select_for_update(of=("self",), no_key=True).first()  # it must not go this moment
    if hook is None:
        return
    run = Run.objects.select_related("owner").get(pk=run_id)
    event = EVENTS[State(run.state)]
    HookCall.objects.create(webhook=hook, run=run, event=event, body=message(event, run=account_of(run, hook.site)))


def tell_test(hook: Webhook) -> HookCall:
    """Have a webhook told that it works."""
    return HookCall.objects.create(webhook=hook, event=TEST, body=message(TEST, user=hook.user.get_username()))


def message(event: str, **data: Any) -> dict[str, Any]:
    """The body of a call."""
    return {"type": event, "timestamp": timezone.now().isoformat(), "data": data}


def account_of(run: Run, site: str) -> dict[str, Any]:
    """A run that has ended, for those who are far from its page."""
    page = reverse("runs:run", args=[run.pk])
    return {
        "id": run.pk,
        "url": site + page,
        "name": run.name,
        "owner": run.owner.get_username(),
        "tags": run.tags,
        "state": run.state,
        "reason": run.reason,
        "error": run.error.strip().rsplit("\n", maxsplit=1)[-1][:500],  # the lines above name folders of ours
        "task": run.config["task"],
        "brain": run.config["brain"],
        "preset": run.preset or None,
        "seed": run.seed,
        "generation": run.next_generation - 1 if run.next_generation else None,
        "generations": run.config["generations"],
        "best": run.best,
        "held_out_mean": run.held_out_mean,
        "held_out_deviation": run.held_out_deviation,
        "repeats": (run.champion_measured() or {}).get("repeats"),
        "champion": run.champion or None,
        "champion_generation": run.champion_generation,
        "elapsed_s": run.elapsed_s,
        "created": run.created.isoformat(),
        "started": run.started.isoformat() if run.started else None,
        "finished": run.finished.isoformat() if run.finished else None,
    }
