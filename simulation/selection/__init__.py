"""Selection: which creatures of a generation survive and which of the survivors breed."""

from simulation.selection.method import Selection
from simulation.selection.registry import SELECTION
from simulation.selection.verdict import Brood, Verdict, judge

__all__ = ["SELECTION", "Brood", "Selection", "Verdict", "judge"]
