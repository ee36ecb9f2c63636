"""Film: what is kept of some creatures' episodes so that they can be shown again."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from simulation.bodies import State
from simulation.clips import ClipTarget, Fault
from simulation.config import RunConfig
from simulation.physics.step import REASONS
from simulation.tasks import TASKS, Tally


@dataclass(frozen=True)
class Film:
    """One creature's episode, in the precision it was played in.

    F frames, the first at birth, then one every `config.frame_every` steps; N node slots.
    """

    positions: NDArray[np.floating[Any]]  # [F, N, 3] m
    centre: NDArray[np.floating[Any]]  # [F, 3] m, centre of mass
    score: NDArray[np.floating[Any]]  # [F], the fitness if the episode had ended there
    fitness: float  # of this episode
    parts: dict[str, float]  # of this episode
    targets: list[ClipTarget]
    disqualified: Fault | None


class Camera:
    """Follows the creatures of `record` [B] bool through one episode."""

    def __init__(self, record: Tensor, config: RunConfig):
        self.rows = record.nonzero()[:, 0]
        self.every = config.frame_every
        self.last_frame = config.n_steps // self.every
        self.radius = TASKS[config.task].collection_radius
        self.positions: list[Tensor] = []  # F of [K, N, 3]
        self.centres: list[Tensor] = []  # F of [K, 3]
        self.scores: list[Tensor] = []  # F of [K]
        self.fault = torch.zeros_like(self.rows)  # [K] as last noted
        self.reached = torch.full_like(self.rows, -1)  # [K] as last noted
        self.targets: list[list[ClipTarget]] = [[] for _ in self.rows]
        self.faults: list[Fault | None] = [None for _ in self.rows]

    def watch(self, state: State, tally: Tally, steps: int, score: Callable[[], Tensor]) -> None:
        """What happened by this many steps; a frame, if one is due."""
        self._note(state, tally, min(-(-steps // self.every), self.last_frame))
        if steps % self.every == 0:
            self.positions.append(state.position[..., self.rows].permute(2, 1, 0).cpu())
            self.centres.append(state.centre[:, self.rows].T.cpu())
            self.scores.append(score()[self.rows].cpu())

    def _note(self, state: State, tally: Tally, frame: int) -> None:
        """Note who has reached a target or been disqualified, by the frame that first shows it."""
        fault, reached = state.fault[self.rows], tally.reached[self.rows]
        for k in (fault != self.fault).nonzero()[:, 0].tolist():
            self.faults[k] = Fault(REASONS[int(fault[k])], frame)
        if self.radius is not None:
            for k in (reached != self.reached).nonzero()[:, 0].tolist():
                self._meet(self.targets[k], tuple(tally.target[:, self.rows[k]].tolist()), frame, self.radius)
        self.fault, self.reached = fault, reached.clone()

    @staticmethod
    def _meet(targets: list[ClipTarget], position: tuple[float, float, float], frame: int, radius: float) -> None:
        if targets:
            targets[-1] = replace(targets[-1], reached=frame)
        if not targets or position != targets[-1].position:  # the last of explicit targets has no successor
            targets.append(ClipTarget(position, frame, None, radius))

    def films(self, fitness: Tensor, parts: dict[str, Tensor]) -> dict[int, Film]:
        """The films by row of the batch, once the episode is over."""
        positions, centres = torch.stack(self.positions, 1).numpy(), torch.stack(self.centres, 1).numpy()
        scores = torch.stack(self.scores, 1).numpy()
        return {
            row: Film(
                positions[k],
                centres[k],
                scores[k],
                fitness=float(fitness[row]),
                parts={name: float(part[row]) for name, part in parts.items()},
                targets=self.targets[k],
                disqualified=self.faults[k],
            )
            for k, row in enumerate(self.rows.tolist())
        }
