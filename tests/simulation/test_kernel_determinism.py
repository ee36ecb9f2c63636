"""A creature's bits are its own: whatever the shards, threads, order and batch-mates, and whatever becomes of those."""

from dataclasses import fields, replace

import numpy as np
import pytest
import torch
from kernel_worlds import ALL_SENSES, NEAR, WORLDS, bits, by_kernel, by_reference, cut, everyone, loaded, world

from simulation.batch import simulate_batch
from simulation.kernel.job import KernelJob
from simulation.kernel.lanes import LANES
from simulation.kernel.memory import own_memory
from simulation.layouts import layouts_of
from simulation.newborns import newborns
from simulation.pool import Pool
from simulation.population import DenseBrain, NeatBrain, Population

COUNT = 150  # not a multiple of LANES, and more shards than one
SIZES = [1, 7, 16, 77]
worlds = pytest.mark.parametrize(("task", "brain"), WORLDS)
SETTLING = {"settle": 0.1, "seconds": 1}


def crowd(task, brain, count=COUNT, **settings):
    """Creatures each with targets of its own and every sense; in `run` they settle first."""
    return world(
        task,
        brain,
        count,
        **{"layouts": "own", "arena": 5, "time_encoding": "sin_raw"} | ALL_SENSES | SETTLING | settings,
    )


@worlds
def test_a_batch_cut_in_pieces_has_the_bits_of_the_whole(task, brain):
    config, born = crowd(task, brain)
    whole = bits(by_kernel(born, config))
    for size in SIZES:
        pieces = [born[slice(first, first + size)] for first in range(0, COUNT, size)]
        assert [told for piece in pieces for told in bits(by_kernel(piece, config))] == whole


@worlds
def test_what_others_left_in_a_threads_memory_is_never_read(task, brain):
    config, born = crowd(task, brain)
    whole = bits(by_kernel(born, config))
    own_memory().view(np.float32)[:] = np.nan
    assert bits(by_kernel(born, config)) == whole


@worlds
def test_shards_of_any_size_in_any_order_have_the_bits_of_the_whole(task, brain):
    config, born = crowd(task, brain, layout_count=2 if task == "forage" else 1)
    whole = bits(by_kernel(born, config))
    for most_blocks in SIZES:
        assert bits(by_kernel(born, config, most_blocks=most_blocks)) == whole


@worlds
def test_threads_change_no_bit(task, brain):
    config, born = crowd(task, brain, layout_count=2 if task == "forage" else 1)
    loaded(task, brain)
    whole = bits(by_kernel(born, config))
    for threads in (1, 2, 4):
        pool = Pool(threads)
        assert bits(simulate_batch(born, config, record=everyone(born), runner=pool)) == whole
        job = KernelJob(born, config, layouts_of(config, 0), everyone(born))
        pool.run(job.play, list(cut(job.shards, 1)), at_once=threads)
        assert bits(job.episodes()) == whole
        pool.close()


@worlds
def test_the_order_of_the_rows_changes_no_bit(task, brain):
    config, born = crowd(task, brain)
    whole = bits(by_kernel(born, config))
    order = torch.randperm(COUNT, generator=torch.Generator().manual_seed(1))
    shuffled = bits(by_kernel(born[order], config))
    assert shuffled == [whole[row] for row in order.tolist()]


@worlds
def test_duplicates_have_the_bits_of_the_one_they_copy(task, brain):
    config, born = crowd(task, brain, layouts="shared")
    whole = bits(by_kernel(born, config))
    rows = torch.tensor([3, 3, 140, 3, 17, 140] * 9)
    told = [whole[row] for row in rows.tolist()]
    assert bits(by_kernel(born[rows], config)) == told
    assert bits(simulate_batch(born[rows], config, record=torch.ones(len(rows), dtype=torch.bool))) == told


def test_who_is_filmed_changes_no_bit():
    config, born = crowd("forage", "hybrid")
    filmed = by_kernel(born, config)
    some = by_kernel(born, config, record=torch.arange(COUNT) % 7 == 3)
    nobody = by_kernel(born, config, record=torch.zeros(COUNT, dtype=torch.bool))
    assert nobody.films is None
    assert some.films.rows.tolist() == list(range(3, COUNT, 7))
    assert torch.equal(filmed.fitness, some.fitness)
    assert torch.equal(filmed.fitness, nobody.fitness)
    for row in some.films.rows.tolist():
        one, other = filmed.films.film(row), some.films.film(row)
        assert (one.positions == other.positions).all()
        assert (one.activations == other.activations).all()
        assert one.targets == other.targets


def test_a_block_of_unlike_sizes_has_the_bits_of_blocks_of_alike_ones():
    """Sixteen creatures, small and large: the smallest computes on the slots of the largest."""
    config, born = crowd("forage", "pure", LANES, min_nodes=2, max_nodes=20, min_muscles=1, max_muscles=50, hidden=7)
    counts = born.node_mask.sum(1)
    assert counts.max() - counts.min() > 10
    together = bits(by_kernel(born, config))
    for row in range(LANES):
        assert bits(by_kernel(born[row : row + 1], config)) == [together[row]]


