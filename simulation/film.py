"""Film: what is kept of some creatures' episodes so that they can be shown again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from simulation.bodies import State
from simulation.clips import Fault
from simulation.layouts import DRAWS
from simulation.physics.step import REASONS
from simulation.scene import Scene
from simulation.tasks import TASKS, Tally

Floats = NDArray[np.floating[Any]]


@dataclass(frozen=True)
class Sighting:
    """A target and the frames in which it appeared and was reached (None: it was not)."""

    position: tuple[float, float, float]  # m
    appeared: int
    reached: int | None


@dataclass(frozen=True)
class Film:
    """One creature's episode, in the precision it was played in.

    F frames, the first when measuring starts, then one every `config.frame_every` steps; N node slots.
    """

    positions: Floats  # [F, N, 3] m
    centre: Floats  # [F, 3] m, centre of mass
    score: Floats  # [F], the fitness if the episode had ended there
    activations: Floats | None  # [F, I + H + M] inputs, hidden, outputs of the net as last decided; None: no net
    fitness: float  # of this episode
    parts: dict[str, float]  # of this episode
    targets: list[Sighting]
    disqualified: Fault | None


@dataclass(frozen=True)
class Films:
    """What was recorded of K creatures in the first layout; F frames, N node slots, T most events.

    A frame shows what had happened by its step; what happens after the last frame counts as happening in it.
    """

    rows: NDArray[np.int64]  # [K] rows of the batch, rising
    positions: Floats  # [K, F, N, 3] m
    centre: Floats  # [K, F, 3] m
    score: Floats  # [K, F] fitness if the episode had ended there
    activations: Floats | None  # [K, F, I + H + M] inputs, hidden, outputs as last decided, 0 before; None: no net
    events: Floats  # [K, T, 4] frame from which on a target is sensed, then its x, y, z m; the one before was reached
    n_events: NDArray[np.int64]  # [K]; 0 where the task's targets are not shown
    fault: NDArray[np.int8]  # [K] index into REASONS
    fault_frame: NDArray[np.int64]  # [K] 0 where there is no fault
    fitness: Floats  # [K] of this episode
    parts: dict[str, Floats]  # [K] each

    def film(self, row: int) -> Film:
        """The film of one row of the batch, with memory of its own: it does not hold on to the others'.

        Raises:
            LookupError: where that row was not recorded.
        """
        k = int(np.searchsorted(self.rows, row))
        if k == len(self.rows) or self.rows[k] != row:
            raise LookupError(f"row {row} was not recorded")
        fault = int(self.fault[k])
        return Film(
            self.positions[k].copy(),
            self.centre[k].copy(),
            self.score[k].copy(),
            None if self.activations is None else self.activations[k].copy(),
            fitness=float(self.fitness[k]),
            parts={name: float(part[k]) for name, part in self.parts.items()},
            targets=sightings(self.events[k, : self.n_events[k]]),
            disqualified=Fault(REASONS[fault], int(self.fault_frame[k])) if fault else None,
        )

    @classmethod
    def cat(cls, shards: Sequence[tuple[int, Self]]) -> Self:
        """Films of shards one after another, each with the row of the batch at which its shard starts."""
        films = [shard for _, shard in shards]
        most = max(one.events.shape[1] for one in films)
        activations = [one.activations for one in films if one.activations is not None]
        return cls(
            rows=np.concatenate([start + one.rows for start, one in shards]),
            activations=np.concatenate(activations) if activations else None,
            events=np.concatenate(
                [np.pad(one.events, ((0, 0), (0, most - one.events.shape[1]), (0, 0))) for one in films]
            ),
            parts={name: np.concatenate([one.parts[name] for one in films]) for name in films[0].parts},
            **{
                name: np.concatenate([getattr(one, name) for one in films])
                for name in ("positions", "centre", "score", "n_events", "fault", "fault_frame", "fitness")
            },
        )


def sightings(events: Floats) -> list[Sighting]:
    """The targets that events [T, 4] tell of: each appears where the one before is reached."""
    targets: list[Sighting] = []
    for frame, *place in events.tolist():
        position = (place[0], place[1], place[2])
        if targets:
            targets[-1] = replace(targets[-1], reached=int(frame))
        if not targets or position != targets[-1].position:  # the last of explicit targets has no successor
            targets.append(Sighting(position, int(frame), None))
    return targets


class Camera:
    """Follows the creatures of `record` [B] bool through one episode; waits for no device before its end."""

    def __init__(self, record: Tensor, scene: Scene):
        config, course = scene.config, scene.course
        self.rows = record.nonzero()[:, 0]
        self.every = config.frame_every
        self.has_net = scene.bodies.brain is not None
        self.frames: list[dict[str, Tensor]] = []  # F
        self.shows_targets = TASKS[config.task].collection_radius is not None
        most = 1 + (DRAWS if course.positions is None else len(course.positions))
        self.place = torch.arange(len(self.rows), device=self.rows.device)
        self.targets = scene.state.centre.new_zeros(len(self.rows), most + 1, 3)  # [K, T + 1, 3] m, the last is spare

    def watch(self, state: State, tally: Tally, steps: int, score: Callable[[], Tensor]) -> None:
        """Who is after which target after this many steps; a frame, if one is due."""
        if self.shows_targets:
            number = tally.reached[self.rows].clamp_(max=self.targets.shape[1] - 1)
            self.targets[self.place, number] = tally.target[:, self.rows].T
        if steps % self.every == 0:
            self.frames.append(self._frame(state, tally, score()))

    def _frame(self, state: State, tally: Tally, score: Tensor) -> dict[str, Tensor]:
        """Copies, creature first, of what a frame holds."""
        rows = self.rows
        frame = {
            "positions": state.position[..., rows].permute(2, 1, 0),
            "centre": state.centre[:, rows].T,
            "score": score[rows],
            "reached": tally.reached[rows],
            "fault": state.fault[rows],
        }
        if self.has_net:
            frame["activations"] = torch.cat([state.inputs, state.hidden, state.output])[:, rows].T
        return frame

    def films(self, state: State, tally: Tally, fitness: Tensor, parts: dict[str, Tensor]) -> Films:
        """The films, once the episode is over."""
        seen = {name: torch.stack([frame[name] for frame in self.frames], 1).cpu().numpy() for name in self.frames[0]}
        fault = state.fault[self.rows].cpu().numpy()
        events, n_events = self._events(seen.pop("reached"), tally.reached[self.rows].cpu().numpy())
        return Films(
            rows=self.rows.cpu().numpy(),
            activations=seen.pop("activations", None),
            events=events,
            n_events=n_events,
            fault=fault,
            fault_frame=np.where(fault > 0, self._frame_of(seen.pop("fault") == 0), 0),
            fitness=fitness[self.rows].cpu().numpy(),
            parts={name: part[self.rows].cpu().numpy() for name, part in parts.items()},
            **seen,
        )

    def _events(self, reached: NDArray[np.int64], at_end: NDArray[np.int64]) -> tuple[Floats, NDArray[np.int64]]:
        """Events [K, T, 4] and how many each has, of the numbers of targets reached by each frame [K, F] and in all."""
        most = self.targets.shape[1] - 1
        n_events = np.minimum(at_end + 1, most) * self.shows_targets
        number = np.arange(n_events.max(initial=0))
        frame = self._frame_of(reached[:, :, None] < number)
        told = np.concatenate([frame[..., None], self.targets[:, : len(number)].cpu().numpy()], 2)
        return np.where((number < n_events[:, None])[..., None], told, 0).astype(told.dtype), n_events

    @staticmethod
    def _frame_of(before: NDArray[np.bool_]) -> NDArray[np.int64]:
        """The first frame that shows what has not happened `before` [K, F, …]; the last, where none does."""
        frames: NDArray[np.int64] = np.minimum(before.sum(1), before.shape[1] - 1)
        return frames
