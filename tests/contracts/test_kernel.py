"""Contract: the kernel has a page for every task and brain that names one, and reads every number that it is given."""

import ast
from importlib import import_module
from inspect import signature
from itertools import product
from pathlib import Path

import pytest

from simulation import kernel
from simulation.brains import BRAINS
from simulation.brains.dense import ACTIVATION
from simulation.config import CLOCK_INPUTS, RunConfig
from simulation.episode import rollout
from simulation.kernel import blocks, physics
from simulation.kernel.arrays import world_of
from simulation.kernel.brains import dense, sensors
from simulation.kernel.compiled import BRAIN_STAGES, TASK_STAGES, sources, task_page
from simulation.kernel.loading import parts
from simulation.kernel.tasks import forage
from simulation.layouts import DRAWS, layouts_of
from simulation.newborns import newborns
from simulation.physics import step
from simulation.population import n_inputs
from simulation.setting import extra_of, is_live
from simulation.tasks import TASKS

PAGES = Path(kernel.__file__).parent
COMPILED = {
    (kind, name): entry.kernel
    for kind, all_of in (("task", TASKS), ("brain", BRAINS))
    for name, entry in all_of.items()
}
STAGES = {"task": TASK_STAGES, "brain": BRAIN_STAGES}
RECORDS = {"task": ["Tally"], "brain": ["Nets", "Net"]}


def arguments(module, stage):
    return list(signature(getattr(import_module(module), stage).py_func).parameters)


@pytest.mark.parametrize(("kind", "name"), COMPILED)
def test_a_task_or_brain_names_a_page_of_the_kernel_with_all_its_stages_or_none(kind, name):
    module = COMPILED[kind, name]
    if module is None:
        assert f"{kind} {name}" not in parts()
        return
    assert module.startswith(f"simulation.kernel.{kind}s.")
    assert all(hasattr(import_module(module), record) for record in RECORDS[kind])
    alike = {of for (other, _), of in COMPILED.items() if other == kind and of}
    for stage in STAGES[kind]:  # the time loop calls them all the same way
        assert {tuple(arguments(one, stage)) for one in alike} == {tuple(arguments(module, stage))}


def test_no_page_of_the_kernel_is_named_by_nobody():
    named = {module for module in COMPILED.values() if module}
    imported = {f"simulation.kernel.brains.{page}" for page in ("dense", "frame", "sensors")}  # by other pages
    for kind in ("tasks", "brains"):
        pages = {f"simulation.kernel.{kind}.{page.stem}" for page in (PAGES / kind).glob("[!_]*.py")}
        assert pages <= named | imported


@pytest.mark.parametrize("task", [task for task in TASKS if TASKS[task].kernel])
def test_the_parts_of_a_fitness_are_the_references(task):
    config = RunConfig(task=task, seed=1, seconds=1)
    episodes = rollout(newborns(config, 2, seed=1), config, layouts_of(config, 0))
    assert tuple(episodes.parts) == task_page(task).PARTS
    assert len(task_page(task).PARTS) <= blocks.MAX_PARTS


def test_every_number_of_the_world_is_read_by_some_stage():
    read = set()
    for page in PAGES.rglob("*.py"):
        for node in ast.walk(ast.parse(page.read_text())):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "world":
                read.add(node.attr)
    assert read == set(blocks.World._fields)


def test_a_change_of_any_constant_of_the_kernel_names_compiled_code_anew():
    """Compiled code is named by its sources: the kernel's pages, and every page of the reference that they import."""
    imported = set()
    for page in PAGES.rglob("*.py"):
        if page.name in {"arrays.py", "job.py", "loading.py", "compiled.py"}:  # they prepare, and are not compiled
            continue
        for node in ast.walk(ast.parse(page.read_text())):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("simulation"):
                names = [f"{node.module}.{alias.name}" for alias in node.names]
                imported |= {name if find_page(name) else node.module for name in names}
    assert {find_page(name) for name in imported} <= set(sources())
    assert len(imported) > 20


def find_page(module):
    """The file of a module, where it is one."""
    path = PAGES.parents[1] / Path(*module.split("."))
    found = [file for file in (path.with_suffix(".py"), path / "__init__.py") if file.is_file()]
    return found[0] if found else None


