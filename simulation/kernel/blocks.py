"""What the kernel reads, keeps and writes.

P creatures, N node slots and M muscle slots of the run, I sensor inputs and H hidden neurons of its nets; within a
block LANES creatures, and slots up to the most that any run may have.
"""

from typing import Annotated, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.kernel.lanes import LANES
from simulation.kernel.memory import Lanes, Region, Rows

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

AXES = 3
MAX_NODES, MAX_MUSCLES = 20, 50  # the bounds of RunConfig.max_nodes and max_muscles
MAX_INPUTS = 144  # 3 + 3 + 1 + 2 + MAX_MUSCLES + 3·MAX_NODES + MAX_NODES + 1 senses, in groups of 4
MAX_HIDDEN = 128  # the bound of RunConfig.neat_max_hidden; that of RunConfig.hidden is lower
MAX_PARTS = 8  # of a fitness


class Genes(NamedTuple):
    """Genotypes of a population, as its tensors hold them, creature by creature and slot by slot."""

    n_nodes: Annotated[Ints, Rows()]  # [P]
    n_muscles: Annotated[Ints, Rows()]  # [P]
    frequency_multiplier: Annotated[Floats, Rows()]  # [P]
    position: Annotated[Floats, Rows(AXES)]  # [P, N, 3] m
    size: Annotated[Floats, Rows()]  # [P, N] m
    friction: Annotated[Floats, Rows()]  # [P, N]
    ends: Annotated[Ints, Rows(2)]  # [P, M, 2]
    rest_length: Annotated[Floats, Rows()]  # [P, M] m
    stiffness: Annotated[Floats, Rows()]  # [P, M] N/m
    damping: Annotated[Floats, Rows()]  # [P, M] N·s/m
    frequency: Annotated[Floats, Rows()]  # [P, M] Hz
    amplitude: Annotated[Floats, Rows()]  # [P, M]
    phase: Annotated[Floats, Rows()]  # [P, M] rad
    direction_bias: Annotated[Floats, Rows(AXES)]  # [P, M, 3]
    direction_strength: Annotated[Floats, Rows()]  # [P, M]
    velocity_bias: Annotated[Floats, Rows(AXES)]  # [P, M, 3]
    velocity_strength: Annotated[Floats, Rows()]  # [P, M]
    distance_bias: Annotated[Floats, Rows()]  # [P, M]
    distance_strength: Annotated[Floats, Rows()]  # [P, M]


class World(NamedTuple):
    """The run's numbers; float32 and whole numbers, never a Python float; and the waves of its ground."""

    n_steps: int
    settle_least: int  # steps of settling at least
    settle_most: int  # and at most
    calm: np.float32  # m, who moves no farther in a control step is at rest
    control_hz: np.float32
    n_substeps: int  # physics steps of a control step; other steps are control steps
    dt: np.float32  # s, of a physics step
    gravity: np.float32  # m/s²
    keep: np.float32  # share of a velocity that drag leaves after a physics step
    is_natural: int  # which world's bodies are born; the laws are those of physics/laws.py
    strength: np.float32  # N
    stroke: np.float32
    tissue: np.float32  # N/m
    gain: np.float32
    shortest: np.float32
    longest: np.float32
    bounce: np.float32
    loaded: int
    own_axes: int
    limit: np.float32  # m
    limit_squared: np.float32  # m²
    ceiling: np.float32  # m
    start_jitter: np.float32  # m
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
    clock: int  # index into sensors.CLOCKS
    clock_hz: np.float32
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
    terrain: int  # index into terrain.LEVEL, STEPS, WAVES; what the others below are of another ground is not read
    step_first: np.float32  # m
    step_depth: np.float32  # m
    step_rise: np.float32  # m
    waves_start: np.float32  # m
    waves_ramp: np.float32  # m
    n_waves: int
    waves: Annotated[Floats, Rows(6)]  # amplitude m, kx and kz rad/m, phase turns, kx and kz turns/m


class Course(NamedTuple):
    """The targets of a layout."""

    stream: Annotated[NDArray[np.uint64], Rows()]  # [P] of random numbers, each creature's own or all the same
    n_positions: int
    positions: Annotated[Floats, Rows(AXES)]  # [T] m, explicit targets in their order; none: drawn from the stream


