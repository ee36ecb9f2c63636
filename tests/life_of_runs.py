"""Every order of what people, workers and mishaps do to runs: a machine that tries them, and what must always hold."""

from collections.abc import Callable
from functools import cache
from typing import Any

import hypothesis.strategies as st
from django.contrib.auth.models import User
from django.contrib.postgres.aggregates import ArrayAgg
from django.db import transaction
from django.db.models import Q
from hypothesis import HealthCheck, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from evoweb.runs.deeds.extending import LEGAL as EXTENDABLE_STATES
from evoweb.runs.deeds.extending import extend_run
from evoweb.runs.deeds.forking import fork_run
from evoweb.runs.deeds.resuming import resume_run
from evoweb.runs.deeds.services import Refused, cancel_run, pause_run, start_run
from evoweb.runs.engine import engine
from evoweb.runs.models import ACTIVE, UNFINISHED, Checkpoint, Run, Score, State
from evoweb.runs.queue.leases import MAX_ATTEMPTS, LeaseLost, claim_next, fail_run, hand_over, ring_again
from evoweb.runs.queue.resting import rest_all, wake
from evoweb.runs.worker.recording import record_generation
from simulation.config import RunConfig
from simulation.evolve import evolve
from simulation.generation import Generation
from tests.processes import let_lease_run_out, numbers
from tests.web.factories import TINY, UserFactory

MOST_RUNS = 4
POPULATION = 4
LAST = 5  # generation that any run can have

picks = st.integers(0, 4)  # of whatever there is, counted round


def config(generations: int) -> RunConfig:
    return RunConfig.parse(TINY | {"population": POPULATION, "clips_random": 0, "generations": generations})


@cache
def evolved() -> list[Generation]:
    """What the engine makes of the settings; a run of fewer generations has the first of them."""
    return list(evolve(config(LAST)))


