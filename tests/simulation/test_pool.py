"""The pool: persistent, fair and honest about failures."""

import subprocess
import sys
import threading
import time
import traceback
from collections import Counter

import pytest
from shards import PATIENCE, Piece, ended, in_thread, wait_until

from simulation.errors import Busy, PoolClosed
from simulation.metrics import percentile
from simulation.pool import MOST_JOBS, Pool, Runner


@pytest.fixture
def pool():
    pool = Pool(2)
    yield pool
    pool.close()


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
