"""The pool: persistent, fair, honest about failures, and never more threads than the machine may spend."""

import os
import signal
import subprocess
import sys
import threading
import time
import traceback
from collections import Counter

import pytest

from simulation import budget
from simulation import pool as pools
from simulation.budget import Budget, budget_folder, n_threads
from simulation.errors import Busy, ConfigError, PoolClosed, PoolError
from simulation.metrics import percentile
from simulation.pool import MOST_JOBS, Pool, Runner, machine_pool

PATIENCE = 30  # s after which a test takes a deadlock for granted


class Piece:
    def __init__(self, number=0, cost=1.0):
        self.number, self.cost, self.creatures = number, cost, 3


@pytest.fixture
def pool():
    pool = Pool(2)
    yield pool
    pool.close()


class Stage:
    """Shards that play until the test lets them go."""

    def __init__(self):
        self.begun = threading.Semaphore(0)
        self.go = threading.Event()
        self.played = []

    def play(self, piece):
        self.begun.release()
        assert self.go.wait(PATIENCE)
        self.played.append(piece.number)


@pytest.fixture
def stage():
    stage = Stage()
    yield stage
    stage.go.set()


def in_thread(function, *args):
    """Call in a thread; what it returned or raised is appended to `outcome`."""
    outcome = []

    def call():
        try:
            outcome.append(function(*args))
        except Exception as error:  # noqa: BLE001 - the test looks at it
            outcome.append(error)

    thread = threading.Thread(target=call, daemon=True)
    thread.outcome = outcome
    thread.start()
    return thread


def ended(thread):
    thread.join(PATIENCE)
    assert not thread.is_alive(), "deadlock"
    return thread.outcome[0]


def wait_until(true):
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.002)


# --- Playing


@pytest.mark.parametrize("threads", [1, 3])
def test_10_000_small_jobs_of_8_callers_are_all_played_once(threads):
    pool, played = Pool(threads), Counter()
    lock = threading.Lock()

    def play(piece):
        with lock:
            played[piece.number] += 1

    def submit(caller):
        for job in range(1250):
            first = 10_000 * caller + 4 * job
            pool.run(play, [Piece(first + place) for place in range(1 + job % 4)], at_once=1 + job % 2)

    callers = [in_thread(submit, caller) for caller in range(8)]
    assert [ended(caller) for caller in callers] == [None] * 8
    assert set(played.values()) == {1}
    figures = pool.metrics.snapshot()
    assert figures["shards"] == len(played) == 8 * sum(1 + job % 4 for job in range(1250))
    assert figures["active"] == figures["queue_depth"] == 0
    pool.close()


def test_threads_persist_from_call_to_call(pool):
    barrier, seen = threading.Barrier(2), set()

    def play(piece):
        barrier.wait(PATIENCE)
        seen.add(threading.get_ident())

    for _ in range(3):
        pool.run(play, [Piece(), Piece()], at_once=2)
    assert len(seen) == 2
    assert threading.get_ident() not in seen


@pytest.mark.parametrize("make", [Runner, lambda: Pool(1)])
def test_the_costliest_shard_is_played_first(make):
    played = []
    make().run(lambda piece: played.append(piece.number), [Piece(1, 0.5), Piece(2, 2.0), Piece(3, 1.0)], at_once=1)
    assert played == [2, 3, 1]


def test_no_more_of_a_job_is_played_at_once_than_it_wants(pool):
    now, most, lock = 0, 0, threading.Lock()

    def play(piece):
        nonlocal now, most
        with lock:
            now += 1
            most = max(most, now)
        time.sleep(0.002)
        with lock:
            now -= 1

    pool.run(play, [Piece() for _ in range(20)], at_once=1)
    assert most == 1


def test_a_small_job_is_not_stuck_behind_a_big_one(stage):
    pool, order = Pool(1), []
    waiting = in_thread(pool.run, stage.play, [Piece()], 1)
    assert stage.begun.acquire(timeout=PATIENCE)
    big = in_thread(pool.run, lambda piece: order.append("big"), [Piece() for _ in range(50)], 1)
    wait_until(lambda: pool.metrics.snapshot()["queue_depth"] == 50)
    small = in_thread(pool.run, lambda piece: order.append("small"), [Piece()], 1)
    wait_until(lambda: pool.metrics.snapshot()["queue_depth"] == 51)
    stage.go.set()
    assert [ended(thread) for thread in (waiting, big, small)] == [None] * 3
    assert order.index("small") <= 1
    pool.close()


def test_a_job_without_shards_is_done(pool):
    pool.run(print, [], at_once=1)