class LifeOfRuns(RuleBasedStateMachine):
    """Two owners, some runs, workers that come and die; all in a transaction that is rolled back."""

    def __init__(self) -> None:
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.owners: list[User] = [UserFactory(), UserFactory()]
        self.workers: list[Run] = []  # each a run as the worker knows it, whether it still holds the lease or not
        self.epochs: dict[int, int] = {}

    def teardown(self) -> None:
        try:
            self.all_that_wait_are_computed_to_their_end()
        finally:
            transaction.set_rollback(True)
            self.transaction.__exit__(None, None, None)

    @initialize()
    def two_runs_wait_and_one_is_computed(self) -> None:
        """So that no order is spent on runs that are not there."""
        self.launch(0, 2)
        self.launch(1, 1)
        self.a_bell_is_heard()

    # --- What people do

    @precondition(lambda self: len(self.epochs) < MOST_RUNS)
    @rule(owner=st.integers(0, 1), generations=st.integers(1, 2))
    def launch(self, owner: int, generations: int) -> None:
        run = start_run(self.owners[owner], "life", config(generations))
        self.epochs[run.pk] = 0

    @rule(pick=picks)
    def pause(self, pick: int) -> None:
        self.change(pick, pause_run, ACTIVE, State.PAUSED)

    @rule(pick=picks)
    def resume(self, pick: int) -> None:
        self.change(pick, resume_run, (State.PAUSED, State.FAILED), State.QUEUED)

    @rule(pick=picks)
    def cancel(self, pick: int) -> None:
        self.change(pick, cancel_run, UNFINISHED, State.CANCELLED)

    @rule(pick=picks, more=st.integers(0, 2))
    def extend(self, pick: int, more: int) -> None:
        generations = max(1, self.run(pick).next_generation + more)
        if generations <= LAST:
            changes = {"generations": generations}
            self.change(pick, lambda run, by: extend_run(run, by, changes), EXTENDABLE_STATES, State.QUEUED)

    @precondition(lambda self: len(self.epochs) < MOST_RUNS)
    @rule(pick=picks)
    def fork(self, pick: int) -> None:
        run = self.run(pick)
        if run.next_generation:
            fork = fork_run(run, run.next_generation - 1, run.owner, "fork", {"generations": 1})
            self.epochs[fork.pk] = 0

    def change(self, pick: int, deed: Callable[..., Any], legal: tuple[State, ...], then: State) -> None:
        """A person's deed is done where it is legal, and refused without a trace where it is not."""
        run = self.run(pick)
        before = row(run)
        try:
            deed(run, run.owner)
        except Refused:
            assert before["state"] not in legal
            assert row(run) == before
        else:
            assert before["state"] in legal
            assert row(run)["state"] == then

    # --- What workers do

    @rule()
    def a_bell_is_heard(self) -> None:
        """As often as it likes: bells come late, twice, and without anybody waiting."""
        worker = claim_next()
        if worker is not None:
            assert worker.state == State.RUNNING
            assert worker.epoch == self.epochs[worker.pk] + 1
            self.workers.append(worker)

    @rule(pick=picks)
    def a_generation_is_written(self, pick: int) -> None:
        worker = self.worker(pick)
        if worker.next_generation <= worker.config["generations"]:
            self.write(worker, worker.next_generation, legal=holds(worker))

    @rule(pick=picks)
    def a_generation_is_written_again(self, pick: int) -> None:
        worker = self.worker(pick)
        if worker.next_generation > 0:
            self.write(worker, worker.next_generation - 1, legal=False)

    def write(self, worker: Run, number: int, legal: bool) -> None:
        before, there = row(worker), numbers(worker)
        try:
            record_generation(worker, evolved()[number])
        except LeaseLost:
            assert not legal
            assert (row(worker), numbers(worker)) == (before, there)
        else:
            assert legal
            assert numbers(worker) == [*there, number]

    @rule(pick=picks)
    def a_slice_ends(self, pick: int) -> None:
        worker = self.worker(pick)
        held = holds(worker)
        hand_over(worker)
        assert not held or row(worker)["lease_until"] is None

    @rule(pick=picks)
    def a_worker_finds_the_run_at_fault(self, pick: int) -> None:
        worker = self.worker(pick)
        before, held = row(worker), holds(worker)
        fail_run(worker, "springs came loose")
        assert row(worker)["state"] == State.FAILED if held else row(worker) == before

    # --- What goes wrong

    @rule(pick=picks)
    def a_worker_dies(self, pick: int) -> None:
        """Its lease runs out; that of a worker who is only late, and will write again, too."""
        worker = self.worker(pick)
        if holds(worker):
            let_lease_run_out(worker)

    @rule(pick=picks)
    def a_worker_is_replaced(self, pick: int) -> None:
        """All that follows a death, or a silence: the keeper notices, and another worker comes."""
        self.a_worker_dies(pick)
        self.the_keeper_goes_round()
        self.a_bell_is_heard()

    @rule(pick=picks)
    def a_bell_is_lost(self, pick: int) -> None:
        Run.objects.filter(pk=self.run(pick).pk).update(rung=None)

    @rule()
    def the_disk_is_full_for_a_while(self) -> None:
        """All that are active rest; those whose owner did nothing meanwhile go on."""
        active = list(Run.objects.filter(pk__in=self.epochs, state__in=ACTIVE))
        assert rest_all("full") == len(active)
        for run in active:
            assert row(run)["state"] == State.PAUSED
            assert wake(run, "full")

    @rule()
    def the_keeper_goes_round(self) -> None:
        ring_again()

    # --- What always holds

    @invariant()
    def every_run_is_as_it_may_be(self) -> None:
        there = Q(recorded__isnull=False)
        recorded = ArrayAgg("recorded__number", filter=there, order_by="recorded__number", default=[])
        for run in Run.objects.filter(pk__in=self.epochs).annotate(numbers=recorded):
            assert run.state in State
            assert run.numbers == list(range(run.next_generation))
            assert run.attempts <= MAX_ATTEMPTS
            assert run.epoch >= self.epochs[run.pk]
            self.epochs[run.pk] = run.epoch
            is_over = run.state not in UNFINISHED
            assert is_over == (run.finished is not None)
            assert not is_over or run.lease_until is None
            assert (run.state == State.FAILED) == bool(run.error)
            if run.state == State.DONE:
                assert run.next_generation == run.config["generations"] + 1

    def all_that_wait_are_computed_to_their_end(self) -> None:
        """However it came about, whoever is active is done once workers come, or failed with a reason."""
        for run in Run.objects.filter(pk__in=self.epochs, lease_until__isnull=False):
            let_lease_run_out(run)
        for _ in range(3 * MOST_RUNS):
            ring_again()
            while (worker := claim_next()) is not None:
                for number in range(worker.next_generation, worker.config["generations"] + 1):
                    record_generation(worker, evolved()[number])
        self.every_run_is_as_it_may_be()
        runs = Run.objects.filter(pk__in=self.epochs)
        assert not runs.filter(state__in=ACTIVE).exists()
        written = sum(runs.values_list("next_generation", flat=True))
        of_ours = {"generation__run__in": runs}
        assert Checkpoint.objects.filter(**of_ours).count() == written
        assert Score.objects.filter(**of_ours).count() == POPULATION * written

    # --- Picking

    def run(self, pick: int) -> Run:
        runs = sorted(self.epochs)
        return Run.objects.get(pk=runs[pick % len(runs)])

    def worker(self, pick: int) -> Run:
        """The latest is picked most often."""
        return self.workers[-1 - pick % len(self.workers)]


def row(run: Run) -> dict[str, Any]:
    """The run as the database has it."""
    return Run.objects.filter(pk=run.pk).values().get()


def holds(worker: Run) -> bool:
    """Whether the run has not been given to another worker, or taken from all, since this one got it."""
    now = row(worker)
    return now["epoch"] == worker.epoch and now["lease_until"] is not None


def try_orders(cases: int) -> None:
    """Try so many orders, the same ones each time."""
    engine.load()
    evolved()
    run_state_machine_as_test(
        LifeOfRuns,
        settings=settings(
            max_examples=cases,
            stateful_step_count=30,
            derandomize=True,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
