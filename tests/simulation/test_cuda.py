"""What a GPU needs of the time loop, as far as a machine without one can tell; and with one, that both agree."""

from dataclasses import fields, is_dataclass, replace
from functools import partial
from itertools import islice

import numpy as np
import pytest
import torch
from playing import evaluate
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from simulation.backends import device_of
from simulation.batch import simulate_batch
from simulation.config import RunConfig
from simulation.episode import limp_stretch, scene_of, stretch
from simulation.errors import ConfigError
from simulation.graphs import PLAYERS, Memory, possible, unseen
from simulation.layouts import explicit_layout, layouts_of
from simulation.newborns import newborns
from simulation.tasks import TASKS

CUDA = torch.cuda.is_available()
needs_a_gpu = pytest.mark.skipif(not CUDA, reason="there is no CUDA device")
needs_no_gpu = pytest.mark.skipif(CUDA, reason="there is a CUDA device")
worlds = pytest.mark.parametrize(
    ("task", "brain"),
    [
        *((task, brain) for task in ("forage", "run") for brain in ("none", "pure", "hybrid")),
        *((task, "pure") for task in ("jump", "climb", "rough")),
    ],
)
COUNT = 70
SENSES = {"sense_strain": True, "sense_velocity": True, "sense_ground": True, "bias_mode": "bias_node"}
NEAR = explicit_layout([(0.8, 0.6, 0.3), (-0.7, 0.8, 0.0), (0.5, 0.5, -0.9), (3.0, 0.7, 3.0)])


def world(task, brain, **settings):
    """Settings and newborns, a third of whom are too stiff to stay in the game."""
    config = RunConfig(
        **{"world": "published", "layout_count": 1, "seed": 4, "population": COUNT, "time_encoding": "sin_raw"}
        | {"task": task, "brain": brain}
        | SENSES
        | settings
    )
    born = newborns(config, COUNT, seed=9)
    wild = torch.arange(COUNT) % 3 == 0
    stiffness = born.stiffness.clone()
    stiffness[wild] = torch.tensor([1e4, 1e30])[torch.arange(COUNT)[wild] % 2, None]
    return config, replace(born, stiffness=stiffness)


def filmed(population, config, layouts):
    return evaluate(population, config, layouts, torch.ones(len(population), dtype=torch.bool))


def arrays(episodes):
    """Everything an evaluation returns, as arrays by name."""
    films = episodes.films
    names = ("positions", "centre", "score", "activations", "events", "n_events", "fault", "fault_frame")
    return {
        "fitness": episodes.fitness.numpy(),
        "reached": episodes.targets_reached.numpy(),
        "disqualified": episodes.disqualified.numpy(),
        **{name: part.numpy() for name, part in episodes.parts.items()},
        **{name: getattr(films, name) for name in names if getattr(films, name) is not None},
    }


def in_place(stretch, *holders):
    """What `replayed` does but for the recording: whole stretches, unseen, from and to the same memory."""
    memory = Memory(holders)
    places = [place.data_ptr() for _, _, place in memory.places]
    while True:
        yield from memory.play(stretch)
        assert [getattr(holder, name).data_ptr() for holder, name, _ in memory.places] == places


@worlds
@pytest.mark.parametrize(
    ("layouts", "timing"),
    [(NEAR, {"brain_hz": 7}), (None, {"brain_hz": 60}), (None, {"brain_hz": 5, "physics_hz": 50})],
    ids=["near", "every step", "drawn"],
)
def test_a_stretch_played_unseen_in_the_same_memory_gives_the_same_bits(monkeypatch, task, brain, layouts, timing):
    config, population = world(task, brain, seconds=1.5, arena=5, layouts="own", **timing)
    met = layouts or layouts_of(config, 0)
    eager = filmed(population, config, met)
    assert (eager.disqualified > 0).float().mean() > 0.2
    assert task != "forage" or layouts is None or eager.targets_reached.sum() > COUNT / 2
    monkeypatch.setitem(PLAYERS, "cpu", in_place)
    expected, found = arrays(eager), arrays(filmed(population, config, met))
    for name, array in expected.items():
        assert np.array_equal(array, found[name]), name


class OnlyOn(TorchDispatchMode):
    """Refuses operations whose results are anywhere else than on one device."""

    def __init__(self, device):
        super().__init__()
        self.device, self.count = device, 0

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        result = function(*args, **kwargs or {})
        for leaf in tree_leaves(result):
            assert not isinstance(leaf, torch.Tensor) or leaf.device.type == self.device, function
        self.count += 1
        return result


