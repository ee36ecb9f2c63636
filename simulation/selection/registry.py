"""The methods of selection, by the names that the settings know."""

from simulation.selection.method import Selection
from simulation.selection.ranking import at_random, by_rank, score, the_best, what_the_cull_leaves
from simulation.selection.tournament import by_tournament, tournament_winners

SELECTION: dict[str, Selection] = {
    "rank": Selection(score, what_the_cull_leaves, the_best, by_rank),
    "truncation": Selection(score, what_the_cull_leaves, the_best, at_random),
    "tournament": Selection(score, what_the_cull_leaves, tournament_winners, by_tournament),
}
