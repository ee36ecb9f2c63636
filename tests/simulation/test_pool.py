"""The pool: persistent, honest about failures, and measured."""

import threading
import traceback

import pytest
import torch

from simulation.config import RunConfig
from simulation.errors import ConfigError
from simulation.newborns import newborns
from simulation.pool import BACKENDS, Pool, n_threads, simulate_batch


@pytest.fixture
def pool():
    pool = Pool(2)
    yield pool
    pool.close()


def test_an_exception_in_a_shard_reaches_the_caller_with_its_traceback_and_the_pool_lives_on(pool):
    def explode(shard):
        if shard[0] == 1:
            raise ZeroDivisionError("in shard 1")
        return shard

    with pytest.raises(ZeroDivisionError, match="in shard 1") as failure:
        pool.map(explode, [(0, 1), (1, 2), (2, 3)])
    assert "in explode" in "".join(traceback.format_exception(failure.value))
    assert pool.map(lambda shard: shard, [(0, 1), (5, 6)]) == [(0, 1), (5, 6)]
    assert pool.metrics.active == pool.metrics.waiting == 0


def test_threads_persist_from_call_to_call_and_hold_torch_to_one_thread_each(pool):
    barrier = threading.Barrier(2)

    def who(shard):
        barrier.wait(timeout=10)
        return threading.get_ident(), torch.get_num_threads()

    first, second = pool.map(who, [(0, 1), (1, 2)]), pool.map(who, [(0, 1), (1, 2)])
    assert set(first) == set(second)
    assert len(set(first)) == 2
    assert {threads for _, threads in first} == {1}


def test_metrics_count_what_happened(pool):
    config = RunConfig(seed=1, seconds=1)
    simulate_batch(newborns(config, 10, seed=1), config, runner=pool)
    assert len(pool.metrics.latencies) == 2
    assert pool.metrics.peak_active <= 2
    assert pool.metrics.peak_waiting == 2
    assert all(latency > 0 for latency in pool.metrics.latencies)


def test_the_callers_torch_threads_are_as_before():
    config = RunConfig(seed=1, seconds=1)
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        simulate_batch(newborns(config, 3, seed=1), config)
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(before)


def test_a_population_larger_than_a_shard_is_whole():
    config = RunConfig(seed=1, seconds=1)
    born = newborns(config, 2 * BACKENDS["torch"].shard["cpu"] + 3, seed=1)
    everyone = simulate_batch(born, config, record=torch.arange(len(born)) % 700 == 1)
    assert everyone.films.rows.tolist() == [1, 701, 1401]
    last = simulate_batch(born[-2:], config)
    assert torch.equal(everyone.fitness[-2:], last.fitness)


@pytest.mark.skipif(torch.cuda.is_available(), reason="this machine has what is asked for")
def test_a_gpu_that_is_not_there_is_refused_by_name():
    config = RunConfig(seed=1, seconds=1, device="cuda")
    with pytest.raises(ConfigError, match="device: must be auto or cpu"):
        simulate_batch(newborns(config, 3, seed=1), config)


def test_the_environment_sets_the_number_of_threads(monkeypatch):
    monkeypatch.setenv("EVOWEB_THREADS", "3")
    assert n_threads() == 3
    monkeypatch.setenv("EVOWEB_THREADS", "0")
    assert n_threads() == 1
    monkeypatch.setenv("EVOWEB_THREADS", "many")
    with pytest.raises(ConfigError, match="EVOWEB_THREADS: must be a number of threads"):
        n_threads()
    monkeypatch.delenv("EVOWEB_THREADS")
    assert n_threads() >= 1
