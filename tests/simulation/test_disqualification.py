"""Who breaks the rules leaves the game: is held from then on, where it was seen to break them."""

import pytest
import torch

from simulation.bodies import birth, grow, padded
from simulation.config import RunConfig
from simulation.laws import laws_of
from simulation.newborns import newborns
from simulation.physics.step import LEFT, NOT_FINITE, TOO_HIGH, guarded, step

CONFIG = RunConfig(world="published", seed=1)
LAWS = laws_of(CONFIG)
NODE, CREATURE = 1, 5


def crowd():
    """Newborns at their birth."""
    bodies = grow(padded(newborns(CONFIG, 32, seed=3)), CONFIG)
    return bodies, birth(bodies)


def moved(state, axis, place):
    """A motion in which all nodes moved on a little, but for one that is somewhere along an axis."""
    motion = state.motion + 0.01
    motion[axis, NODE, CREATURE] = place
    return motion


@pytest.mark.parametrize(
    ("axis", "place"), [(0, torch.nan), (1, torch.nan), (2, torch.inf), (1, torch.inf), (0, -torch.inf), (2, 1e30)]
)
def test_only_a_node_whose_new_place_is_no_place_stays_where_it_was(axis, place):
    _, state = crowd()
    motion = moved(state, axis, place)
    seen = guarded(state, state.motion, motion, LAWS)
    assert state.fault[CREATURE] == NOT_FINITE
    assert state.fault.count_nonzero() == state.held.count_nonzero() == 1
    assert torch.equal(seen[:, NODE, CREATURE], state.motion[:, NODE, CREATURE])
    motion[:, NODE, CREATURE] = state.motion[:, NODE, CREATURE]
    assert torch.equal(seen, motion)


@pytest.mark.parametrize(("axis", "place", "fault"), [(0, 51, LEFT), (2, -51, LEFT), (1, 31, TOO_HIGH), (1, 1e30, 3)])
def test_who_leaves_is_seen_where_it_left(axis, place, fault):
    _, state = crowd()
    motion = moved(state, axis, place)
    assert torch.equal(guarded(state, state.motion, motion, LAWS), motion)
    assert state.fault[CREATURE] == fault
    assert state.fault.count_nonzero() == state.held.count_nonzero() == 1


@pytest.mark.parametrize("speed", [torch.inf, torch.nan, 1e5])
def test_the_disqualified_never_move_again_and_keep_their_first_reason(speed):
    bodies, state = crowd()
    _, clean = crowd()
    state.velocity[0, NODE, CREATURE] = speed
    step(bodies, state, LAWS)
    step(bodies, clean, LAWS)
    place, fault = state.position[..., CREATURE].clone(), int(state.fault[CREATURE])
    assert fault in ((LEFT, TOO_HIGH) if speed == 1e5 else (NOT_FINITE,))
    assert place.isfinite().all()
    for _ in range(30):
        step(bodies, state, LAWS)
        step(bodies, clean, LAWS)
    assert torch.equal(state.position[..., CREATURE], place)
    assert state.fault[CREATURE] == fault
    others = torch.arange(len(state.fault)) != CREATURE
    assert torch.equal(state.motion[..., others], clean.motion[..., others])