def test_numbers_of_the_world_have_the_types_that_it_was_compiled_for():
    kinds = {"int": int, "float32": "float32"}
    felt = RunConfig(task="run", brain="hybrid", settle=1, sense_ground=True)
    others = [RunConfig(world=world, task=task) for world in ("natural", "published") for task in TASKS]
    for config in (felt, *others):
        world = world_of(config)
        for name, kind in blocks.World.__annotations__.items():
            value = getattr(world, name)
            if name == "waves":
                assert value.dtype == "float32"
                continue
            wanted = kinds[kind.__name__]
            assert type(value) is wanted or type(value).__name__ == wanted, name


def test_there_is_room_for_the_largest_run():
    def bound(field):
        return next(meta.le for meta in RunConfig.model_fields[field].metadata if hasattr(meta, "le"))

    assert bound("max_nodes") == blocks.MAX_NODES
    assert bound("max_muscles") == blocks.MAX_MUSCLES
    assert bound("hidden") == dense.MOST_HIDDEN <= blocks.MAX_HIDDEN
    all_senses = {"sense_strain": True, "sense_velocity": True, "sense_ground": True, "bias_mode": "bias_node"}
    largest = RunConfig(brain="pure", max_nodes=20, max_muscles=50, time_encoding="cyclic", **all_senses)
    assert dense.GROUP * -(-n_inputs(largest) // dense.GROUP) <= blocks.MAX_INPUTS
    assert dense.MOST_HIDDEN % dense.GROUP == 0
    assert blocks.MAX_NODES % 2 == blocks.MAX_MUSCLES % 2 == 0  # two at a time, see physics.stretch


def test_what_is_named_twice_has_one_meaning():
    assert set(dense.ACTIVATIONS) == set(ACTIVATION)
    assert set(sensors.CLOCKS) == set(CLOCK_INPUTS)
    assert forage.DRAWS == DRAWS
    assert (physics.NOT_FINITE, physics.LEFT, physics.TOO_HIGH) == (step.NOT_FINITE, step.LEFT, step.TOO_HIGH)


def test_genes_and_nets_are_those_of_the_population():
    config = RunConfig(brain="pure", seed=1)
    born = newborns(config, 2, seed=1)
    assert {"n_nodes", "n_muscles"} == set(blocks.Genes._fields) - set(vars(born))
    unread = {"id", "parents", "operator", "streak", "hue", "node_mask", "muscle_mask", "brain"}  # masks are counted
    assert set(vars(born)) - set(blocks.Genes._fields) == unread
    assert set(dense.Nets._fields) == set(vars(born.brain))


READ = [
    *[field for field, info in RunConfig.model_fields.items() if extra_of(info)["group"] in {"physics", "brain"}],
    *("seconds", "max_nodes", "max_muscles", "arena", "efficiency", "settle", "clip_hz", "start_jitter"),
]


@pytest.mark.parametrize("field", [field for field in READ if field not in {"brain", "output_bias"}])
def test_every_setting_of_an_episode_reaches_the_kernel(field):
    """Where a setting of the time loop has an effect, another value of it makes another world."""
    n_live = 0
    for world, brain in product(("natural", "published"), ("none", "pure", "hybrid")):
        config = RunConfig(world=world, brain=brain)
        if is_live(field, config):
            n_live += 1
            changed = config.model_copy(update={field: other_value(field, config)})
            assert world_of(config) != world_of(changed), (world, brain)
    assert n_live or field.startswith("neat_")


def other_value(field, config):
    """A choice or bound of a setting that is not what it is."""
    info = RunConfig.model_fields[field]
    if field == "settle":
        return 2.0
    if field == "world":
        return "natural" if config.world == "published" else "published"
    if field == "physics_hz":
        return 120
    if isinstance(info.default, bool):
        return not info.default
    if isinstance(info.default, str):
        return {"bias_mode": "bias_node", "activation": "relu", "time_encoding": "sin"}[field]
    return next(meta.ge for meta in info.metadata if hasattr(meta, "ge") and meta.ge != info.default)