def test_a_shard_that_asks_its_own_pool_for_more_is_told_that_it_would_wait_for_ever(pool):
    with pytest.raises(TypeError, match="wait for each other"):
        pool.run(lambda piece: pool.run(print, [piece], at_once=1), [Piece()], at_once=1)


# --- Failing


@pytest.mark.parametrize("make", [Runner, lambda: Pool(1), lambda: Pool(3)])
@pytest.mark.parametrize("kind", [ZeroDivisionError, SystemExit])
def test_an_exception_reaches_its_caller_with_its_traceback_and_the_pool_lives_on(make, kind):
    def explode(piece):
        if piece.number == 1:
            raise kind("in shard 1")

    runner = make()
    with pytest.raises(kind, match="in shard 1") as failure:
        runner.run(explode, [Piece(1, 2.0), *(Piece() for _ in range(200))], at_once=3)
    assert "in explode" in "".join(traceback.format_exception(failure.value))
    figures = runner.metrics.snapshot()
    assert figures["errors"] == {kind.__name__: 1}
    assert figures["active"] == figures["queue_depth"] == 0

    played = []
    runner.run(lambda piece: played.append(piece.number), [Piece(0), Piece(5)], at_once=2)
    assert sorted(played) == [0, 5]


def test_after_an_exception_the_rest_of_that_job_is_dropped_and_other_jobs_go_on(stage):
    pool, others = Pool(1), []

    def explode(piece):
        stage.play(piece)
        raise ValueError("broken")

    broken = in_thread(pool.run, explode, [Piece(number) for number in range(9)], 1)
    assert stage.begun.acquire(timeout=PATIENCE)
    whole = in_thread(pool.run, lambda piece: others.append(piece.number), [Piece(number) for number in range(9)], 1)
    wait_until(lambda: pool.metrics.snapshot()["queue_depth"] == 17)
    stage.go.set()
    assert isinstance(ended(broken), ValueError)
    assert ended(whole) is None
    assert len(stage.played) == 1
    assert len(others) == 9
    pool.close()


def test_closing_while_busy_finishes_what_is_played_and_turns_everything_else_away(pool, stage):
    busy = in_thread(pool.run, stage.play, [Piece(number) for number in range(5)], 2)
    for _ in range(2):
        assert stage.begun.acquire(timeout=PATIENCE)
    closing = in_thread(pool.close)
    wait_until(lambda: pool.metrics.snapshot()["queue_depth"] == 0)
    assert closing.is_alive()
    with pytest.raises(PoolClosed, match="has ended"):
        pool.run(print, [Piece()], at_once=1)
    stage.go.set()
    assert ended(closing) is None
    assert isinstance(ended(busy), PoolClosed)
    assert len(stage.played) == 2
    pool.close()


def test_a_process_that_ends_with_work_under_way_ends_cleanly():
    ending = """
import threading, time
from simulation.pool import Pool
class Piece: cost, creatures = 1.0, 1
pool, begun = Pool(2), threading.Event()
def play(piece):
    begun.set(); time.sleep(0.05); print("played", flush=True)
def submit():
    try: pool.run(play, [Piece()] * 1000, at_once=1)
    except Exception as error: print(type(error).__name__, flush=True)
threading.Thread(target=submit, daemon=True).start()
begun.wait()
"""
    done = subprocess.run([sys.executable, "-c", ending], capture_output=True, text=True, timeout=PATIENCE, check=True)
    assert done.stdout.startswith("played")
    assert done.stderr == ""


# --- Refusing


def test_the_limited_form_is_refused_while_the_queue_is_full_and_served_again_later(stage):
    pool = Pool(1)
    callers = [in_thread(pool.run, stage.play, [Piece(cost=7.0)], 1) for _ in range(MOST_JOBS)]
    wait_until(lambda: pool.metrics.snapshot()["queue_depth"] == MOST_JOBS - 1)
    blocked = in_thread(pool.run, stage.play, [Piece()], 1)
    with pytest.raises(Busy, match="try again in") as refusal, pool.limited():
        pytest.fail("there was no place")
    assert refusal.value.retry_after == 7 * (MOST_JOBS - 1)
    assert pool.metrics.snapshot()["refusals"] == 1
    stage.go.set()
    assert [ended(caller) for caller in [*callers, blocked]] == [None] * (MOST_JOBS + 1)
    with pool.limited():
        pool.run(stage.play, [Piece()], at_once=1)
        pool.run(stage.play, [Piece()], at_once=1)
    assert len(stage.played) == MOST_JOBS + 3
    pool.close()


def test_a_block_that_fails_gives_its_place_back(pool):
    for _ in range(2 * MOST_JOBS):
        with pytest.raises(KeyError), pool.limited():
            raise KeyError


# --- Measuring


