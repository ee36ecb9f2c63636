"""Filming: evaluate creatures and keep clips of the best, the worst and some others, in bounded memory."""

from dataclasses import replace

import torch
from torch import Tensor

from simulation.batch import simulate_batch
from simulation.clips import encode
from simulation.config import RunConfig
from simulation.episode import Episodes
from simulation.layouts import Layouts
from simulation.population import Population
from simulation.random import uniform
from simulation.replay import clip_of
from simulation.selection import standing

MEMORY = 128 * 2**20  # bytes of films held at once
FEWEST, MOST = 32, 4096  # creatures filmed at once


def simulate_and_film(
    population: Population, config: RunConfig, layouts: Layouts, generation: int
) -> tuple[Episodes, dict[int, bytes]]:
    """Scores of a population, and by row the encoded clips that the settings ask for.

    Everybody is filmed, a batch at a time, since who is worth showing is known only afterwards: to film the chosen in
    an episode of their own would take a small population twice as long. The clips kept do not depend on the batches.
    """
    lot = uniform(config.seed, "clips", generation, population.id, 1)[:, 0]
    played: list[Episodes] = []
    clips: dict[int, bytes] = {}
    for rows in torch.split(torch.arange(len(population)), batch_size(config)):
        everyone = torch.ones(len(rows), dtype=torch.bool)
        episodes = simulate_batch(population[rows], config, layouts, everyone)
        assert episodes.films is not None
        played.append(replace(episodes, films=None))
        seen = Episodes.cat(played)
        chosen = worth_showing(standing_of(seen, population.id[: len(seen.fitness)]), lot, config)
        clips = {row: clip for row, clip in clips.items() if row in chosen}
        for row in chosen & set(rows.tolist()):
            film = episodes.films.film(row - int(rows[0]))
            clips[row] = encode(clip_of(film, population, row, config, generation))
    return seen, clips


def standing_of(scores: Episodes, creature_id: Tensor) -> Tensor:
    """Rows [P] best first, the disqualified last."""
    return standing(worth(scores), creature_id)


def worth(scores: Episodes) -> Tensor:
    """[P] fitness, −inf for the disqualified, whose score of 0 may be more than an honest creature's."""
    return scores.fitness.masked_fill(scores.disqualified > 0, -torch.inf)


def worth_showing(order: Tensor, lot: Tensor, config: RunConfig) -> set[int]:
    """The rows whose clips are kept: the top and the bottom of the order, and of the others those of the lowest lot."""
    top, others = order[: config.clips_top], order[config.clips_top :]
    cut = max(len(others) - config.clips_bottom, 0)
    others, bottom = others[:cut], others[cut:]
    drawn = others[lot[others].argsort()[: config.clips_random]]
    return set(torch.cat([top, drawn, bottom]).tolist())


def batch_size(config: RunConfig) -> int:
    """Creatures whose films fit into MEMORY."""
    frames = 1 + config.n_steps // config.frame_every
    film = 4 * frames * (3 * config.max_nodes + 4)  # bytes
    return min(max(MEMORY // film, FEWEST), MOST)
