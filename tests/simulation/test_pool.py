"""The pool: persistent, honest about failures, and measured."""

import traceback

import pytest

from simulation.errors import ConfigError
from simulation.pool import Pool, n_threads


@pytest.fixture
def pool():
    pool = Pool(2)
    yield pool
    pool.close()


class Piece:
    cost, creatures = 1.0, 1

    def __init__(self, number):
        self.number = number


def test_an_exception_in_a_shard_reaches_the_caller_with_its_traceback_and_the_pool_lives_on(pool):
    def explode(shard):
        if shard.number == 1:
            raise ZeroDivisionError("in shard 1")

    with pytest.raises(ZeroDivisionError, match="in shard 1") as failure:
        pool.run(explode, [Piece(0), Piece(1), Piece(2)], at_once=2)
    assert "in explode" in "".join(traceback.format_exception(failure.value))
    played = []
    pool.run(lambda piece: played.append(piece.number), [Piece(0), Piece(5)], at_once=2)
    assert sorted(played) == [0, 5]
    assert pool.metrics.active == pool.metrics.waiting == 0


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