class Body(NamedTuple):
    """What stays constant for an episode; the block's creatures after `grow`. Padding has no mass and no stiffness."""

    n_nodes: int  # most of any creature in the block
    n_muscles: int
    rows: Annotated[Ints, Lanes()]  # who they are: their rows of the population
    birth: Annotated[Floats, Lanes(AXES, MAX_NODES)]  # m
    occupied: Annotated[Floats, Lanes(MAX_NODES)]  # 1 where there is a node
    inverse_mass: Annotated[Floats, Lanes(MAX_NODES)]  # 1/kg
    mass_share: Annotated[Floats, Lanes(MAX_NODES)]
    radius: Annotated[Floats, Lanes(MAX_NODES)]  # m
    brake: Annotated[Floats, Lanes(MAX_NODES)]  # m/s; in the natural world a share
    pose: Annotated[Floats, Lanes(2, MAX_NODES)]  # m, x and z at birth from the centre of mass, times mass_share
    shift: Annotated[Floats, Lanes(2)]  # m, by which the ground that is met lies elsewhere along x and z
    creature_radius: Annotated[Floats, Lanes()]  # m
    muscles: Annotated[Floats, Lanes()]  # how many the creature has
    pull: Annotated[Floats, Lanes(MAX_MUSCLES, MAX_NODES)]  # +1 at a muscle's first end, −1 at its second, else 0
    rest_length: Annotated[Floats, Lanes(MAX_MUSCLES)]  # m
    birth_length: Annotated[Floats, Lanes(MAX_MUSCLES)]  # m, between its ends at birth
    stiffness: Annotated[Floats, Lanes(MAX_MUSCLES)]  # N/m
    damping: Annotated[Floats, Lanes(MAX_MUSCLES)]  # N·s/m, scaled
    pace: Annotated[Floats, Lanes(MAX_MUSCLES)]  # turns/s
    amplitude: Annotated[Floats, Lanes(MAX_MUSCLES)]
    phase: Annotated[Floats, Lanes(MAX_MUSCLES)]  # turns
    direction_bias: Annotated[Floats, Lanes(AXES, MAX_MUSCLES)]  # times its strength
    velocity_bias: Annotated[Floats, Lanes(AXES, MAX_MUSCLES)]  # times its strength
    distance_bias: Annotated[Floats, Lanes(MAX_MUSCLES)]  # times its strength


class State(NamedTuple):
    """What changes from step to step."""

    x: Annotated[Floats, Lanes(AXES, MAX_NODES)]  # m
    v: Annotated[Floats, Lanes(AXES, MAX_NODES)]  # m/s
    last: Annotated[Floats, Lanes(AXES, MAX_NODES)]  # m, positions before this step, kept while settling
    floor: Annotated[Floats, Lanes(MAX_NODES)]  # m, at or below which a node touches the ground
    force: Annotated[Floats, Lanes(AXES, MAX_NODES)]  # N
    length: Annotated[Floats, Lanes(MAX_MUSCLES)]  # m, what each muscle is told to take
    output: Annotated[Floats, Lanes(MAX_MUSCLES)]  # smoothed output of the net
    inputs: Annotated[Floats, Lanes(MAX_INPUTS)]  # what the net sensed at its last decision
    hidden: Annotated[Floats, Lanes(MAX_HIDDEN)]  # and what its neurons said
    effort: Annotated[Floats, Lanes()]  # sum of |output| over muscles
    work: Annotated[Floats, Lanes()]  # J, of the muscles since measuring started; of blocks that are filmed
    centre: Annotated[Floats, Lanes(AXES)]  # m, centre of mass
    before: Annotated[Floats, Lanes(AXES)]  # m, centre of mass one step ago
    start: Annotated[Floats, Lanes(AXES)]  # m, centre of mass when measuring started
    sensed: Annotated[Floats, Lanes(AXES)]  # m, centre of mass when the net last sensed
    target: Annotated[Floats, Lanes(AXES)]  # m
    reached: Annotated[Floats, Lanes()]  # targets reached so far
    fault: Annotated[Floats, Lanes()]  # why disqualified; 0 = in play
    held: Annotated[Floats, Lanes()]  # 1: does not move
    lost: Annotated[Floats, Lanes()]  # 1: a node's new place was no place
    parts: Annotated[Floats, Lanes(MAX_PARTS)]  # of the fitness, if the episode ended now
    fitness: Annotated[Floats, Lanes()]


class Results(NamedTuple):
    """What an episode came to; each creature's own row is written once."""

    fitness: Annotated[Floats, Rows()]  # [P]
    n_parts: int
    parts: Annotated[Floats, Rows(MAX_PARTS)]  # [P, MAX_PARTS]
    behaviour: Annotated[Floats, Rows(2)]  # [P] m
    reached: Annotated[Ints, Rows()]  # [P]
    fault: Annotated[NDArray[np.int8], Rows()]  # [P]


class Reel(NamedTuple):
    """Recorded frames of K creatures: of all LANES of each block of which somebody is filmed; see film.Films."""

    n_frames: int  # F
    n_rows: int  # R of a frame: 3·N positions, 3 of the centre of mass, the score, its parts, I + H + M activations
    most_events: int  # T
    frames: Annotated[Floats, Rows(LANES)]  # [K/LANES, F, R, LANES]; see film.Footage
    events: Annotated[Floats, Rows(4)]  # [K, T, 4]
    n_events: Annotated[Floats, Rows()]  # [K]
    fault: Annotated[Floats, Rows()]  # [K]
    fault_frame: Annotated[Ints, Rows()]  # [K]
    work: Annotated[Floats, Rows()]  # [K] J


# The memory that a thread plays a block in: what every world has, then the task's tally, then the brain's nets.
WORLD = Region(World, 0)
COURSE = Region(Course, WORLD.end)
GENES = Region(Genes, COURSE.end)
RESULTS = Region(Results, GENES.end)
REEL = Region(Reel, RESULTS.end)
STATE = Region(State, REEL.end)
BODY = Region(Body, STATE.end)
TALLY_START, TALLY_ROOM = BODY.end, 1 << 14  # bytes
NETS_START = TALLY_START + TALLY_ROOM