class NothingFromPython(TorchFunctionMode):
    """Refuses tensors made of Python's numbers, which would have to be copied to the device."""

    def __torch_function__(self, function, types, args=(), kwargs=None):
        assert getattr(function, "__name__", "") not in {"tensor", "as_tensor", "new_tensor", "from_numpy"}, function
        return function(*args, **kwargs or {})


def without_values(thing):
    """A copy on torch's meta device, where tensors have shapes but no values."""
    if isinstance(thing, torch.Tensor):
        return torch.empty_strided(thing.shape, thing.stride(), dtype=thing.dtype, device="meta")
    if is_dataclass(thing):
        return replace(thing, **{field.name: without_values(getattr(thing, field.name)) for field in fields(thing)})
    return thing


@worlds
@pytest.mark.parametrize("layouts", [NEAR, None], ids=["explicit", "drawn"])
def test_a_stretch_asks_nobody_what_a_value_is_and_stays_on_its_device(task, brain, layouts):
    config, population = world(task, brain)
    scene = scene_of(population, config, layouts or layouts_of(config, 0), 0)
    tally = TASKS[task].begin(scene)
    scene, tally = without_values(replace(scene, config=None)), without_values(tally)
    scene = replace(scene, config=config)
    with unseen(), OnlyOn("meta") as watched, NothingFromPython():
        assert len(list(stretch(scene, tally))) == config.brain_every
        assert len(list(limp_stretch(scene, 3))) == config.brain_every
    assert watched.count > 500


@pytest.mark.parametrize(
    "asks",
    [
        lambda x: bool((x > 0).any()),
        lambda x: x[x > 0],
        lambda x: x * x.new_tensor([1.0, 2.0, 3.0]),
        lambda x: torch.tensor([1.0]) * torch.tensor([2.0]),
        lambda x: torch.zeros(3) + 1,
    ],
    ids=["value", "mask", "list", "tensor", "elsewhere"],
)
def test_whoever_asks_for_a_value_or_leaves_the_device_is_found(asks):
    with (
        pytest.raises((RuntimeError, AssertionError, NotImplementedError)),
        OnlyOn("meta"),
        NothingFromPython(),
    ):
        asks(torch.empty(3, device="meta"))


def test_everything_is_possible_only_to_who_cannot_see():
    never = torch.tensor(False)
    assert not possible(never)
    with unseen():
        assert possible(never)
    assert not possible(never)


def test_on_the_cpu_no_step_is_played_that_nobody_asks_for():
    config, population = world("forage", "none")
    scene = scene_of(population, config, layouts_of(config, 0), 0)
    tally = TASKS["forage"].begin(scene)
    for state, _ in islice(PLAYERS["cpu"](partial(stretch, scene, tally), scene.state, tally), 8):
        last = int(state.step)
    assert last == int(scene.state.step) == 8


@needs_no_gpu
@pytest.mark.parametrize("backend", ["auto", "torch"])
def test_a_gpu_that_is_not_there_is_a_problem_of_the_setting(backend):
    config = RunConfig(seed=1, device="cuda", backend=backend, seconds=1)
    with pytest.raises(ConfigError) as caught:
        device_of(config)
    assert [problem.path for problem in caught.value.problems] == ["device"]
    with pytest.raises(ConfigError):
        simulate_batch(newborns(config, 3, seed=1), config)


def on(device, task, brain, layouts=None, **settings):
    """The same second of the same creatures, played on a kind of device."""
    config = RunConfig(
        seed=4, task=task, brain=brain, seconds=1, clip_hz=60, backend="torch", device=device, **SENSES | settings
    )
    everyone = torch.ones(200, dtype=torch.bool)
    return simulate_batch(newborns(config, 200, seed=9), config, layouts or layouts_of(config, 0), everyone)


@needs_a_gpu
@worlds
@pytest.mark.parametrize("layouts", [NEAR, None], ids=["near", "drawn"])
def test_sixty_steps_on_a_gpu_agree_with_the_cpu(task, brain, layouts):
    there, here = on("cuda", task, brain, layouts), on("cpu", task, brain, layouts)
    apart = np.abs(there.films.positions - here.films.positions).max((1, 2, 3))
    assert np.median(apart) < 1e-4
    assert np.quantile(apart, 0.95) < 1e-3
    assert (there.films.n_events == here.films.n_events).mean() >= 0.95
    assert torch.quantile((there.fitness - here.fitness).abs(), 0.9) < 1e-2
    if brain != "none":
        assert np.median(np.abs(there.films.activations - here.films.activations)) < 1e-3


@needs_a_gpu
@pytest.mark.parametrize("brain", ["none", "hybrid"])
def test_a_gpu_plays_the_same_bits_again(brain):
    expected, found = arrays(on("cuda", "run", brain)), arrays(on("cuda", "run", brain))
    for name, array in expected.items():
        assert np.array_equal(array, found[name]), name