# --- The fate of batch-mates

GENES = [field.name for field in fields(Population) if field.name not in {"id", "parents", "operator", "streak", "hue"}]
FLOATS = [name for name in GENES if name not in {"node_mask", "muscle_mask", "ends", "brain"}]
WEIGHTS = [field.name for field in fields(DenseBrain)]
VICTIM = 5


def with_gene(population, name, value, row=VICTIM):
    """One creature's whole gene set to a value, also in its padding."""
    holder = population.brain if name in WEIGHTS else population
    tensor = getattr(holder, name).clone()
    tensor[row] = value
    if name in WEIGHTS:
        return replace(population, brain=replace(population.brain, **{name: tensor}))
    return replace(population, **{name: tensor})


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf"), 1e38], ids=str)
@pytest.mark.parametrize("brain", ["none", "pure", "hybrid"])
def test_a_broken_gene_is_its_creatures_own_affair(brain, value):
    config, born = crowd("forage", brain, LANES, layouts="shared")
    others = [row for row in range(LANES) if row != VICTIM]
    clean = bits(by_kernel(born, config, NEAR), others)
    ruined = set()
    for name in FLOATS + (WEIGHTS if brain != "none" else []):
        kernel = by_kernel(with_gene(born, name, value), config, NEAR)
        assert bits(kernel, others) == clean, name
        assert not kernel.disqualified[others].any(), name
        assert kernel.fitness.isfinite().all(), name
        assert all(part.isfinite().all() for part in kernel.parts.values()), name
        ruined |= {name} if kernel.disqualified[VICTIM] else set()
    assert {"position", "stiffness", "damping"} <= ruined


@pytest.mark.parametrize("brain", ["none", "pure", "hybrid"])
def test_no_number_in_a_gene_disqualifies_whom_it_disqualifies_by_the_reference(brain):
    config, born = crowd("forage", brain, len(FLOATS + WEIGHTS), layouts="shared")
    names = FLOATS + (WEIGHTS if brain != "none" else [])
    broken = born
    for row, name in enumerate(names):
        broken = with_gene(broken, name, float("nan"), row)
    kernel, reference = by_kernel(broken, config), by_reference(broken, config)
    assert 6 < kernel.disqualified.count_nonzero() < len(born)
    assert torch.equal(kernel.disqualified, reference.disqualified)
    assert not kernel.fitness[kernel.disqualified > 0].any()


def test_an_explosion_is_its_creatures_own_affair():
    config, born = crowd("run", "none", LANES)
    clean = bits(by_kernel(born, config))
    stiff = with_gene(with_gene(born, "stiffness", 1e6), "damping", 1e4)
    kernel = by_kernel(stiff, config)
    assert kernel.disqualified.nonzero()[:, 0].tolist() == [VICTIM]
    assert kernel.fitness[VICTIM] == 0
    told = bits(kernel)
    assert told[:VICTIM] + told[VICTIM + 1 :] == clean[:VICTIM] + clean[VICTIM + 1 :]


@worlds
def test_what_lies_in_padding_slots_has_no_effect(task, brain):
    config, born = crowd(task, brain, 2 * LANES + 3, layouts="shared")
    assert not born.node_mask.all()
    assert not born.muscle_mask.all()
    clean = bits(by_kernel(born, config))
    for garbage in (float("nan"), 1e30):
        assert bits(by_kernel(littered(born, garbage), config)) == clean


def littered(population, garbage):
    """The same creatures, with garbage in every slot that is nobody's."""

    def strewn(tensor, mask):
        mask = mask.reshape(mask.shape + (1,) * (tensor.dim() - mask.dim()))
        return torch.where(mask, tensor, torch.tensor(garbage, dtype=tensor.dtype))

    nodes, muscles = population.node_mask, population.muscle_mask
    dirty = {}
    for name in FLOATS:
        tensor = getattr(population, name)
        if tensor.dim() > 1:
            dirty[name] = strewn(tensor, nodes if name in {"position", "size", "friction"} else muscles)
    dirty["ends"] = torch.where(muscles[..., None], population.ends, 19)
    return replace(population, **dirty, brain=population.brain and littered_net(population.brain, muscles, strewn))


def littered_net(brain, muscles, strewn):
    """The same nets, with garbage for every weight and bias that is nobody's."""
    brain = replace(brain, bias_out=strewn(brain.bias_out, muscles))
    if isinstance(brain, NeatBrain):
        bias_hidden = strewn(brain.bias_hidden, brain.neuron > 0)
        return replace(brain, weight=strewn(brain.weight, brain.enabled), bias_hidden=bias_hidden)
    return replace(brain, weights_out=strewn(brain.weights_out, muscles[:, None].expand_as(brain.weights_out)))


def test_the_same_creatures_twice_have_the_same_bits_and_others_have_others():
    config, born = crowd("forage", "hybrid")
    assert bits(by_kernel(born, config)) == bits(by_kernel(newborns(config, COUNT, seed=11), config))
    assert bits(by_kernel(born, config)) != bits(by_kernel(newborns(config, COUNT, seed=12), config))
