"""A batch: one path, the same bits however it is played."""

from dataclasses import replace

import pytest
import torch
from playing import evaluate

from simulation.backends import BACKENDS, TorchJob, backend_of, device_of
from simulation.batch import simulate_batch, simulate_sequential
from simulation.config import RunConfig
from simulation.errors import ConfigError
from simulation.layouts import layouts_of
from simulation.newborns import newborns
from simulation.pool import Pool, Runner


@pytest.fixture
def pool():
    pool = Pool(3)
    yield pool
    pool.close()


def same(one, other):
    return (
        torch.equal(one.fitness, other.fitness)
        and torch.equal(one.targets_reached, other.targets_reached)
        and torch.equal(one.disqualified, other.disqualified)
        and all(torch.equal(part, other.parts[name]) for name, part in one.parts.items())
    )


@pytest.mark.parametrize("settings", [{"layout_count": 3}, {"layouts": "own", "layout_count": 2}, {"task": "run"}])
def test_sequential_pooled_and_whole_have_the_same_bits(settings, pool, monkeypatch):
    monkeypatch.setitem(TorchJob.MOST_ROWS, "cpu", 16)
    config = RunConfig(
        seed=3, seconds=1, physics_hz=60, world="natural", brain="hybrid", backend="torch", device="cpu", **settings
    )
    born = newborns(config, 40, seed=1)
    record = torch.arange(40) % 7 == 3
    whole = evaluate(born, config, layouts_of(config, 0), record)
    for episodes in (
        simulate_sequential(born, config, record=record),
        simulate_batch(born, config, None, record, pool),
    ):
        assert same(episodes, whole)
        assert episodes.films.rows.tolist() == [3, 10, 17, 24, 31, 38]
        assert (episodes.films.positions == whole.films.positions).all()


def test_a_population_larger_than_a_shard_is_whole():
    config = RunConfig(seed=1, seconds=1, world="natural", physics_hz=60, backend="torch", device="cpu")
    born = newborns(config, 2 * TorchJob.MOST_ROWS["cpu"] + 3, seed=1)
    runner = Runner()
    everyone = simulate_batch(born, config, record=torch.arange(len(born)) % 700 == 1, runner=runner)
    assert everyone.films.rows.tolist() == [1, 701, 1401]
    last = simulate_batch(born[-2:], config)
    assert torch.equal(everyone.fitness[-2:], last.fitness)


def test_the_callers_torch_threads_are_as_before():
    config = RunConfig(seed=1, seconds=1, world="natural", physics_hz=60, backend="torch", device="cpu")
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        simulate_batch(newborns(config, 3, seed=1), config)
        simulate_sequential(newborns(config, 3, seed=1), config)
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(before)


@pytest.mark.skipif(torch.cuda.is_available(), reason="this machine has what is asked for")
def test_a_gpu_that_is_not_there_is_refused_by_name():
    config = RunConfig(seed=1, seconds=1, device="cuda")
    with pytest.raises(ConfigError, match="device: must be auto or cpu"):
        simulate_batch(newborns(config, 3, seed=1), config)


class TestResolution:
    """Which backend plays; a second one stands in for those that come and refuse."""

    @pytest.fixture(autouse=True)
    def _kernel(self, monkeypatch):
        def refusal(config):
            return "it has no gravity over 20" if config.gravity > 20 else ""

        monkeypatch.setitem(BACKENDS, "kernel", replace(BACKENDS["torch"], refusal=refusal))

    def test_auto_takes_the_kernel_on_the_cpu_and_torch_for_what_it_refuses(self):
        assert backend_of(RunConfig()) == "kernel"
        assert device_of(RunConfig()) == "cpu"
        assert backend_of(RunConfig(gravity=30)) == "torch"
        assert backend_of(RunConfig(device="cuda")) == "torch"
        assert backend_of(RunConfig(backend="torch")) == "torch"

    def test_a_backend_asked_for_by_name_says_why_it_cannot(self):
        asked = RunConfig().model_copy(update={"backend": "kernel"})
        assert backend_of(asked) == "kernel"
        with pytest.raises(ConfigError, match="backend: it has no gravity over 20"):
            backend_of(asked.model_copy(update={"gravity": 30}))
        with pytest.raises(ConfigError, match="device: must be auto or cpu: the kernel backend runs on the CPU"):
            device_of(asked.model_copy(update={"device": "cuda"}))
