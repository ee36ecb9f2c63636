"""What a sweep varies, and which trials it is made of. Knows no database.

A trial's choices are a function of the sweep's method, its seed and the trials before it, so a sweep that was
interrupted proposes the same ones again.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product
from random import Random
from typing import Any, Literal

from simulation.config import RunConfig
from simulation.errors import ConfigError, Problem

Scale = Literal["even", "log"]
Choices = dict[str, Any]


@dataclass(frozen=True)
class Options:
    """A setting that takes one of a few values."""

    values: tuple[str, ...]

    def drawn(self, random: Random) -> str:
        return random.choice(self.values)


@dataclass(frozen=True)
class Range:
    """A setting that takes any value between two, both included."""

    low: float
    high: float
    scale: Scale
    whole: bool

    def drawn(self, random: Random) -> float:
        if self.scale == "log":
            value = math.exp(random.uniform(math.log(self.low), math.log(self.high)))
        else:
            value = random.uniform(self.low, self.high)
        return min(max(round(value), round(self.low)), round(self.high)) if self.whole else value


Space = dict[str, Options | Range]


@dataclass(frozen=True)
class Done:
    """A trial that is over; value: its objective, None where one of its runs failed or was cancelled."""

    choices: Choices
    value: float | None


Propose = Callable[[Space, Sequence[Done], int], Choices | None]  # trials so far and the sweep's seed; None: no more


def parse_space(texts: Sequence[str]) -> Space:
    """The space that texts like cull=0.3,0.5, hidden=2..16 or weight_rate=0.02..1:log describe.

    Raises:
        ConfigError: naming every text that describes nothing.
    """
    space: Space = {}
    problems = []
    for text in texts:
        key, _, values = text.partition("=")
        key = key.strip()
        if key not in RunConfig.model_fields or key == "seed":
            problems.append(Problem("--vary", f"{text!r}: {key!r} is no setting that can be varied"))
        elif not values.strip():
            problems.append(Problem("--vary", f"must be KEY=VALUE,VALUE… or KEY=LOW..HIGH, not {text!r}"))
        else:
            try:
                space[key] = dimension(key, values.strip())
            except ValueError:
                problems.append(Problem("--vary", f"{text!r}: must be LOW..HIGH or LOW..HIGH:log with LOW below HIGH"))
    if not texts:
        problems.append(Problem("--vary", "must name at least one setting"))
    if problems:
        raise ConfigError(problems)
    return space


def dimension(key: str, text: str) -> Options | Range:
    """Values separated by commas, or a range; ValueError where it is neither."""
    if ".." not in text:
        return Options(tuple(value.strip() for value in text.split(",")))
    span, _, scale = text.partition(":")
    low, high = (float(end) for end in span.split(".."))
    whole = RunConfig.model_fields[key].annotation is int
    if not low < high or scale not in ("", "log") or (scale and low <= 0) or not math.isfinite(low + high):
        raise ValueError(text)
    return Range(low, high, "log" if scale else "even", whole)


def by_grid(space: Space, done: Sequence[Done], seed: int) -> Choices | None:
    """Every combination, the last setting named changing fastest."""
    values = []
    for key, one in space.items():
        if isinstance(one, Range):
            raise ConfigError([Problem("--vary", f"{key}: a grid needs values, not a range")])
        values.append(one.values)
    combination = next(islice(product(*values), len(done), None), None)
    return None if combination is None else dict(zip(space, combination, strict=True))


def at_random(space: Space, done: Sequence[Done], seed: int) -> Choices | None:
    """Each setting drawn on its own."""
    random = Random(f"{seed}/{len(done)}")  # noqa: S311 - no secret
    return {key: one.drawn(random) for key, one in space.items()}


def by_optuna(space: Space, done: Sequence[Done], seed: int) -> Choices | None:
    """Where earlier trials did well: Optuna's tree-structured Parzen estimator (Bergstra et al. 2011).

    Raises:
        ConfigError: Optuna is not installed.
    """
    try:
        import optuna  # noqa: PLC0415 - an extra, see requirements-sweep.txt
    except ImportError as missing:
        message = "optuna is not installed: pip install -r requirements-sweep.txt, or choose grid or random"
        raise ConfigError([Problem("--method", message)]) from missing
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    distributions = {key: distribution(optuna.distributions, one) for key, one in space.items()}
    sampler = optuna.samplers.TPESampler(seed=seed + len(done), n_startup_trials=min(10, 2 + 2 * len(space)))
    study = optuna.create_study(direction="maximize", sampler=sampler)
    for trial in done:
        state = optuna.trial.TrialState.FAIL if trial.value is None else optuna.trial.TrialState.COMPLETE
        study.add_trial(
            optuna.trial.create_trial(
                params=dict(trial.choices), distributions=distributions, value=trial.value, state=state
            )
        )
    return dict(study.ask(distributions).params)


def distribution(kinds: Any, one: Options | Range) -> Any:
    """A dimension in Optuna's words."""
    if isinstance(one, Options):
        return kinds.CategoricalDistribution(one.values)
    kind = kinds.IntDistribution if one.whole else kinds.FloatDistribution
    ends = (round(one.low), round(one.high)) if one.whole else (one.low, one.high)
    return kind(*ends, log=one.scale == "log")


METHODS: Mapping[str, Propose] = {"grid": by_grid, "random": at_random, "optuna": by_optuna}
