"""What the kernel refuses, by name; and what it must bear: every legal creature in every legal world."""

from dataclasses import replace
from typing import Annotated, NamedTuple

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from kernel_worlds import WORLDS, arrays, bits, by_kernel, loaded, world

from simulation.backends import BACKENDS, backend_of, device_of
from simulation.batch import simulate_batch
from simulation.brains import BRAINS
from simulation.config import RunConfig
from simulation.episode import REASONS
from simulation.errors import ConfigError
from simulation.genes import MUSCLE_GENES, NODE_GENES, POSITION
from simulation.kernel import blocks
from simulation.kernel.compiled import region_within, stages_of, time_loop
from simulation.kernel.job import KernelJob
from simulation.kernel.loading import parts
from simulation.kernel.memory import Lanes
from simulation.layouts import layouts_of
from simulation.neurons import HIDDEN
from simulation.population import NeatBrain
from simulation.tasks import TASKS

# --- Refusals


def test_a_float64_population_is_refused():
    config, born = world("forage", "none", 3)
    double = born.map(lambda tensor: tensor.double() if tensor.is_floating_point() else tensor)
    with pytest.raises(TypeError, match=r"must be \(torch\.float32.*not \(torch\.float64"):
        simulate_batch(double, config)


def test_a_population_that_does_not_fit_the_settings_is_refused_before_anything_is_read():
    config, born = world("forage", "pure", 20)
    wide, large = world("forage", "pure", 20, hidden=20)[0], world("forage", "pure", 20, max_nodes=20)[1]
    for misfit, settings_of_it, name in [
        (born, wide, "brain.bias_hidden"),
        (replace(born, brain=None), config, "brain.bias_hidden"),
        (large, config, "friction"),
        (born[:0], config, "one creature or more"),
    ]:
        with pytest.raises(TypeError, match=name):
            by_kernel(misfit, settings_of_it)


@pytest.mark.parametrize("shift", [-1, 100])
def test_a_muscle_that_ends_at_no_node_is_refused(shift):
    config, born = world("forage", "none", 20)
    with pytest.raises(TypeError, match="ends must be nodes"):
        by_kernel(replace(born, ends=born.ends + shift), config)


def test_a_gpu_is_no_place_for_the_kernel():
    config = RunConfig(seed=1, seconds=1, backend="kernel", device="cuda")
    with pytest.raises(ConfigError, match="device: must be auto or cpu: the kernel backend runs on the CPU"):
        device_of(config)
    with pytest.raises(ConfigError, match="device: must be auto or cpu"):
        simulate_batch(world("forage", "none", 3)[1], config)


@pytest.mark.parametrize(("field", "choice"), [("task", "forage"), ("brain", "pure")])
def test_what_has_no_compiled_form_is_played_by_torch_and_that_is_told(monkeypatch, field, choice):
    registry = {"task": TASKS, "brain": BRAINS}[field]
    config, born = world("forage", "pure", 3)
    assert backend_of(config) == "kernel"
    monkeypatch.setitem(registry, choice, replace(registry[choice], kernel=None))
    assert backend_of(config) == "torch"
    assert simulate_batch(born, config).fitness.isfinite().all()
    asked = config.model_copy(update={"backend": "kernel"})
    message = f"backend: must be auto or torch: the {field} {choice} has no compiled form"
    with pytest.raises(ConfigError, match=message):
        backend_of(asked)
    with pytest.raises(ConfigError, match=message):
        simulate_batch(born, asked)


def test_nothing_is_compiled_once_it_is_loaded():
    loaded("forage", "none")
    assert len(time_loop().signatures) == 1
    with pytest.raises(TypeError, match="No matching definition"):
        time_loop()(*(np.zeros(1) for _ in range(5)))
    assert len(time_loop().signatures) == 1
    assert stages_of("forage", "none") == stages_of("forage", "none")


def test_loading_takes_every_task_and_brain():
    named = {*(f"brain {name}" for name in BRAINS), *(f"task {name}" for name in TASKS)}
    assert set(parts()) == {"time loop", "ground", "starts"} | named
    BACKENDS["kernel"].load()
    assert all(stages_of(task, brain) for task, brain in WORLDS)
    assert BACKENDS["kernel"].scales
    assert BACKENDS["kernel"].narrowest == 16


def test_a_task_that_keeps_count_of_too_much_is_refused():
    class Tally(NamedTuple):
        much: Annotated[blocks.Floats, Lanes(1000)]

    with pytest.raises(TypeError, match="Tally takes 64000 bytes of 16384"):
        region_within(Tally, blocks.TALLY_START, blocks.TALLY_START + blocks.TALLY_ROOM)


@pytest.mark.parametrize("form", ["strided", "unaligned", "inference"])
def test_tensors_may_lie_in_memory_as_they_like(form):
    config, born = world("forage", "pure", 5)
    expected = bits(by_kernel(born, config))

    def moved(tensor):
        if form == "strided":
            return torch.stack([tensor, tensor], -1)[..., 0]
        if form == "inference":
            with torch.inference_mode():
                return tensor.clone()
        raw = bytearray(b"\0" + tensor.numpy().tobytes())
        return torch.from_numpy(np.frombuffer(raw, tensor.numpy().dtype, offset=1).reshape(tensor.shape))

    assert bits(by_kernel(born.map(moved), config)) == expected


