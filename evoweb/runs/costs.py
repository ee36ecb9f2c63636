"""What a run costs, from its settings alone."""

from typing import NamedTuple

from simulation.config import RunConfig
from simulation.task_facts import FACTS

SETTLING_AT_MOST = 5.0  # s beyond the settling time, for bodies that take longer to come to rest
POPULATION_BYTES = 1100  # of one creature in a checkpoint and the tables, without its brain's weights
GENERATION_BYTES = 2500  # its row with its share of indexes, as measured (benchmarks/storage.py); so the next two
SCORE_BYTES = 350  # what one creature reached in one generation; 260 to 380, as a task's scores have parts
BIRTH_BYTES = 170  # one creature
FRAME_BYTES = 50  # of one stored replay's frame, compressed

LARGEST_CHECKPOINT = 500_000_000
"""Bytes of genotypes that a generation of a stored run may hold: unpacked, so that packed they never reach the 512 MB
beyond which Postgres cannot hand a value out as text, of the 1 GB that it can hold."""

# What a generation takes besides its episodes, in s of one thread of the server that PACES speaks of. Fitted to the
# processor time of generations of 100, 400, 1000 and 4000 creatures without and with a net: those of 1000 take 37 and
# 40 ms to compute and 65 and 80 ms to write, of which the episodes' own pace explains 13.
COMPUTING = 10e-3  # a generation: held-out episodes, playing the filmed again, summing up
COMPUTING_EACH = 15e-6  # a creature: breeding
WRITING = 15e-3  # a generation: clips and the transaction
WRITING_EACH = 50e-6  # a creature: its rows and its share of the checkpoint


class Pace(NamedTuple):
    """How fast a backend plays on one thread of a server's processor, as measured (`manage.py benchmark`)."""

    speed: float  # creature-steps/s
    narrowest: int  # creatures: a smaller batch takes as long as one of this size


PACES = {"kernel": Pace(speed=18e6, narrowest=16), "torch": Pace(speed=1e6, narrowest=400)}


def backend_of(config: RunConfig) -> str:
    """The backend that these settings will get; says it as simulation.backends does, but loads nothing."""
    if config.backend == "auto":
        return "torch" if config.device == "cuda" or not FACTS[config.task].is_compiled else "kernel"
    return config.backend


def episode_steps(config: RunConfig, n_creatures: int) -> int:
    """Physics steps of so many creatures' episodes, each in every layout it meets; as runs count them."""
    return n_creatures * config.n_physics_steps * config.n_layouts


def creature_steps(config: RunConfig, n_creatures: int) -> int:
    """Physics steps of so many creatures, settling at its longest included."""
    settling = round((config.settle_seconds + SETTLING_AT_MOST) * config.step_hz) if config.settle_seconds else 0
    return episode_steps(config, n_creatures) * (config.n_physics_steps + settling) // config.n_physics_steps


def usual_speed(config: RunConfig) -> float:
    """Creature-steps/s of a run as it measures itself, with all that computing its generations takes."""
    simulated = n_simulated(config)
    episodes = creature_steps(config, simulated) / PACES[backend_of(config)].speed
    return episode_steps(config, simulated) / (episodes + COMPUTING + COMPUTING_EACH * config.population)


def seconds_of_generation(config: RunConfig, n_creatures: int, speed: float) -> float:
    """How long a generation takes that simulates so many creatures at a run's speed, in creature-steps/s.

    It is computed while the one before is written: the slower of the two counts.
    """
    writing = WRITING + WRITING_EACH * config.population
    return max(episode_steps(config, n_creatures) / speed, writing)


def n_simulated(config: RunConfig) -> int:
    """Creatures simulated in a usual generation: all, or the newborn where an unchanged survivor keeps its score."""
    scores_last = not config.has_layouts or config.layout_period == 0
    if not scores_last:
        return config.population
    if config.selection == "map_elites":
        return config.population - config.islands * config.map_cells**2 // 2  # as if half the cells had an elite
    return round(config.population * config.cull)


def bytes_kept(config: RunConfig) -> int:
    """Bytes that a usual generation adds to the database."""
    n_clips = min(config.clips_top + config.clips_random + config.clips_bottom, n_simulated(config))
    frames = config.n_steps // config.frame_every + 1
    weights = 0 if config.brain == "none" else config.hidden * (8 + config.max_muscles)
    return config.population * (POPULATION_BYTES + 4 * weights) + n_clips * frames * FRAME_BYTES
