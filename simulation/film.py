"""Film: what is kept of some creatures' episodes so that they can be shown again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate
from typing import Any, NamedTuple, Self

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from simulation.bodies import State
from simulation.clips import Fault
from simulation.layouts import DRAWS
from simulation.physics.step import REASONS
from simulation.scene import Scene
from simulation.tasks import Tally, task_of

AXES = 3
ONE_EACH = ("n_events", "fault", "fault_frame", "work", "fitness")  # fields of Films with one number a creature
Floats = NDArray[np.floating[Any]]
Ints = NDArray[np.int64]
Scored = tuple[Tensor, dict[str, Tensor]]  # fitness [B] and its parts


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
    part_scores: Floats  # [F, P], what the score is the sum of, in the order of `parts`
    activations: Floats | None  # [F, I + H + M] inputs, hidden, outputs of the net as last decided; None: no net
    fitness: float  # of this episode
    parts: dict[str, float]  # of this episode
    targets: list[Sighting]
    disqualified: Fault | None


@dataclass(frozen=True)
class Footage:
    """Frames of K creatures as they were taken: of W creatures side by side, in G blocks.

    So whole blocks are written as they are played; what belongs to one creature is gathered once somebody looks at it.
    """

    stored: Floats  # [G, F, 3·N + 3 + 1 + P + I + H + M, W] x of all nodes, y, z m; centre m; score; parts; activations
    place: Ints  # [K] g·W + lane
    n_nodes: int  # N
    n_parts: int  # P

    def of(self, creatures: Ints) -> "Shots":
        """The frames of some of the K creatures."""
        block, lane = np.divmod(self.place[creatures], self.stored.shape[3])
        frames, centre = self.stored[block, :, :, lane], AXES * self.n_nodes  # [K, F, R]
        score = centre + AXES
        net = score + 1 + self.n_parts
        return Shots(
            positions=frames[..., :centre].reshape(*frames.shape[:2], AXES, self.n_nodes).swapaxes(2, 3),
            centre=frames[..., centre:score],
            score=frames[..., score],
            part_scores=frames[..., score + 1 : net],
            activations=frames[..., net:] if frames.shape[2] > net else None,
        )

    @classmethod
    def cat(cls, shards: Sequence[Self]) -> Self:
        """Footage of creatures one after another, as one block."""
        wide = [np.moveaxis(one.stored, 0, 2).reshape(*one.stored.shape[1:3], -1) for one in shards]  # [F, R, G·W]
        starts = accumulate([part.shape[2] for part in wide], initial=0)
        place = np.concatenate([start + one.place for start, one in zip(starts, shards, strict=False)])
        return replace(shards[0], stored=np.concatenate(wide, axis=2)[None], place=place)


class Shots(NamedTuple):
    """What the frames of K creatures show."""

    positions: Floats  # [K, F, N, 3] m
    centre: Floats  # [K, F, 3] m
    score: Floats  # [K, F] fitness if the episode had ended there
    part_scores: Floats  # [K, F, P] its parts
    activations: Floats | None  # [K, F, I + H + M] inputs, hidden, outputs as last decided, 0 before; None: no net


@dataclass(frozen=True)
class Films:
    """What was recorded of K creatures in the first layout; F frames, N node slots, T most events.

    A frame shows what had happened by its step; what happens after the last frame counts as happening in it.
    """

    rows: Ints  # [K] rows of the batch, rising
    footage: Footage
    events: Floats  # [K, T, 4] frame from which on a target is sensed, then its x, y, z m; the one before was reached
    n_events: Ints  # [K]; 0 where the task's targets are not shown
    fault: NDArray[np.int8]  # [K] index into REASONS
    fault_frame: Ints  # [K] 0 where there is no fault
    work: Floats  # [K] J, what its muscles did by pulling while they shortened, and pushing while they lengthened
    fitness: Floats  # [K] of this episode
    parts: dict[str, Floats]  # [K] each

    @cached_property
    def _shots(self) -> Shots:
        """The frames of all, gathered when they are first looked at."""
        return self.footage.of(np.arange(len(self.rows)))

    @property
    def positions(self) -> Floats:
        """[K, F, N, 3] m."""
        return self._shots.positions

    @property
    def centre(self) -> Floats:
        """[K, F, 3] m, centre of mass."""
        return self._shots.centre

    @property
    def score(self) -> Floats:
        """[K, F], the fitness if the episode had ended there."""
        return self._shots.score

    @property
    def part_scores(self) -> Floats:
        """[K, F, P], the parts of the score, in the order of `parts`."""
        return self._shots.part_scores

    @property
    def activations(self) -> Floats | None:
        """[K, F, I + H + M] of the net as last decided; None: no net."""
        return self._shots.activations

    def film(self, row: int) -> Film:
        """The film of one row of the batch, with memory of its own: it does not hold on to the others'.

        Raises:
            LookupError: where that row was not recorded.
        """
        k = int(np.searchsorted(self.rows, row))
        if k == len(self.rows) or self.rows[k] != row:
            raise LookupError(f"row {row} was not recorded")
        fault = int(self.fault[k])
        shots = self.footage.of(np.array([k]))
        return Film(
            np.ascontiguousarray(shots.positions[0]),
            np.ascontiguousarray(shots.centre[0]),
            np.ascontiguousarray(shots.score[0]),
            np.ascontiguousarray(shots.part_scores[0]),
            None if shots.activations is None else np.ascontiguousarray(shots.activations[0]),
            fitness=float(self.fitness[k]),
            parts={name: float(part[k]) for name, part in self.parts.items()},
            targets=sightings(self.events[k, : self.n_events[k]]),
            disqualified=Fault(REASONS[fault], int(self.fault_frame[k])) if fault else None,
        )

    def given_to(self, rows: Ints, sources: Ints) -> Self:
        """The films of the rows `sources` as those of `rows` [K]."""
        taken = np.searchsorted(self.rows, sources)
        return type(self)(
            rows=rows,
            footage=replace(self.footage, place=self.footage.place[taken]),
            parts={name: part[taken] for name, part in self.parts.items()},
            **{name: getattr(self, name)[taken] for name in ("events", *ONE_EACH)},
        )

    @classmethod
    def cat(cls, shards: Sequence[tuple[int, Self]]) -> Self:
        """Films of shards one after another, each with the row of the batch at which its shard starts."""
        films = [shard for _, shard in shards]
        most = max(one.events.shape[1] for one in films)
        return cls(
            rows=np.concatenate([start + one.rows for start, one in shards]),
            footage=Footage.cat([one.footage for one in films]),
            events=np.concatenate(
                [np.pad(one.events, ((0, 0), (0, most - one.events.shape[1]), (0, 0))) for one in films]
            ),
            parts={name: np.concatenate([one.parts[name] for one in films]) for name in films[0].parts},
            **{name: np.concatenate([getattr(one, name) for one in films]) for name in ONE_EACH},
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
        self.shows_targets = task_of(config).collection_radius is not None
        most = 1 + (DRAWS if course.positions is None else len(course.positions))
        self.place = torch.arange(len(self.rows), device=self.rows.device)
        self.targets = scene.state.centre.new_zeros(len(self.rows), most + 1, 3)  # [K, T + 1, 3] m, the last is spare

    def watch(self, state: State, tally: Tally, steps: int, score: Callable[[], Scored]) -> None:
        """Who is after which target after this many steps; a frame, if one is due."""
        if self.shows_targets:
            number = tally.reached[self.rows].clamp_(max=self.targets.shape[1] - 1)
            self.targets[self.place, number] = tally.target[:, self.rows].T
        if steps % self.every == 0:
            self.frames.append(self._frame(state, tally, *score()))

    def _frame(self, state: State, tally: Tally, score: Tensor, parts: dict[str, Tensor]) -> dict[str, Tensor]:
        """Copies, creature last, of what a frame holds."""
        rows, scores = self.rows, torch.stack([score, *parts.values()])
        net = [state.inputs, state.hidden, state.output] if self.has_net else []
        return {
            "shown": torch.cat([state.position.flatten(0, 1), state.centre, scores, *net])[:, rows],
            "reached": tally.reached[rows],
            "fault": state.fault[rows],
        }

    def films(self, state: State, tally: Tally, fitness: Tensor, parts: dict[str, Tensor]) -> Films:
        """The films, once the episode is over."""
        seen = {name: torch.stack([frame[name] for frame in self.frames]).cpu().numpy() for name in self.frames[0]}
        fault = state.fault[self.rows].cpu().numpy()
        events, n_events = self._events(seen["reached"].T, tally.reached[self.rows].cpu().numpy())
        return Films(
            rows=self.rows.cpu().numpy(),
            footage=Footage(seen["shown"][None], np.arange(len(self.rows)), state.position.shape[1], len(parts)),
            events=events,
            n_events=n_events,
            fault=fault,
            fault_frame=np.where(fault > 0, self._frame_of(seen["fault"].T == 0), 0),
            work=state.work[self.rows].cpu().numpy(),
            fitness=fitness[self.rows].cpu().numpy(),
            parts={name: part[self.rows].cpu().numpy() for name, part in parts.items()},
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
