"""Whether scores of different creatures and generations say the same, and which champion is the run's."""

from collections.abc import Mapping
from typing import Any, Literal

from simulation.config import conditions_of

LayoutsMet = Literal["none", "fixed", "changing"]


def layouts_met(settings: Mapping[str, Any]) -> LayoutsMet:
    """What creatures of a run with these settings are scored in.

    none: a task without layouts. fixed: all creatures of all generations meet the same ones. changing: each meets its
    own, or they change in the course of the run; then a high score may be an easy layout's.
    """
    if not any(all(settings[other] in choices for other, choices in need.items()) for need in conditions_of("layouts")):
        return "none"
    return "fixed" if settings["layouts"] == "shared" and settings["layout_period"] == 0 else "changing"


def is_better(settings: Mapping[str, Any], statistics: Mapping[str, Any], best: float, held_out_mean: float) -> bool:
    """Whether a generation's champion takes the place of the run's, which has these two scores.

    Where layouts change, by the held-out mean: those are the only layouts that both have met.
    """
    if layouts_met(settings) == "changing":
        return bool(statistics["held_out_mean"] > held_out_mean)
    return bool(statistics["best"] > best)
