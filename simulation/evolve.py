"""Evolve: generation after generation of a run, each scored, summed up and saved, from its start or a checkpoint."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Self

import torch
from torch import Tensor

from simulation import checkpoint as checkpoints
from simulation.breeding import Bred, breed, first_generation, next_generation
from simulation.checkpoint import Checkpoint
from simulation.config import RunConfig
from simulation.episode import Episodes
from simulation.film import Film
from simulation.filming import encoded_clips, simulate_and_film
from simulation.founding import founded
from simulation.generation import Generation, Making
from simulation.held_out import in_held_out
from simulation.layouts import layouts_of
from simulation.population import Population
from simulation.selection import Verdict, judge
from simulation.selection.remembering import remembered
from simulation.selection.standing import standing_of
from simulation.statistics import statistics_of
from simulation.threads import one_torch_thread

__all__ = ["Generation", "breed", "evolve"]


@dataclass(frozen=True)
class Judged:
    """A generation from which the next can be bred."""

    saved: Checkpoint
    verdict: Verdict

    @classmethod
    def of(cls, config: RunConfig, saved: Checkpoint) -> Self:
        """The generation with the verdict on it."""
        return cls(saved, judge(config, saved))

    @property
    def champion_id(self) -> int | None:
        """Which creature was the best; None where nobody was in play."""
        best = self.verdict.order[0]
        return None if self.saved.scores.disqualified[best] else int(self.saved.population.id[best])


@dataclass(frozen=True)
class Evaluation:
    """A generation as it was evaluated; rows are those of its population."""

    judged: Judged
    n_reused: int  # the first rows, whose scores were taken over
    films: dict[int, Film | bytes]  # by row, filming.py


def evolve(config: RunConfig, checkpoint: bytes | None = None, founders: bytes | None = None) -> Iterator[Generation]:
    """The generations of a run: 0 to `config.generations`, or those after the checkpoint's, as if never interrupted.

    What a generation holds is never written to again: another thread may encode it while the next is computed.

    Args:
        founders: whom generation 0 begins with (founding.py); None: newborns.
    Raises:
        CheckpointError: the checkpoint is damaged or of a run with other settings.
        GenomeError: the founders are no creatures of these settings.
    """
    with one_torch_thread():
        last = None if checkpoint is None else Judged.of(config, checkpoints.decode(checkpoint, config))
    first = 0 if last is None else last.saved.generation + 1
    for number in range(first, config.generations + 1):
        start = time.perf_counter()
        with one_torch_thread():
            bred = first_bred(config, founders) if last is None else next_generation(config, last.saved, last.verdict)
            evaluation = evaluated(config, bred, last, number)
            generation = summed_up(config, evaluation, start)
        last = evaluation.judged
        yield generation


def first_bred(config: RunConfig, founders: bytes | None) -> Bred:
    """Generation 0 before it is scored."""
    return first_generation(config) if founders is None else founded(config, founders)


def evaluated(config: RunConfig, bred: Bred, last: Judged | None, number: int) -> Evaluation:
    """A generation with the scores of all; whoever was not evaluated like this before is simulated."""
    kept = None if last is None else scores_kept(config, last, number)
    population, n_reused = bred.population, 0 if kept is None else len(kept.fitness)
    scores, films = simulate_and_film(population[n_reused:], config, layouts_of(config, number), number)
    if kept is not None:
        scores = Episodes.cat([kept, scores])
    held_out = champion_held_out(config, population, scores, last)
    scored = Checkpoint(number, population, scores, bred.memory, held_out)
    saved = replace(scored, memory=remembered(config, scored, None if last is None else last.saved))
    return Evaluation(Judged.of(config, saved), n_reused, {n_reused + row: film for row, film in films.items()})


def scores_kept(config: RunConfig, last: Judged, number: int) -> Episodes | None:
    """Scores of those who survive into this generation, in its order; None where they meet other layouts now."""
    if config.has_layouts and layouts_of(config, number) != layouts_of(config, number - 1):
        return None
    return last.saved.scores.scores(last.verdict.survivors)


def champion_held_out(config: RunConfig, population: Population, scores: Episodes, last: Judged | None) -> Tensor:
    """Return the champion's fitness [HELD_OUT] in layouts that selection never sees.

    Of a task without layouts, its score; where nobody is in play, there is no champion and no number.
    """
    champion = standing_of(scores, population.id)[:1]
    if scores.disqualified[champion]:
        return scores.fitness[:0]
    if not config.has_layouts:
        return scores.fitness[champion]
    if last is not None and last.champion_id == population.id[champion]:
        return last.saved.held_out
    return in_held_out(population[champion], config).fitness


def summed_up(config: RunConfig, evaluation: Evaluation, start: float) -> Generation:
    """An evaluation as the rest of the product sees it; `start` is when it began, by time.perf_counter, s."""
    wall_s = time.perf_counter() - start
    saved, verdict, n_reused = evaluation.judged.saved, evaluation.judged.verdict, evaluation.n_reused
    population, scores, rows = saved.population, saved.scores, torch.arange(len(verdict.order))
    return Generation(
        number=saved.generation,
        id=population.id.numpy(),
        parents=population.parents.numpy(),
        operator=population.operator.numpy(),
        fitness=scores.fitness.numpy(),
        parts={name: part.numpy() for name, part in scores.parts.items()},
        targets_reached=scores.targets_reached.int().numpy(),
        disqualified=scores.disqualified.numpy(),
        nodes=population.node_mask.sum(1).short().numpy(),
        muscles=population.muscle_mask.sum(1).short().numpy(),
        streak=population.streak.numpy(),
        survives=torch.isin(rows, verdict.survivors).numpy(),
        reused=(rows < n_reused).numpy(),
        rank=(verdict.order.argsort() + 1).int().numpy(),
        champion=None if evaluation.judged.champion_id is None else int(verdict.order[0]),
        held_out=saved.held_out.tolist(),
        wall_s=wall_s,
        making=Making(
            statistics=lambda: statistics_of(config, saved, verdict, n_reused),
            clips=lambda: encoded_clips(evaluation.films, population, config, saved.generation),
            checkpoint=lambda: checkpoints.encode(saved, config),
        ),
    )
