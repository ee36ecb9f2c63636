"""Batch: scores of a population, on the machine's pool or on the calling thread, by one and the same path."""

from torch import Tensor

from simulation.backends import BACKENDS, backend_of, device_of
from simulation.config import RunConfig
from simulation.duplicates import distinct, score_alike
from simulation.episode import Episodes
from simulation.layouts import Layouts, layouts_of
from simulation.pool import Runner, machine_pool
from simulation.population import Population


def simulate_batch(
    population: Population,
    config: RunConfig,
    layouts: Layouts | None = None,
    record: Tensor | None = None,
    runner: Runner | None = None,
) -> Episodes:
    """Scores of a population; a genome that it holds several times is simulated once.

    Args:
        layouts: what they meet; None: the layouts of generation 0.
        record: [B] bool, who is filmed in the first layout; None: nobody.
        runner: None: the machine's pool. While that is full, this waits.
    Returns:
        Episodes on the CPU.
    """
    met = layouts or layouts_of(config, 0)
    genomes = distinct(population) if score_alike(config, met) else None
    if genomes is None or len(genomes.rows) == len(population):
        return _played(population, config, met, record, runner or machine_pool())
    wanted = None if record is None else genomes.record(record)
    once = _played(population[genomes.rows], config, met, wanted, runner or machine_pool())
    return genomes.share_out(once, record)


def _played(
    population: Population, config: RunConfig, layouts: Layouts, record: Tensor | None, runner: Runner
) -> Episodes:
    """Scores of all rows."""
    backend = BACKENDS[backend_of(config)]
    device_of(config)  # refuses a device on which this backend plays nothing
    job = backend.prepare(population, config, layouts, record)
    runner.run(job.play, job.shards, at_once=runner.threads if backend.scales else 1)
    return job.episodes()


def simulate_sequential(
    population: Population, config: RunConfig, layouts: Layouts | None = None, record: Tensor | None = None
) -> Episodes:
    """The same scores, bit for bit, shard after shard on the calling thread."""
    return simulate_batch(population, config, layouts, record, Runner())
