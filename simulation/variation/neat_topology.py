"""Neurons and connections of NEAT's nets that come, are enabled and disabled (Stanley & Miikkulainen 2002).

Hidden slots are kept in an order in which no connection, enabled or not, leads backwards: a cycle cannot exist. Each
operator writes into the nets given. K nets, I sensor inputs, H hidden slots, M muscle slots.
"""

import math

import torch
from torch import Generator, Tensor

from simulation.config import RunConfig
from simulation.neurons import HIDDEN, input_ids, output_ids
from simulation.newborn_brains import Frame, weights_at_birth
from simulation.population import NeatBrain
from simulation.variation.innovations import Innovations
from simulation.variation.picks import picked

UNNUMBERED = -1  # innovation number of a gene that is new, or links what it did not link before


def enable(genes: NeatBrain, rows: Tensor, random: Generator) -> None:
    """Enable one of the disabled connections of each net of the rows [K], if it has any."""
    options = (genes.innovation[rows] != 0) & ~genes.enabled[rows]
    _set_enabled(genes, *picked(rows, options.flatten(1), random), value=True)


def disable(genes: NeatBrain, rows: Tensor, random: Generator) -> None:
    """Disable one of the enabled connections of each net of the rows [K], if it has any."""
    _set_enabled(genes, *picked(rows, genes.enabled[rows].flatten(1), random), value=False)


def add_neuron(genes: NeatBrain, rows: Tensor, innovations: Innovations, random: Generator) -> None:
    """Split an enabled connection of each net of the rows [K] that has one, and room.

    The connection is disabled; one of weight 1 leads into the new neuron, and one of the old weight out of it, so
    that the net does much the same as before. Genes must be numbered.
    """
    hidden = genes.neuron.shape[1]
    rows = rows[(genes.neuron[rows] == 0).any(1)]
    rows, link = picked(rows, genes.enabled[rows].flatten(1), random)
    source, sink = link // genes.weight.shape[2], link % genes.weight.shape[2]
    neuron = HIDDEN + _split_numbers(genes, rows, genes.innovation[rows, source, sink].long(), innovations)
    free = (genes.neuron[rows] > 0).sum(1)  # the first free slot
    slot = torch.minimum(sink, free)  # before the neuron that the connection leads to, which is behind its source
    places = torch.arange(hidden)
    order = torch.where(places > slot[:, None], places - 1, places).where(places <= free[:, None], places)
    _reorder(genes, rows, order.where(places != slot[:, None], free[:, None]))
    sink = torch.where(sink < hidden, sink + 1, sink)
    genes.enabled[rows, source, sink] = False
    genes.neuron[rows, slot] = neuron
    _connect(genes, (rows, source, slot), torch.ones(len(rows)))
    inputs = genes.weight.shape[1] - hidden
    _connect(genes, (rows, inputs + slot, sink), genes.weight[rows, source, sink])


def add_connection(genes: NeatBrain, rows: Tensor, senses: Tensor, muscle_mask: Tensor, random: Generator) -> None:
    """Connect two neurons of each net of the rows [K] that are not connected, in a direction that closes no circle.

    Args:
        senses: [K, I] bool, inputs that are there.
        muscle_mask: [K, M] bool, outputs that are there.
    """
    n_inputs, hidden = senses.shape[1], genes.neuron.shape[1]
    present = genes.neuron[rows] > 0
    ways = _ways(genes, rows)
    options = torch.cat([senses, present], 1)[:, :, None] & torch.cat([present, muscle_mask], 1)[:, None]
    options &= genes.innovation[rows] == 0
    options[:, n_inputs:, :hidden] &= ~(ways.mT | torch.eye(hidden, dtype=torch.bool))
    rows, link = picked(rows, options.flatten(1), random)
    source, sink = link // genes.weight.shape[2], link % genes.weight.shape[2]
    _connect(genes, (rows, source, sink), weights_at_birth((len(rows),), random))
    backward = (source >= n_inputs) & (sink < hidden) & (source - n_inputs > sink)
    rows = rows[backward]
    if len(rows):
        _reorder(genes, rows, _forward_order(_ways(genes, rows), genes.neuron[rows] > 0))


def number_genes(genes: NeatBrain, frame: Frame, config: RunConfig, innovations: Innovations) -> None:
    """Give every gene that has no number the one of its link."""
    row, source, sink = (genes.innovation == UNNUMBERED).nonzero().unbind(1)
    ends = frame.ends[row]
    sources = torch.cat([input_ids(ends, config), genes.neuron[row]], 1)
    sinks = torch.cat([genes.neuron[row], output_ids(ends, config)], 1)
    keys = [ids.gather(1, at[:, None]) for ids, at in ((sources, source), (sinks, sink))]
    genes.innovation[row, source, sink] = innovations.numbers(torch.cat(keys, 1)).int()


def _split_numbers(genes: NeatBrain, rows: Tensor, link: Tensor, innovations: Innovations) -> Tensor:
    """Numbers [K] of splits of the links with these numbers [K], each a neuron that its net does not have yet."""
    neurons, times = genes.neuron[rows], torch.zeros_like(link)
    while True:
        numbers = innovations.numbers(torch.stack([-link, times], 1))
        again = (neurons == HIDDEN + numbers[:, None]).any(1)
        if not again.any():
            return numbers
        times += again


def _set_enabled(genes: NeatBrain, rows: Tensor, link: Tensor, *, value: bool) -> None:
    genes.enabled[rows, link // genes.enabled.shape[2], link % genes.enabled.shape[2]] = value


def _connect(genes: NeatBrain, at: tuple[Tensor, Tensor, Tensor], weight: Tensor) -> None:
    genes.weight[at] = weight
    genes.innovation[at] = UNNUMBERED
    genes.enabled[at] = True


def _ways(genes: NeatBrain, rows: Tensor) -> Tensor:
    """[K, H, H] bool: a way leads from one hidden neuron to the other."""
    hidden = genes.neuron.shape[1]
    used = int((genes.neuron[rows] > 0).sum(1).amax()) if len(rows) else 0
    ways = torch.zeros(len(rows), hidden, hidden, dtype=torch.bool)
    reached = (genes.innovation[rows, -hidden:, :hidden] != 0)[:, :used, :used].float()
    for _ in range(math.ceil(math.log2(max(used, 1)))):  # ways of twice as many steps each time
        reached = (reached + reached @ reached).clamp_(max=1)
    ways[:, :used, :used] = reached > 0
    return ways


def _forward_order(ways: Tensor, present: Tensor) -> Tensor:
    """The order [K, H] of hidden slots in which no way leads backwards: whoever more neurons lead to comes later."""
    leading = torch.where(present, ways.sum(1), ways.shape[1])
    return leading.argsort(dim=1, stable=True)


def _reorder(genes: NeatBrain, rows: Tensor, order: Tensor) -> None:
    """Put the hidden slots of the nets of the rows [K] into another order [K, H]."""
    hidden = order.shape[1]
    genes.neuron[rows] = genes.neuron[rows].gather(1, order)
    genes.bias_hidden[rows] = genes.bias_hidden[rows].gather(1, order)
    for matrix in (genes.weight, genes.innovation, genes.enabled):
        links = matrix[rows]
        links[:, -hidden:] = links[:, -hidden:].gather(1, order[:, :, None].expand(-1, -1, links.shape[2]))
        links[:, :, :hidden] = links[:, :, :hidden].gather(2, order[:, None].expand(-1, links.shape[1], -1))
        matrix[rows] = links
