"""loop.cpp from Python: compiled where g++ is, fed with bodies as the reference grows them, checked and timed."""

import ctypes
import shutil
import subprocess
import time
from dataclasses import fields
from math import tau
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from simulation.batch import simulate_sequential
from simulation.config import RunConfig
from simulation.episode import scene_of
from simulation.layouts import layouts_of
from simulation.newborns import newborns
from simulation.physics.integrator import KEPT_PER_SECOND
from simulation.population import DenseBrain, Population
from simulation.scene import Scene
from simulation.tasks import TASKS

LANES = 16
FLAGS = {
    "strict": ["-ffp-contract=off", "-fno-math-errno", "-fno-trapping-math"],  # none of them changes a result
    "not strict": ["-ffast-math", "-ffp-contract=fast"],
}
# fmt: off
BLOCK = (  # the fields of loop.cpp's Block, in its order
    "birth", "inverse_mass", "mass_share", "radius", "brake", "pull", "rest_length", "stiffness", "damping",
    "frequency", "amplitude", "phase", "direction_bias", "velocity_bias", "distance_bias", "target",
    "weights_in", "bias_hidden", "weights_out", "bias_out",
)
SETTINGS = ("dt", "gravity", "kept", "smoothing", "dead_zone", "reach", "max_extension")
# fmt: on


class NoCompiler(Exception):
    """This machine cannot compile the loop; the text says why."""


class Settings(ctypes.Structure):
    """As loop.cpp has them."""

    _fields_ = [
        ("steps", ctypes.c_int),
        ("decide_every", ctypes.c_int),
        *((name, ctypes.c_float) for name in SETTINGS),
    ]


class Loop:
    """The C++ loop over one population, its creatures sorted into blocks by muscles and nodes."""

    def __init__(self, population: Population, config: RunConfig, flags: list[str], folder: Path):
        self._config, self._population = config, population
        scene = scene_of(population, config, layouts_of(config, 0), 0)
        self._rows = blocked_rows(population)
        self._blocks = blocks_of(scene, self._rows)
        self._play = getattr(compiled(config, flags, folder), f"play_{config.brain}")

    def play(self, steps: int) -> NDArray[np.float32]:
        """Where every node is after so many steps: [G, 3, N, LANES] m."""
        count, slots = len(self._blocks), self._config.max_nodes
        travel = np.empty((count, LANES), np.float32)
        position = np.empty((count, 3, slots, LANES), np.float32)
        settings = settings_of(self._config, steps)
        self._play(pointer(self._blocks), count, ctypes.byref(settings), pointer(travel), pointer(position))
        return position

    def seconds(self) -> float:
        """How long a whole episode takes now."""
        start = time.perf_counter()
        self.play(self._config.n_steps)
        return time.perf_counter() - start

    def apart_from_reference(self, steps: int) -> float:
        """m, the farthest that any node of any creature is from where the torch reference has it after these steps."""
        changes = {"seconds": steps / self._config.control_hz, "clip_hz": self._config.control_hz, "backend": "torch"}
        short = self._config.model_copy(update=changes | {"device": "cpu"})
        everyone = torch.ones(len(self._population), dtype=torch.bool)
        films = simulate_sequential(self._population, short, record=everyone).films
        assert films is not None
        there = films.positions[self._rows, -1]  # [G·LANES, N, 3] m
        here = np.moveaxis(self.play(steps), -1, 1).reshape(len(there), 3, -1).swapaxes(1, 2)
        apart = np.abs(here - there)[self._population.node_mask.numpy()[self._rows]]
        return float(apart.max()) if np.isfinite(apart).all() else float("inf")


def compiled(config: RunConfig, flags: list[str], folder: Path) -> ctypes.CDLL:
    """loop.cpp as a library, for the settings' slots.

    Raises:
        NoCompiler: there is no g++, or it does not compile the loop.
    """
    compiler = shutil.which("g++")
    if compiler is None:
        raise NoCompiler("there is no g++ here, so there is nothing to compare with")
    slots = {"NODE_SLOTS": config.max_nodes, "MUSCLE_SLOTS": config.max_muscles, "HIDDEN_NEURONS": config.hidden}
    library = folder / f"loop{''.join(flags)}.so"
    if not library.exists():
        words = ["-std=c++17", "-O3", "-march=native", *flags, *(f"-D{name}={size}" for name, size in slots.items())]
        source = Path(__file__).with_name("loop.cpp")
        made = subprocess.run(
            [compiler, *words, "-shared", "-fPIC", str(source), "-o", str(library)],
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode != 0:
            raise NoCompiler(f"g++ does not compile loop.cpp:\n{made.stderr}")
    return ctypes.CDLL(str(library))


def blocked_rows(population: Population) -> NDArray[np.int64]:
    """Rows [G·LANES], creatures of about the same size side by side, the last repeated to fill the last block."""
    order = np.lexsort((population.node_mask.sum(1).numpy(), population.muscle_mask.sum(1).numpy()))
    return np.pad(order, (0, -len(order) % LANES), mode="edge")


def blocks_of(scene: Scene, rows: NDArray[np.int64]) -> NDArray[Any]:
    """Bodies and nets [G] of these rows as loop.cpp's Block has them."""
    values = block_values(scene)
    count = len(rows) // LANES
    layout = [(name, np.float32, (*values[name].shape[:-1], LANES)) for name in BLOCK]
    blocks = np.zeros(count, [*layout, ("n_nodes", np.int32), ("n_muscles", np.int32)])
    for name in BLOCK:
        lanes = values[name].numpy()[..., rows]
        blocks[name] = np.moveaxis(lanes.reshape(*lanes.shape[:-1], count, LANES), -2, 0)
    for name, sizes in (("n_nodes", scene.bodies.node_mask.sum(0)), ("n_muscles", scene.bodies.n_muscles)):
        blocks[name] = sizes.numpy()[rows].reshape(count, LANES).max(1)
    return blocks


def block_values(scene: Scene) -> dict[str, Tensor]:
    """Every field of a Block, [..., B]; weights of 0 where there is no net."""
    bodies, config = scene.bodies, scene.config
    brain = bodies.brain
    if brain is None:
        with_net = newborns(config.model_copy(update={"brain": "pure"}), 1, seed=0).brain
        assert with_net is not None
        batch = len(bodies.creature_radius)
        brain = with_net.map(lambda weights: torch.zeros(*weights.shape[1:], batch))
    return {
        **{field.name: getattr(bodies, field.name) for field in fields(bodies)},
        **{field.name: getattr(brain, field.name) for field in fields(DenseBrain)},
        "frequency": bodies.pace / tau,
        "phase": bodies.phase / tau,
        "target": TASKS[config.task].begin(scene).target,
    }


def settings_of(config: RunConfig, steps: int) -> Settings:
    """The settings as loop.cpp has them."""
    dt = 1 / config.step_hz
    return Settings(
        steps=steps,
        decide_every=max(1, int(config.control_hz // config.brain_hz)),
        dt=dt,
        gravity=config.gravity,
        kept=KEPT_PER_SECOND**dt,
        smoothing=config.smoothing,
        dead_zone=config.dead_zone,
        reach=config.velocity_cap * dt,
        max_extension=config.max_extension,
    )


def pointer(array: NDArray[Any]) -> ctypes.c_void_p:
    """Where an array's numbers lie."""
    return array.ctypes.data_as(ctypes.c_void_p)
