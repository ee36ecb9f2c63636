"""From the engine's tensors and settings to the kernel's arrays and numbers, always of the same types."""

from dataclasses import fields
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from torch import Tensor, dtype

from simulation.config import RunConfig
from simulation.episode import CALM, REST_LIMIT
from simulation.kernel.blocks import (
    AXES,
    Course,
    Genes,
    Reel,
    World,
)
from simulation.kernel.brains.dense import ACTIVATIONS
from simulation.kernel.brains.sensors import CLOCKS
from simulation.kernel.lanes import LANES, f32
from simulation.laws import laws_of
from simulation.layouts import DRAWS, Layouts
from simulation.newborns import newborns
from simulation.physics.integrator import KEPT_PER_SECOND
from simulation.population import Population, n_inputs
from simulation.tasks import task_of
from simulation.tasks.forage import EDGE
from simulation.terrain import Level, Steps, Terrain, Waves


def genes_of(population: Population, config: RunConfig) -> Genes:
    """Views of the population's tensors, once they are seen to fit: the kernel looks at no bounds.

    Raises:
        TypeError: where they are not of these settings' shapes, in float32, or a muscle ends at no node.
    """
    check_shapes(population, config)
    beyond = (population.ends < 0) | (population.ends >= population.node_mask.sum(1)[:, None, None])
    if (beyond & population.muscle_mask[..., None]).any():
        raise TypeError("ends must be nodes that their creatures have")
    return Genes(
        population.node_mask.sum(1).numpy(),
        population.muscle_mask.sum(1).numpy(),
        *(array_of(getattr(population, name)) for name in Genes._fields[2:]),
    )


def check_shapes(population: Population, config: RunConfig) -> None:
    """Raise TypeError, naming the shape wanted, unless the tensors are those of a population of these settings."""
    if not len(population):
        raise TypeError("needs one creature or more")
    wanted = shapes_of(config)
    found = {name: (tensor.dtype, tuple(tensor.shape[1:])) for name, tensor in population.tensors()}
    for name in sorted(wanted.keys() | found.keys()):
        if wanted.get(name) != found.get(name):
            raise TypeError(f"{name} must be {wanted.get(name)} a creature under these settings, not {found.get(name)}")


@lru_cache(maxsize=64)
def shapes_of(config: RunConfig) -> dict[str, tuple[dtype, tuple[int, ...]]]:
    """What each tensor of a population holds for one creature."""
    return {name: (like.dtype, tuple(like.shape[1:])) for name, like in newborns(config, 1, seed=0).tensors()}


def nets_of(population: Population, record: Any) -> Any:
    """Views of the tensors that a brain's record of nets names."""
    return record(*(array_of(getattr(population.brain, name)) for name in record._fields))


def array_of(tensor: Tensor) -> NDArray[Any]:
    """The tensor's numbers in rows, bools as whole numbers; a view where that is possible."""
    array = np.require(tensor.numpy(), requirements=["C", "W"])
    return array.view(np.int8) if array.dtype == np.bool_ else array


def course_of(layouts: Layouts, index: int, ids: Tensor) -> Course:
    """Layout number `index` as the creatures of `ids` [P] meet it."""
    positions = np.array(layouts.positions, np.float32).reshape(-1, AXES)
    return Course(layouts.streams(index, ids).numpy().view(np.uint64), len(positions), positions)


def new_reel(count: int, config: RunConfig, layouts: Layouts, n_parts: int) -> Reel:
    """Room for the films of `count` blocks, whose scores have so many parts."""
    n_frames, n_events = 1 + config.n_steps // config.frame_every, 1 + (len(layouts.positions) or DRAWS)
    net = n_inputs(config) + config.hidden_slots + config.max_muscles if config.hidden_slots else 0
    n_rows = AXES * config.max_nodes + AXES + 1 + n_parts + net
    return Reel(
        n_frames,
        n_rows,
        n_events,
        frames=np.empty((count, n_frames, n_rows, LANES), np.float32),
        events=np.empty((LANES * count, n_events, 4), np.float32),
        n_events=np.empty(LANES * count, np.float32),
        fault=np.empty(LANES * count, np.float32),
        fault_frame=np.empty(LANES * count, np.int64),
        work=np.empty(LANES * count, np.float32),
    )


def world_of(config: RunConfig) -> World:
    """The settings as the kernel wants them."""
    hz, laws = config.control_hz, laws_of(config)
    settle_least = round(config.settle_seconds * hz)
    settle_most = settle_least + round(REST_LIMIT * hz) if settle_least else 0
    return World(
        n_steps=config.n_steps,
        settle_least=settle_least,
        settle_most=settle_most,
        calm=f32(CALM / hz),
        control_hz=f32(hz),
        n_substeps=laws.n_substeps,
        dt=f32(laws.dt),
        gravity=f32(laws.gravity),
        keep=f32(KEPT_PER_SECOND**laws.dt),
        is_natural=int(config.is_natural),
        strength=f32(laws.strength),
        stroke=f32(laws.stroke),
        tissue=f32(laws.tissue),
        gain=f32(laws.gain),
        shortest=f32(laws.shortest),
        longest=f32(laws.longest),
        bounce=f32(laws.bounce),
        loaded=int(laws.loaded),
        own_axes=int(laws.own_axes),
        limit=f32(laws.limit),
        limit_squared=f32(laws.limit**2),
        ceiling=f32(laws.ceiling),
        start_jitter=f32(config.start_jitter),
        ground_friction=f32(config.ground_friction),
        damping_scale=f32(config.damping_scale),
        seconds=f32(config.seconds),
        brain_every=config.brain_every,
        n_inputs=n_inputs(config) if config.hidden_slots else 0,
        n_hidden=config.hidden_slots,
        activation=ACTIVATIONS.index(config.activation),
        dead_zone=f32(config.dead_zone),
        smoothing=f32(config.smoothing),
        reach=f32(config.velocity_cap / hz),
        clock=CLOCKS.index(config.clock),
        clock_hz=f32(config.clock_hz),
        sense_strain=int(config.sense_strain),
        sense_velocity=int(config.sense_velocity),
        sense_ground=int(config.sense_ground),
        bias_node=int(config.bias_mode == "bias_node"),
        muscle_slots=config.max_muscles,
        node_slots=config.max_nodes,
        edge=f32(laws.limit if config.is_natural else EDGE * config.arena),
        efficiency=f32(config.efficiency),
        lowest=f32(task_of(config).lowest),
        shows_targets=int(task_of(config).collection_radius is not None),
        frame_every=config.frame_every,
        **ground_of(task_of(config).terrain(config)),
    )


def ground_of(terrain: Terrain) -> dict[str, Any]:
    """What the world says of its ground."""
    is_steps, waves = isinstance(terrain, Steps), np.zeros((0, 6))
    if isinstance(terrain, Waves):
        amplitude, kx, kz, phase = np.array(terrain.waves).T
        waves = np.stack([amplitude, kx, kz, phase / (2 * np.pi), kx / (2 * np.pi), kz / (2 * np.pi)], axis=1)
    return {
        "terrain": [Level, Steps, Waves].index(type(terrain)),
        **{f"step_{part.name}": f32(getattr(terrain, part.name) if is_steps else 0) for part in fields(Steps)},
        "waves_start": f32(getattr(terrain, "start", 0)),
        "waves_ramp": f32(getattr(terrain, "ramp", 0)),
        "n_waves": len(waves),
        "waves": np.ascontiguousarray(waves, np.float32),
    }