def test_figures_tell_what_happened(pool, stage):
    before = pool.metrics.snapshot()
    assert before["latency_p50_s"] is before["busy_threads"] is None
    busy = in_thread(pool.run, stage.play, [Piece(number) for number in range(5)], 2)
    for _ in range(2):
        assert stage.begun.acquire(timeout=PATIENCE)
    during = pool.metrics.snapshot()
    assert (during["active"], during["queue_depth"], during["shards"]) == (2, 3, 0)
    assert all(share > 0 for share in during["busy_shares"])
    stage.go.set()
    ended(busy)
    after = pool.metrics.snapshot()
    assert (after["shards"], after["creatures"], after["peak_active"], after["peak_queue_depth"]) == (5, 15, 2, 5)
    assert 0 < after["latency_p50_s"] <= after["latency_p95_s"] <= after["latency_p99_s"]
    assert 1 <= after["busy_threads"] <= 2
    assert len(after["busy_s"]) == len(after["busy_shares"]) == after["threads"] == 2
    assert 0 < after["busy_share"] <= 1
    assert after["creatures_per_s"] > 0


def test_percentiles_are_values_that_occurred():
    values = [float(number) for number in range(1, 201)]
    assert [percentile(values, share) for share in (50, 95, 99)] == [100, 190, 198]
    assert percentile([3.0], 99) == 3
    assert percentile([], 50) is None


# --- The machine's budget


def test_the_environment_sets_the_number_of_threads(monkeypatch):
    monkeypatch.setenv("EVOWEB_THREADS", "3")
    assert n_threads() == 3
    monkeypatch.setenv("EVOWEB_THREADS", "0")
    assert n_threads() == 1
    monkeypatch.setenv("EVOWEB_THREADS", "many")
    with pytest.raises(ConfigError, match="EVOWEB_THREADS: must be a number of threads"):
        n_threads()
    monkeypatch.delenv("EVOWEB_THREADS")
    monkeypatch.setattr(budget, "cores", lambda: [0])
    assert n_threads() == 1
    monkeypatch.setattr(budget, "cores", lambda: [0, 1, 4])
    assert n_threads() == 2


# A process that waits for a line, then plays 30 shards and notes in a file when each began and ended; `hold` keeps its
# first for ever.
PROCESS = """
import sys, time
from simulation.pool import machine_pool
class Piece: cost, creatures = 1.0, 1
def play(piece):
    with open(sys.argv[1], "a") as log:
        log.write(f"{time.monotonic_ns()} + {sys.argv[2]}\\n"); log.flush()
        if sys.argv[2] == "hold": time.sleep(600)
        time.sleep(0.003)
        log.write(f"{time.monotonic_ns()} - {sys.argv[2]}\\n")
print("ready", flush=True)
sys.stdin.readline()
machine_pool().run(play, [Piece()] * 30, at_once=9)
"""


@pytest.fixture
def process(tmp_path):
    """Start PROCESS under a name, with a budget of so many threads; all meet in tmp_path."""
    started = []

    def start(name, threads):
        environment = {**os.environ, "TMPDIR": str(tmp_path), "EVOWEB_THREADS": str(threads)}
        command = [sys.executable, "-c", PROCESS, str(tmp_path / "log"), name]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        started.append(subprocess.Popen(command, env=environment, text=True, **pipes))
        assert started[-1].stdout.readline() == "ready\n"
        return started[-1]

    yield start
    for one in started:
        one.kill()
        one.communicate()


def let_go(*processes):
    for one in processes:
        one.stdin.write("go\n")
        one.stdin.flush()


def events(log):
    """(+1 or −1, name) in the order in which they happened."""
    lines = sorted((line.split() for line in log.read_text().splitlines()), key=lambda line: int(line[0]))
    return [(1 if sign == "+" else -1, name) for _, sign, name in lines]


@pytest.mark.parametrize("threads", [1, 2])
def test_processes_together_never_play_more_than_the_budget(threads, process, tmp_path):
    running = [process(name, threads) for name in ("a", "b", "c")]
    let_go(*running)
    assert [one.wait(PATIENCE) for one in running] == [0, 0, 0]
    now = most = 0
    for change, _ in events(tmp_path / "log"):
        now += change
        most = max(most, now)
    assert most == threads


def test_whoever_waits_for_a_slot_has_it_before_the_one_who_held_it_has_it_again(tmp_path):
    one, other = Budget(tmp_path, 1), Budget(tmp_path, 1)
    order, waits = [], threading.Event()

    def take():
        with other.slot(0, waits.set):
            order.append("other")

    with one.slot(0, print):
        waiting = in_thread(take)
        assert waits.wait(PATIENCE)
    with one.slot(0, print):
        order.append("one")
    ended(waiting)
    assert order == ["other", "one"]


