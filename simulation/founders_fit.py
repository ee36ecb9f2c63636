"""Whether founders fit into the settings of a run: what does not is told by the setting that has to give."""

from collections import defaultdict
from typing import Any

from simulation.config import RunConfig
from simulation.errors import Problem
from simulation.population import n_inputs

BRAINS = {"none": ("none",), "dense": ("pure", "hybrid"), "neat": ("neat",)}  # that have nets of this kind
SENSES = ("time_encoding", "sense_strain", "sense_velocity", "sense_ground", "bias_mode", "max_nodes", "max_muscles")
"""Settings that decide how many inputs nets have."""


class Fit:
    """Looks at founders in the public format, one after the other, and sums up what does not fit."""

    def __init__(self, config: RunConfig, parent: RunConfig):
        """Settings of the run that they are to begin, and of the one that they come from."""
        self._config, self._parent = config, parent
        self._met: dict[str, set[Any]] = defaultdict(set)

    def look(self, genome: dict[str, Any]) -> None:
        """One founder."""
        brain, met = genome["brain"], self._met
        met["nodes"].add(len(genome["nodes"]))
        met["muscles"].add(len(genome["muscles"]))
        met["kind"].add("none" if brain is None else brain["kind"])
        if brain is not None:
            met["activation"].add(brain["activation"])
            met["hidden"].add(len(brain["bias_hidden"] if brain["kind"] == "dense" else brain["hidden"]))

    def problems(self) -> list[Problem]:
        """What does not fit, by setting."""
        found = [*self._sizes("nodes"), *self._sizes("muscles")]
        for kind in self._met["kind"]:
            if self._config.brain not in BRAINS[kind]:
                words = "the founders have no nets" if kind == "none" else f"the founders' nets are {kind}"
                return [*found, Problem("brain", f"must be {' or '.join(BRAINS[kind])}: {words}")]
        return found if self._config.brain == "none" else [*found, *self._nets()]

    def _sizes(self, what: str) -> list[Problem]:
        """Bodies with more or less of something than the settings allow."""
        least, most = min(self._met[what]), max(self._met[what])
        found = []
        if most > getattr(self._config, f"max_{what}"):
            found.append(Problem(f"max_{what}", f"must be at least {most}: a founder has so many"))
        if least < getattr(self._config, f"min_{what}"):
            found.append(Problem(f"min_{what}", f"must be at most {least}: a founder has no more"))
        return found

    def _nets(self) -> list[Problem]:
        """Nets of the right kind that have another shape all the same."""
        config, found = self._config, []
        activation, hidden = next(iter(self._met["activation"])), max(self._met["hidden"])
        if config.activation != activation:
            found.append(Problem("activation", f"must be {activation}, as in the founders' nets"))
        if config.brain != "neat" and config.hidden != hidden:
            found.append(Problem("hidden", f"must be {hidden}, as in the founders' nets"))
        if config.brain == "neat" and config.neat_max_hidden < hidden:
            found.append(Problem("neat_max_hidden", f"must be at least {hidden}: a founder has so many"))
        has, needs = n_inputs(self._parent), n_inputs(config)
        if has != needs:
            changed = [name for name in SENSES if getattr(config, name) != getattr(self._parent, name)]
            words = f"gives nets {needs} inputs, and the founders' have {has}"
            found += [Problem(name, words) for name in changed or ["time_encoding"]]
        return found
