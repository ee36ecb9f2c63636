"""The budget: never more threads than the machine may spend, whatever its processes do."""

import os
import signal
import subprocess
import sys
import threading

import pytest
from shards import PATIENCE, Piece, ended, in_thread, wait_until

from simulation import budget
from simulation import pool as pools
from simulation.budget import Budget, budget_folder, n_threads
from simulation.errors import ConfigError, PoolClosed, PoolError
from simulation.pool import Pool, machine_pool


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
