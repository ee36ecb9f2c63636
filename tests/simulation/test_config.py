"""RunConfig: settings refused, in people's words."""

import pytest

from simulation.config import LARGEST_NETS, RunConfig
from simulation.errors import ConfigError
from simulation.newborns import newborns

THIN = "\N{THIN SPACE}"


def messages(**settings) -> dict[str, str]:
    with pytest.raises(ConfigError) as refusal:
        RunConfig.parse(settings)
    return {problem.path: problem.message for problem in refusal.value.problems}


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"population": 1}, f"must be 2 to 100{THIN}000 creatures"),
        ({"population": 2.5}, f"must be a whole number, 2 to 100{THIN}000 creatures"),
        ({"population": "many"}, f"must be a whole number, 2 to 100{THIN}000 creatures"),
        ({"population": None}, f"must be a whole number, 2 to 100{THIN}000 creatures"),
        ({"gravity": 31}, "must be 1 to 30 m/s²"),
        ({"gravity": float("nan")}, "must be a number, 1 to 30 m/s²"),
        ({"gravity": float("-inf")}, "must be a number, 1 to 30 m/s²"),
        ({"cull": 0.95}, "must be 0.1 to 0.9"),
        ({"settle": -1}, "must be 0 to 5 s"),
        ({"selection": "lottery"}, "must be one of rank, truncation, tournament, speciation, novelty, map_elites"),
        ({"sense_strain": "maybe"}, "must be true or false"),
        ({"seed": -1}, f"must be 0 to 9{THIN}007{THIN}199{THIN}254{THIN}740{THIN}991"),
        ({"mutation_rat": 0.1}, "unknown setting; did you mean mutation_rate?"),
        ({"xyzzy": 1}, "unknown setting"),
        ({"min_nodes": 6, "max_nodes": 5}, "must be at least 6, the fewest nodes"),
        ({"min_nodes": 2, "max_nodes": 3, "min_muscles": 4}, "3 nodes have room for at most 3 muscles, one a pair"),
        (
            {"min_nodes": 8, "max_muscles": 6},
            "must be at least 7, the fewest nodes less one, so that bodies hang together",
        ),
        (
            {"brain": "neat", "population": 100_000, "neat_max_hidden": 64},
            f"nets of 64 hidden neurons and 15 muscles for 100{THIN}000 creatures would take 5.3 GB, more than 2",
        ),
    ],
)
def test_a_refusal_names_the_bound(settings, message):
    assert list(messages(**settings).values()) == [message]


def test_every_problem_is_listed():
    assert messages(population=0, gravity="x", colour="red").keys() == {"population", "gravity", "colour"}


def test_a_seed_left_out_is_drawn_and_kept():
    assert RunConfig().seed != RunConfig().seed
    config = RunConfig()
    assert RunConfig.parse(config.model_dump(mode="json")) == config


@pytest.mark.parametrize("bias", ["neuron", "bias_node"])
@pytest.mark.parametrize("senses", [{}, {"sense_strain": True, "sense_velocity": True, "sense_ground": True}])
def test_nets_that_memory_cannot_hold_are_refused_and_others_are_not(senses, bias):
    asked = {"brain": "neat", "population": 20_000, "max_nodes": 20, "max_muscles": 50, "bias_mode": bias} | senses
    refused = next(hidden for hidden in range(1, 129) if not accepted(**asked, neat_max_hidden=hidden))
    assert messages(**asked, neat_max_hidden=refused).keys() == {"neat_max_hidden"}
    brain = newborns(RunConfig(**asked, neat_max_hidden=refused - 1), 1, 1).brain
    size = 20_000 * sum(tensor.nbytes for tensor in (brain.weight, brain.innovation, brain.enabled))
    assert 0.7 * LARGEST_NETS < size <= LARGEST_NETS
    assert accepted(**asked | {"brain": "pure", "population": 100_000, "neat_max_hidden": 128})


def accepted(**settings) -> bool:
    try:
        RunConfig.parse(settings)
    except ConfigError:
        return False
    return True
