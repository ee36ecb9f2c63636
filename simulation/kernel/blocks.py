"""What the kernel reads, keeps and writes.

P creatures, N node slots and M muscle slots of the run, I sensor inputs and H hidden neurons of its nets; within a
block LANES creatures, and slots up to the most that any run may have, on the stack.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.kernel.lanes import LANES, lane_array, stage

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

AXES = 3
MAX_NODES, MAX_MUSCLES = 20, 50  # the bounds of RunConfig.max_nodes and max_muscles
MAX_INPUTS = 144  # 3 + 3 + 1 + 2 + MAX_MUSCLES + 3·MAX_NODES + MAX_NODES + 1 senses, in groups of 4
MAX_HIDDEN = 64  # the bound of RunConfig.hidden
HIDDEN_STRIDE = MAX_HIDDEN + 4  # rows of outgoing weights; a power of two would have them all meet in one cache set
MAX_PARTS = 8  # of a fitness


class Genes(NamedTuple):
    """Genotypes of a population, as its tensors hold them."""

    n_nodes: Ints  # [P]
    n_muscles: Ints  # [P]
    frequency_multiplier: Floats  # [P]
    position: Floats  # [P, N, 3] m
    size: Floats  # [P, N] m
    friction: Floats  # [P, N]
    ends: Ints  # [P, M, 2]
    rest_length: Floats  # [P, M] m
    stiffness: Floats  # [P, M] N/m
    damping: Floats  # [P, M] N·s/m
    frequency: Floats  # [P, M] Hz
    amplitude: Floats  # [P, M]
    phase: Floats  # [P, M] rad
    direction_bias: Floats  # [P, M, 3]
    direction_strength: Floats  # [P, M]
    velocity_bias: Floats  # [P, M, 3]
    velocity_strength: Floats  # [P, M]
    distance_bias: Floats  # [P, M]
    distance_strength: Floats  # [P, M]


class Nets(NamedTuple):
    """Dense nets of a population, as its tensors hold them; no inputs and no neurons where nothing is thought."""

    weights_in: Floats  # [P, I, H]
    bias_hidden: Floats  # [P, H]
    weights_out: Floats  # [P, H, M]
    bias_out: Floats  # [P, M]


class World(NamedTuple):
    """The run's numbers; float32 and whole numbers, never a Python float."""

    n_steps: int
    settle_least: int  # steps of settling at least
    settle_most: int  # and at most
    calm: np.float32  # m, who moves no farther in a step is at rest
    physics_hz: np.float32
    dt: np.float32  # s
    gravity: np.float32  # m/s²
    keep: np.float32  # share of a velocity that drag leaves after a step
    ground_friction: np.float32
    damping_scale: np.float32
    seconds: np.float32
    brain_every: int  # steps from one decision to the next
    n_inputs: int
    n_hidden: int
    activation: int  # index into dense.ACTIVATIONS
    dead_zone: np.float32
    smoothing: np.float32
    reach: np.float32  # m, farthest change in a step of the length a net may tell a muscle to take
    max_extension: np.float32
    clock: int  # index into sensors.CLOCKS
    sense_strain: int
    sense_velocity: int
    sense_ground: int
    bias_node: int
    muscle_slots: int  # of the run: where the next sense begins
    node_slots: int
    edge: np.float32  # m, how far from the middle a pellet may be
    efficiency: np.float32
    lowest: np.float32  # fitness is never below
    shows_targets: int
    frame_every: int


class Course(NamedTuple):
    """The targets of a layout."""

    stream: NDArray[np.uint64]  # [P] of random numbers, each creature's own or all the same
    positions: Floats  # [T, 3] m, explicit targets in their order; none: they are drawn from the stream


