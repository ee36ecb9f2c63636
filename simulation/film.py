"""Film: what is kept of some creatures' episodes so that they can be shown again."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from simulation.bodies import Bodies, State
from simulation.config import RunConfig
from simulation.physics.step import REASONS
from simulation.tasks import Tally


@dataclass
class Target:
    """A target a creature met; times are frames in which it is first seen so, None: not reached."""

    position: tuple[float, float, float]  # m
    appeared: int
    reached: int | None = None


@dataclass(frozen=True)
class Film:
    """One creature's episode. F frames, the first at birth, then one every `config.frame_every` steps; N node slots."""

    positions: NDArray[np.float32]  # [F, N, 3] m; zero on padding
    centre: NDArray[np.float32]  # [F, 3] m, centre of mass
    score: NDArray[np.float32]  # [F], the fitness if the episode had ended there
    parts: dict[str, float]  # of this episode
    targets: list[Target]
    reason: str  # why disqualified, or ""
    fault_frame: int | None


class Camera:
    """Follows creatures through one episode."""

    def __init__(self, rows: Tensor, config: RunConfig):
        self.rows = rows  # [K] of the batch
        self.every = config.frame_every
        self.n_frames = 1 + config.n_steps // self.every
        self.positions: list[Tensor] = []  # F of [K, N, 3]
        self.centres: list[Tensor] = []  # F of [K, 3]
        self.scores: list[Tensor] = []  # F of [K]
        self.targets: list[list[Target]] = [[] for _ in rows]
        self.fault_frames: list[int | None] = [None for _ in rows]

    def is_due(self, steps: int) -> bool:
        """Whether a frame belongs after so many steps."""
        return steps % self.every == 0

    def shoot(self, state: State, score: Tensor) -> None:
        """Take a frame."""
        self.positions.append(state.position[..., self.rows].permute(2, 1, 0).float().cpu())
        self.centres.append(state.centre[:, self.rows].T.float().cpu())
        self.scores.append(score[self.rows].float().cpu())

    def note(self, state: State, tally: Tally, steps: int) -> None:
        """Note who has reached a target or has been disqualified by now, and where the next target is."""
        frame = min(-(-steps // self.every), self.n_frames - 1)
        reached = tally.reached[self.rows].tolist()
        fault = state.fault[self.rows].tolist()
        for k, targets in enumerate(self.targets):
            if not targets or reached[k] >= len(targets):
                self._meet(k, tally, frame)
            if fault[k] and self.fault_frames[k] is None:
                self.fault_frames[k] = frame

    def _meet(self, k: int, tally: Tally, frame: int) -> None:
        targets, position = self.targets[k], tuple(tally.target[:, self.rows[k]].tolist())
        if targets and targets[-1].reached is None:
            targets[-1].reached = frame
        if not targets or position != targets[-1].position:
            targets.append(Target(position, frame))

    def develop(self, state: State, parts: dict[str, Tensor], shows_targets: bool) -> list[Film]:
        """The films, in the order of the rows."""
        positions = torch.stack(self.positions, 1).numpy()
        centres, scores = torch.stack(self.centres, 1).numpy(), torch.stack(self.scores, 1).numpy()
        rows = self.rows.tolist()
        return [
            Film(
                positions[k], centres[k], scores[k],
                parts={name: float(part[row]) for name, part in parts.items()},
                targets=self.targets[k] if shows_targets else [],
                reason=REASONS[int(state.fault[row])],
                fault_frame=self.fault_frames[k],
            )
            for k, row in enumerate(rows)
        ]  # fmt: skip
