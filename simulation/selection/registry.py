"""The methods of selection, by the names that the settings know."""

from simulation.selection.map_elites import all_elites, elite_score
from simulation.selection.method import Selection
from simulation.selection.novelty import novelty
from simulation.selection.ranking import at_random, by_rank, score, the_best, what_the_cull_leaves
from simulation.selection.tournament import by_tournament, tournament_winners

SELECTION: dict[str, Selection] = {
    "rank": Selection(score, what_the_cull_leaves, the_best, by_rank),
    "truncation": Selection(score, what_the_cull_leaves, the_best, at_random),
    "tournament": Selection(score, what_the_cull_leaves, tournament_winners, by_tournament),
    "speciation": Selection(score, what_the_cull_leaves, the_best, by_rank),  # within species, see pools.py
    "novelty": Selection(novelty, what_the_cull_leaves, the_best, by_rank),
    "map_elites": Selection(elite_score, all_elites, the_best, at_random),
}
BY_BEHAVIOUR = {"novelty", "map_elites"}  # which score alone does not tell
