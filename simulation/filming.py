"""Filming: evaluate creatures and keep films of the best, the worst and some others, in bounded memory.

Who is worth showing is known only once everybody is scored. So either everybody is filmed on the way, or the chosen
play once more; a creature's bits depend on nobody else, so both ways keep the same films.
"""

from dataclasses import replace

import torch
from torch import Tensor

from simulation.backends import BACKENDS, backend_of
from simulation.batch import simulate_batch
from simulation.clip_store import encode
from simulation.config import RunConfig
from simulation.episode import Episodes
from simulation.film import Film
from simulation.layouts import Layouts
from simulation.population import Population, n_inputs
from simulation.random import uniform
from simulation.replay import clip_of
from simulation.selection.standing import standing_of

MEMORY = 128 * 2**20  # bytes of films held at once
SHARE = 0.1  # of what it costs to simulate a creature, what it costs to film it too


def simulate_and_film(
    population: Population, config: RunConfig, layouts: Layouts, generation: int
) -> tuple[Episodes, dict[int, Film | bytes]]:
    """Scores of a population, and by row the films that the settings ask for; `encoded_clips` makes clips of them.

    Where even the films of the chosen are more than MEMORY, they are encoded a batch at a time, as soon as filmed.
    """
    lot = uniform(config.seed, "clips", generation, population.id, 1)[:, 0]
    everybody = torch.ones(len(population), dtype=torch.bool) if films_everybody(len(population), config) else None
    episodes = simulate_batch(population, config, layouts, everybody)
    chosen = sorted(worth_showing(standing_of(episodes, population.id), lot, config))
    if episodes.films is not None:
        return replace(episodes, films=None), {row: episodes.films.film(row) for row in chosen}
    kept: dict[int, Film | bytes] = {}
    size = batch_size(config)
    for first in range(0, len(chosen), size):
        films = filmed(population, config, layouts, chosen[first : first + size])
        kept |= films if len(chosen) <= size else encoded_clips(films, population, config, generation)
    return episodes, kept


def films_everybody(count: int, config: RunConfig) -> bool:
    """Whether to film all of so many creatures costs no more than to simulate the chosen once more, and fits."""
    n_clips = config.clips_top + config.clips_random + config.clips_bottom
    again = max(n_clips, BACKENDS[backend_of(config)].narrowest)  # creatures' worth of time
    return SHARE * count <= again and count <= batch_size(config)


def filmed(population: Population, config: RunConfig, layouts: Layouts, rows: list[int]) -> dict[int, Film | bytes]:
    """Films of these rows, by row."""
    everybody = torch.ones(len(rows), dtype=torch.bool)
    films = simulate_batch(population[torch.tensor(rows)], config, replace(layouts, count=1), everybody).films
    assert films is not None
    return {row: films.film(place) for place, row in enumerate(rows)}


def encoded_clips(
    films: dict[int, Film | bytes], population: Population, config: RunConfig, generation: int
) -> dict[int, bytes]:
    """What `simulate_and_film` kept of the rows of a population, as encoded clips."""
    return {
        row: film if isinstance(film, bytes) else encode(clip_of(film, population, row, config, generation))
        for row, film in films.items()
    }


def worth_showing(order: Tensor, lot: Tensor, config: RunConfig) -> set[int]:
    """The rows whose clips are kept: the top and the bottom of the order, and of the others those of the lowest lot."""
    top, others = order[: config.clips_top], order[config.clips_top :]
    cut = max(len(others) - config.clips_bottom, 0)
    others, bottom = others[:cut], others[cut:]
    drawn = others[lot[others].argsort()[: config.clips_random]]
    return set(torch.cat([top, drawn, bottom]).tolist())


def batch_size(config: RunConfig) -> int:
    """Creatures whose films fit into MEMORY; at least one."""
    frames = 1 + config.n_steps // config.frame_every
    net = n_inputs(config) + config.hidden_slots + config.max_muscles if config.hidden_slots else 0
    film = 4 * frames * (3 * config.max_nodes + 4 + net)  # bytes
    return max(MEMORY // film, 1)