def test_a_killed_process_frees_its_slot(process, tmp_path):
    log = tmp_path / "log"
    holder, other = process("hold", 1), process("b", 1)
    let_go(holder)
    wait_until(lambda: log.exists() and log.read_text())
    let_go(other)
    with pytest.raises(subprocess.TimeoutExpired):
        other.wait(1)
    assert events(log) == [(1, "hold")]
    holder.send_signal(signal.SIGKILL)
    assert other.wait(PATIENCE) == 0
    assert len(events(log)) == 1 + 60


def test_a_slot_that_another_process_holds_leaves_the_other_slots_to_this_one(tmp_path):
    elsewhere, here = Budget(tmp_path, 2), Budget(tmp_path, 2)
    pool, played = Pool(2, here), []
    with elsewhere.slot(0, print):
        for number in range(20):
            ended(in_thread(pool.run, lambda piece: played.append(piece.number), [Piece(number)], 1))
    assert played == list(range(20))
    pool.close()


def test_a_folder_that_others_may_enter_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(budget.tempfile, "tempdir", str(tmp_path))
    folder = budget_folder()
    assert folder.stat().st_mode & 0o777 == 0o700
    folder.chmod(0o755)
    with pytest.raises(PoolError, match="closed to others"):
        budget_folder()
    folder.rmdir()
    folder.symlink_to(tmp_path)
    with pytest.raises(PoolError, match="must be a folder"):
        budget_folder()


@pytest.fixture
def own_machine_pool(tmp_path, monkeypatch):
    """machine_pool() as in a fresh process on a machine of two threads."""
    monkeypatch.setattr(budget.tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("EVOWEB_THREADS", "2")
    monkeypatch.setattr(pools, "_machine", [])
    yield machine_pool()
    machine_pool().close()


def in_child(function):
    """The exit status of a forked child: 0 where the function returned true."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            status = 0 if function() else 2
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_child_has_a_pool_of_its_own_even_when_forked_while_the_parent_plays(own_machine_pool, stage):
    def child():
        played = []
        machine_pool().run(lambda piece: played.append(piece.number), [Piece(1), Piece(2)], at_once=2)
        with pytest.raises(PoolClosed, match="forked"):
            own_machine_pool.run(print, [Piece()], at_once=1)
        own_machine_pool.close()
        return machine_pool() is not own_machine_pool and sorted(played) == [1, 2]

    assert machine_pool() is own_machine_pool
    busy = in_thread(own_machine_pool.run, stage.play, [Piece()], 1)
    assert stage.begun.acquire(timeout=PATIENCE)
    assert in_child(child) == 0
    stage.go.set()
    assert ended(busy) is None


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_childs_life_does_not_keep_a_slot_that_its_parent_held(tmp_path):
    """The parent is killed while it plays; its forked child lives on, and the slot is free all the same."""
    forking = PROCESS.replace("time.sleep(600)", "os.fork() or print('child', flush=True); time.sleep(600)")
    environment = {**os.environ, "TMPDIR": str(tmp_path), "EVOWEB_THREADS": "1"}
    command = [sys.executable, "-W", "ignore", "-c", "import os" + forking, str(tmp_path / "log"), "hold"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    parent = subprocess.Popen(command, env=environment, text=True, start_new_session=True, **pipes)
    try:
        assert parent.stdout.readline() == "ready\n"
        let_go(parent)
        assert parent.stdout.readline() == "child\n"
        parent.send_signal(signal.SIGKILL)
        parent.wait(PATIENCE)
        after = [sys.executable, "-c", PROCESS, str(tmp_path / "log"), "b"]
        subprocess.run(after, env=environment, input="go\n", text=True, timeout=PATIENCE, check=True)
    finally:
        os.killpg(parent.pid, signal.SIGKILL)


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="this system cannot pin threads")
def test_threads_stay_on_cores_of_their_own_where_that_is_asked_for(monkeypatch):
    monkeypatch.delenv("EVOWEB_PIN", raising=False)
    assert budget.cores_to_stay_on() == []
    monkeypatch.setenv("EVOWEB_PIN", "1")
    cores = budget.cores_to_stay_on()
    assert sorted(cores) == sorted(os.sched_getaffinity(0))
    pool, seen, barrier = Pool(len(cores), cores=cores), [], threading.Barrier(len(cores))

    def play(piece):
        barrier.wait(PATIENCE)
        seen.append(os.sched_getaffinity(0))

    pool.run(play, [Piece() for _ in cores], at_once=len(cores))
    assert sorted(core for held in seen for core in held) == sorted(cores)
    pool.close()
