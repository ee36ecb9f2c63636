"""Whether founders fit into the settings of a run: what does not is told by the setting that has to give."""

from collections import defaultdict
from typing import Any

from simulation.config import RunConfig
from simulation.errors import Problem
from simulation.genome_settings import BRAINS, SENSES
from simulation.population import n_inputs


class Fit:
    """Looks at founders in the public format, one after the other, and sums up what does not fit."""

    def __init__(self, config: RunConfig):
        """Settings of the run that they are to begin."""
        self._config = config
        self._met: dict[str, set[Any]] = defaultdict(set)

    def look(self, genome: dict[str, Any], origin: RunConfig) -> None:
        """One founder, and the settings under which it came to be."""
        brain, met = genome["brain"], self._met
        met["nodes"].add(len(genome["nodes"]))
        met["muscles"].add(len(genome["muscles"]))
        met["kind"].add("none" if brain is None else brain["kind"])
        if brain is None:
            return
        met["activation"].add(brain["activation"])
        met["hidden"].add(len(brain["bias_hidden"] if brain["kind"] == "dense" else brain["hidden"]))
        if (has := n_inputs(origin)) != n_inputs(self._config):
            met["inputs"].add(has)
            met["senses"] |= {name for name in SENSES if getattr(self._config, name) != getattr(origin, name)}

    def problems(self) -> list[Problem]:
        """What does not fit, by setting."""
        found = [*self._sizes("nodes"), *self._sizes("muscles")]
        if brains := self._brains():
            return [*found, brains]
        return found if self._config.brain == "none" else [*found, *self._nets()]

    def changes(self, origin: RunConfig) -> dict[str, Any]:
        """Settings to change so that the founders fit, where they can: nets are then as under this one's origin."""
        config, wanted = self._config, dict[str, Any]()
        if len(self._met["kind"]) > 1:
            return {}
        for what in ("nodes", "muscles"):
            wanted[f"max_{what}"] = max(getattr(config, f"max_{what}"), *self._met[what])
            wanted[f"min_{what}"] = min(getattr(config, f"min_{what}"), *self._met[what])
        others = bool(self._brains() or (config.brain != "none" and self._nets()))
        if others:
            wanted["brain"] = origin.brain
        if others and origin.brain != "none":
            slots = {"max_nodes": origin.sense_velocity or origin.sense_ground, "max_muscles": origin.sense_strain}
            wanted |= {name: getattr(origin, name) for name in ("activation", *SENSES) if slots.get(name, True)}
            if origin.brain == "neat":
                wanted["neat_max_hidden"] = max(config.neat_max_hidden, *self._met["hidden"])
            else:
                wanted["hidden"] = origin.hidden
        return {name: value for name, value in wanted.items() if value != getattr(config, name)}

    def _sizes(self, what: str) -> list[Problem]:
        """Bodies with more or less of something than the settings allow."""
        least, most = min(self._met[what]), max(self._met[what])
        found = []
        if most > getattr(self._config, f"max_{what}"):
            found.append(Problem(f"max_{what}", f"must be at least {most}: a founder has so many"))
        if least < getattr(self._config, f"min_{what}"):
            found.append(Problem(f"min_{what}", f"must be at most {least}: a founder has no more"))
        return found

    def _brains(self) -> Problem | None:
        """Nets of another kind than the settings', or of several."""
        kinds = sorted(self._met["kind"])
        if len(kinds) > 1:
            words = ", ".join("no net" if kind == "none" else f"{kind} nets" for kind in kinds)
            return Problem("brain", f"cannot be right for all: the founders have {words}")
        if self._config.brain in BRAINS[kinds[0]]:
            return None
        words = "the founders have no nets" if kinds == ["none"] else f"the founders' nets are {kinds[0]}"
        return Problem("brain", f"must be {' or '.join(BRAINS[kinds[0]])}: {words}")

    def _nets(self) -> list[Problem]:
        """Nets of the right kind that have another shape all the same."""
        config, found, hidden = self._config, list[Problem](), self._met["hidden"]
        for name, wanted in (("activation", self._met["activation"]), ("hidden", hidden)):
            if (name == "activation" or config.brain != "neat") and wanted - {getattr(config, name)}:
                found.append(Problem(name, f"must be {in_words(wanted)}, as in the founders' nets"))
        if config.brain == "neat" and config.neat_max_hidden < max(hidden, default=0):
            found.append(Problem("neat_max_hidden", f"must be at least {max(hidden)}: a founder has so many"))
        if inputs := self._met["inputs"]:
            words = f"gives nets {n_inputs(config)} inputs, and the founders' have {in_words(inputs)}"
            found += [Problem(name, words) for name in SENSES if name in (self._met["senses"] or {"time_encoding"})]
        return found


def in_words(values: set[Any]) -> str:
    """Several values that there should be one of."""
    return " and ".join(str(value) for value in sorted(values))