def test_a_job_may_be_asked_for_nobodys_film():
    config, born = world("run", "none", 3)
    job = KernelJob(born, config, layouts_of(config, 0), None)
    for shard in job.shards:
        job.play(shard)
    assert job.episodes().films is None


# --- Extremes

EXTREME = [
    *("physics_hz", "gravity", "ground_friction", "damping_scale", "arena", "efficiency", "layout_count", "clip_hz"),
    *("brain_hz", "hidden", "output_bias", "smoothing", "dead_zone", "velocity_cap", "max_extension"),
]


def bounds_of(field):
    """The least and the most that a setting may be."""
    metadata = RunConfig.model_fields[field].metadata
    return [getattr(meta, end) for end in ("ge", "le") for meta in metadata if hasattr(meta, end)]


@st.composite
def extreme_worlds(draw):
    """Settings, each at one of its bounds or left alone, and bodies of the smallest, the largest or any size."""
    task, brain = draw(st.sampled_from(WORLDS))
    chosen = {name: draw(st.sampled_from(bounds_of(name))) for name in EXTREME if draw(st.booleans())}
    chosen["world"] = draw(st.sampled_from(["published", "natural"]))
    if "physics_hz" in chosen:
        chosen["physics_hz"] = draw(st.sampled_from([15, 120] if chosen["world"] == "published" else [60, 480]))
    chosen |= {name: draw(st.booleans()) for name in ("sense_strain", "sense_velocity", "sense_ground")}
    chosen["activation"] = draw(st.sampled_from(["tanh", "relu", "sigmoid"]))
    chosen["time_encoding"] = draw(st.sampled_from(["none", "sin", "raw", "cyclic", "sin_raw"]))
    chosen["bias_mode"] = draw(st.sampled_from(["neuron", "bias_node"]))
    chosen["layouts"] = draw(st.sampled_from(["shared", "own"]))
    chosen["settle"] = draw(st.sampled_from([0, None, 1]))
    smallest = {"min_nodes": 2, "max_nodes": 2, "min_muscles": 1, "max_muscles": 1}
    largest = {"min_nodes": 20, "max_nodes": 20, "min_muscles": 50, "max_muscles": 50}
    chosen |= draw(st.sampled_from([{}, smallest, largest, {**largest, "min_nodes": 2, "min_muscles": 1}]))
    chosen["layout_count"] = min(chosen.get("layout_count", 1), 2)  # more would only take longer
    config, born = world(task, brain, draw(st.integers(1, 20)), **chosen)
    return config, extreme(born, draw(st.integers(0, 2**31)), draw(st.sampled_from([0.5, 3.0, 1e6])))


def extreme(born, seed, largest_weight):
    """The same bodies with every gene at its low or its high bound, and weights up to what a genome may hold."""
    random = torch.Generator().manual_seed(seed)

    def ends_of(low, high, like):
        return torch.where(torch.rand(like.shape, generator=random) < 0.5, low, high).to(like.dtype)

    genes = {name: ends_of(g.low, g.high, born.size) * born.node_mask for name, g in NODE_GENES.items()}
    genes |= {name: ends_of(g.low, g.high, born.stiffness) * born.muscle_mask for name, g in MUSCLE_GENES.items()}
    axes = [ends_of(gene.low, gene.high, born.size) for gene in POSITION.values()]
    genes["position"] = torch.stack(axes, -1) * born.node_mask[..., None]
    brain = fully_grown(born.brain) if isinstance(born.brain, NeatBrain) else born.brain
    if brain is not None:
        weights = {name: ends_of(-largest_weight, largest_weight, w) for name, w in floats_of(brain)}
        brain = replace(brain, **weights)
    return replace(born, **genes, brain=brain)


def floats_of(brain):
    """The weights and biases of nets, by name."""
    return [(name, tensor) for name, tensor in brain.tensors() if tensor.is_floating_point()]


def fully_grown(brain):
    """The same nets with a neuron in every slot and every link that leads forward."""
    hidden = brain.neuron.shape[1]
    inputs = brain.weight.shape[1] - hidden
    enabled = torch.ones_like(brain.enabled)
    enabled[:, inputs:, :hidden] = torch.ones(hidden, hidden, dtype=torch.bool).triu(1)
    return replace(brain, neuron=(HIDDEN + 1 + torch.arange(hidden)).expand_as(brain.neuron), enabled=enabled)


@settings(max_examples=150, deadline=None)
@given(extreme_worlds())
def test_every_legal_creature_in_every_legal_world_has_a_score(extremes):
    config, population = extremes
    episodes = by_kernel(population, config)
    for name, array in arrays(episodes).items():
        assert np.isfinite(array).all(), name
    assert episodes.disqualified.min() >= 0
    assert episodes.disqualified.max() < len(REASONS)
    assert (episodes.fitness[episodes.disqualified > 0] == 0).all() or config.layout_count > 1
    assert (episodes.targets_reached >= 0).all()
    last = len(population) - 1
    assert bits(by_kernel(population[last:], config)) == bits(episodes, [last])
