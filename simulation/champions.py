"""Whether scores of different creatures and generations say the same, and which champion is the run's. No torch."""

from collections.abc import Mapping
from math import inf
from typing import Any, Literal

from simulation.config import RunConfig
from simulation.setting import conditions_of

HELD_OUT = 16  # layouts that selection never sees, in which every generation's champion is scored

LayoutsMet = Literal["none", "fixed", "changing"]


def layouts_met(settings: Mapping[str, Any]) -> LayoutsMet:
    """What creatures of a run with these settings are scored in.

    none: a task without layouts. fixed: all creatures of all generations meet the same ones. changing: each meets its
    own, or they change in the course of the run; then a high score may be an easy layout's.
    """
    needs = conditions_of(RunConfig.model_fields["layouts"])
    if not any(all(settings[other] in choices for other, choices in need.items()) for need in needs):
        return "none"
    return "fixed" if settings["layouts"] == "shared" and settings["layout_period"] == 0 else "changing"


def standing_in(settings: Mapping[str, Any], best: float | None, held_out_mean: float | None) -> float:
    """Return what a generation's champion with these two scores stands by: the first with the highest is the run's.

    Where layouts change, the held-out mean: those are the only layouts that champions of all generations have met.
    A generation without a champion stands below all others.
    """
    standing = held_out_mean if layouts_met(settings) == "changing" else best
    return -inf if standing is None else standing
