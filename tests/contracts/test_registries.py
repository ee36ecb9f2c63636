"""Contract: the keys of every registry are the choices of its setting, and the other way round."""

from typing import get_args

import pytest

from simulation.backends import BACKENDS
from simulation.brains import BRAINS
from simulation.brains.dense import ACTIVATION
from simulation.config import CLOCK_INPUTS, GROUPS, RunConfig
from simulation.presets import PRESETS
from simulation.selection import SELECTION
from simulation.setting import conditions_of, extra_of
from simulation.tasks import TASKS
from simulation.variation.weights import WEIGHT_CROSSOVER

REGISTRIES = {
    "task": TASKS,
    "brain": BRAINS,
    "activation": ACTIVATION,
    "selection": SELECTION,
    "weight_crossover": WEIGHT_CROSSOVER,
    "time_encoding": CLOCK_INPUTS | {"auto": 0},
    "backend": BACKENDS | {"auto": None},
}


@pytest.mark.parametrize("field", REGISTRIES)
def test_a_registrys_keys_are_its_settings_choices(field):
    assert set(get_args(RunConfig.model_fields[field].annotation)) == set(REGISTRIES[field])


@pytest.mark.parametrize("field", RunConfig.model_fields)
def test_every_parameter_has_what_pages_need(field):
    info = RunConfig.model_fields[field]
    extra = extra_of(info)
    assert info.title
    assert info.description
    assert extra["group"] in GROUPS
    assert set(extra.get("labels", {})) <= set(get_args(info.annotation))
    for condition in conditions_of(info):
        for other, choices in condition.items():
            for choice in choices:
                RunConfig.model_validate({"population": 100, other: choice})


@pytest.mark.parametrize("key", PRESETS)
def test_every_preset_is_valid_and_leaves_the_seed_to_chance(key):
    preset = PRESETS[key]
    RunConfig.parse(preset.settings)
    assert "seed" not in preset.settings
    assert preset.title
    assert preset.description