class Body(NamedTuple):
    """What stays constant for an episode; the block's creatures after `grow`. Padding has no mass and no stiffness."""

    n_nodes: int  # most of any creature in the block
    n_muscles: int
    birth: Floats  # [3, N, LANES] m
    occupied: Floats  # [N, LANES] 1 where there is a node
    inverse_mass: Floats  # [N, LANES] 1/kg
    mass_share: Floats  # [N, LANES]
    radius: Floats  # [N, LANES] m
    brake: Floats  # [N, LANES] m/s
    creature_radius: Floats  # [LANES] m
    muscles: Floats  # [LANES] how many the creature has
    pull: Floats  # [M, N, LANES] +1 at a muscle's first end, −1 at its second, else 0
    rest_length: Floats  # [M, LANES] m
    stiffness: Floats  # [M, LANES] N/m
    damping: Floats  # [M, LANES] N·s/m, scaled
    pace: Floats  # [M, LANES] turns/s
    amplitude: Floats  # [M, LANES]
    phase: Floats  # [M, LANES] turns
    direction_bias: Floats  # [3, M, LANES] times its strength
    velocity_bias: Floats  # [3, M, LANES] times its strength
    distance_bias: Floats  # [M, LANES] times its strength


class Wiring(NamedTuple):
    """The block's nets; row = sink. On the heap, too large for a stack; what a run does not use is 0."""

    into: Floats  # [MAX_HIDDEN, MAX_INPUTS, LANES]
    bias_hidden: Floats  # [MAX_HIDDEN, LANES]
    out: Floats  # [MAX_MUSCLES, HIDDEN_STRIDE, LANES]
    bias_out: Floats  # [MAX_MUSCLES, LANES]


class Scratch(NamedTuple):
    """Room for one block's bodies and nets, on the heap; its Body says nothing of sizes."""

    body: Body
    net: Wiring


class State(NamedTuple):
    """What changes from step to step."""

    x: Floats  # [3, N, LANES] m
    v: Floats  # [3, N, LANES] m/s
    last: Floats  # [3, N, LANES] m, positions before this step, kept while settling
    force: Floats  # [3, N, LANES] N
    length: Floats  # [M, LANES] m, what each muscle is told to take
    output: Floats  # [M, LANES] smoothed output of the net
    inputs: Floats  # [I, LANES] what the net sensed at its last decision
    hidden: Floats  # [H, LANES]
    effort: Floats  # [LANES] sum of |output| over muscles
    centre: Floats  # [3, LANES] m, centre of mass
    before: Floats  # [3, LANES] m, centre of mass one step ago
    sensed: Floats  # [3, LANES] m, centre of mass when the net last sensed
    target: Floats  # [3, LANES] m
    reached: Floats  # [LANES] targets reached so far
    fault: Floats  # [LANES] why disqualified; 0 = in play
    held: Floats  # [LANES] 1: does not move
    lost: Floats  # [LANES] 1: a node's new place was no place
    parts: Floats  # [MAX_PARTS, LANES] of the fitness, if the episode ended now
    fitness: Floats  # [LANES]


class Results(NamedTuple):
    """What an episode came to; each creature's own row is written once."""

    fitness: Floats  # [P]
    parts: Floats  # [parts, P]
    reached: Ints  # [P]
    fault: NDArray[np.int8]  # [P]


class Reel(NamedTuple):
    """Recorded frames of K creatures; see film.Films."""

    frames: Floats  # [K, F, 3·N + 3 + 1 + I + H + M] positions m, centre of mass m, score, activations
    events: Floats  # [K, T, 4]
    n_events: Ints  # [K]
    fault: NDArray[np.int8]  # [K]
    fault_frame: Ints  # [K]


@stage
def new_state():
    """A block's state, not yet born."""
    return State(
        x=lane_array(AXES, MAX_NODES, LANES),
        v=lane_array(AXES, MAX_NODES, LANES),
        last=lane_array(AXES, MAX_NODES, LANES),
        force=lane_array(AXES, MAX_NODES, LANES),
        length=lane_array(MAX_MUSCLES, LANES),
        output=lane_array(MAX_MUSCLES, LANES),
        inputs=lane_array(MAX_INPUTS, LANES),
        hidden=lane_array(MAX_HIDDEN, LANES),
        effort=lane_array(LANES),
        centre=lane_array(AXES, LANES),
        before=lane_array(AXES, LANES),
        sensed=lane_array(AXES, LANES),
        target=lane_array(AXES, LANES),
        reached=lane_array(LANES),
        fault=lane_array(LANES),
        held=lane_array(LANES),
        lost=lane_array(LANES),
        parts=lane_array(MAX_PARTS, LANES),
        fitness=lane_array(LANES),
    )
