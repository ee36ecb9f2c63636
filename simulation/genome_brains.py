"""Brains in genome JSON: how each kind is checked, read and written."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch

from simulation.config import RunConfig
from simulation.genome_fields import Fields
from simulation.genome_neat import check_neat, neat_json, read_neat
from simulation.population import DenseBrain, NeatBrain, n_inputs

DENSE = ("kind", "activation", "weights_in", "bias_hidden", "weights_out", "bias_out")


@dataclass(frozen=True)
class BrainFormat:
    """The format of one kind of brain."""

    check: Callable[
        [Fields, Any, tuple[int, int], str], None
    ]  # a value, the body's nodes and muscles, the value's path
    read: Callable[[list[Any], RunConfig, torch.dtype], DenseBrain | NeatBrain | None]  # of a population, once checked
    write: Callable[[Any, int, RunConfig], dict[str, Any] | None]  # one creature's arrays, its muscles


def check_none(fields: Fields, value: object, body: tuple[int, int], path: str) -> None:
    """Where there is no net."""
    if value is not None:
        fields.refuse(path, "must be null where the setting `brain` is none: oscillators need no net")


def read_none(brains: list[Any], config: RunConfig, dtype: torch.dtype) -> None:
    """Oscillators have no net."""


def write_none(brain: None, muscles: int, config: RunConfig) -> None:
    """Nothing."""


def check_dense(fields: Fields, value: object, body: tuple[int, int], path: str) -> None:
    """A net with one hidden layer."""
    found = fields.net(value, path, "dense", DENSE)
    inputs, hidden, muscles = n_inputs(fields.config), fields.config.hidden, body[1]
    for name, rows, columns in (("weights_in", inputs, hidden), ("weights_out", hidden, muscles)):
        if name in found:
            fields.matrix(found[name], f"{path}.{name}", rows, columns)
    for name, count in (("bias_hidden", hidden), ("bias_out", muscles)):
        if name in found:
            fields.vector(found[name], f"{path}.{name}", count)


def read_dense(brains: list[dict[str, Any]], config: RunConfig, dtype: torch.dtype) -> DenseBrain:
    """Nets with one hidden layer."""
    weights_out = torch.zeros(len(brains), config.hidden, config.max_muscles, dtype=dtype)
    bias_out = torch.zeros(len(brains), config.max_muscles, dtype=dtype)
    for row, brain in enumerate(brains):
        n_muscles = len(brain["bias_out"])
        weights_out[row, :, :n_muscles] = torch.tensor(brain["weights_out"], dtype=dtype)
        bias_out[row, :n_muscles] = torch.tensor(brain["bias_out"], dtype=dtype)
    return DenseBrain(
        weights_in=torch.tensor([brain["weights_in"] for brain in brains], dtype=dtype),
        bias_hidden=torch.tensor([brain["bias_hidden"] for brain in brains], dtype=dtype),
        weights_out=weights_out,
        bias_out=bias_out,
    )


def dense_json(brain: DenseBrain, muscles: int, config: RunConfig) -> dict[str, Any]:
    """A net with one hidden layer; row = source."""
    return {
        "kind": "dense",
        "activation": config.activation,
        "weights_in": brain.weights_in.tolist(),
        "bias_hidden": brain.bias_hidden.tolist(),
        "weights_out": brain.weights_out[:, :muscles].tolist(),
        "bias_out": brain.bias_out[:muscles].tolist(),
    }


OF_DENSE = BrainFormat(check_dense, read_dense, dense_json)
BRAIN_FORMATS = {
    "none": BrainFormat(check_none, read_none, write_none),
    "pure": OF_DENSE,
    "hybrid": OF_DENSE,
    "neat": BrainFormat(check_neat, read_neat, neat_json),
}
