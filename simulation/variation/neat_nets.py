"""Nets that NEAT grows, as variation works on them: inheritance, growth with the body, and mutation of weights.

P creatures, N node slots, M muscle slots, I sensor inputs, H hidden slots. Sources are inputs, then hidden slots;
sinks are hidden slots, then muscles. A gene is a connection.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

import torch
from torch import Generator, Tensor

from simulation.config import RunConfig
from simulation.neurons import founding_numbers, input_ids, output_ids
from simulation.newborn_brains import CONNECTIVITY, Frame, weights_at_birth
from simulation.population import NeatBrain, input_mask, n_inputs
from simulation.variation.innovations import Innovations
from simulation.variation.neat_topology import (
    UNNUMBERED,
    add_connection,
    add_neuron,
    disable,
    enable,
    number_genes,
)
from simulation.variation.nets import Match, Move, Nets, input_order
from simulation.variation.slots import taken
from simulation.variation.weights import WEIGHT_CROSSOVER, bounded, positions

STAYS_DISABLED = 0.75  # chance of a gene that is disabled in either parent (Stanley & Miikkulainen 2002)


@dataclass(frozen=True)
class NeatNets(Nets):
    """Nets in the matrices of NeatBrain, with as many hidden slots as a generation needs.

    There are as many as any net has neurons and one more, which is all that a mutation may add: while nets are small,
    so are the matrices.
    """

    genes: NeatBrain

    @classmethod
    def of(cls, brain: NeatBrain) -> Self:
        """A copy of the nets, in float32."""
        return cls(_resized(brain, min(brain.neuron.shape[1], int((brain.neuron > 0).sum(1).amax()) + 1)))

    def brain(self, config: RunConfig) -> NeatBrain:
        """The nets in all their slots."""
        return _resized(self.genes, config.neat_max_hidden)

    def crossed(self, other: Self, match: Match, config: RunConfig, random: Generator) -> Self:
        """The fitter parents' genes; those that both have, by innovation number, with mixed weights."""
        fitter, second, neurons = self.genes, *_aligned(self.genes, other.genes, match, config)
        matched = (fitter.innovation == second.innovation) & (fitter.innovation > 0)
        disabled = matched & ~(fitter.enabled & second.enabled)
        at = disabled.flatten().nonzero()[:, 0]
        enabled = fitter.enabled.clone()
        enabled.view(-1)[at] = torch.rand(len(at), generator=random) >= STAYS_DISABLED

        def mixed(name: str, both: Tensor) -> Tensor:
            at = both.flatten().nonzero()[:, 0]
            values: Tensor = getattr(fitter, name).clone()
            first, other = values.view(-1)[at], getattr(second, name).flatten()[at]
            values.view(-1)[at] = WEIGHT_CROSSOVER[config.weight_crossover](first, other, config, random)
            return values

        return type(self)(
            NeatBrain(
                neuron=fitter.neuron.clone(),
                bias_hidden=mixed("bias_hidden", neurons),
                bias_out=mixed("bias_out", match.muscles),
                weight=mixed("weight", matched),
                innovation=fitter.innovation.clone(),
                enabled=enabled,
            )
        )

    def moved(self, move: Move, config: RunConfig) -> Self:
        """Rows of inputs and columns of outputs in their new order, genes numbered after what they now link."""
        hidden = torch.arange(self.genes.neuron.shape[1]).expand_as(self.genes.neuron)
        inputs = input_order(move.nodes, move.muscles, config)
        genes = _reordered(self.genes, inputs, hidden, move.muscles)
        senses = input_mask(move.after.node_mask, move.after.muscle_mask, config)
        _clear(genes, senses, move.after.muscle_mask)
        n, h = inputs.shape[1], hidden.shape[1]
        innovation = genes.innovation
        direct = innovation[:, :n, h:]
        direct.copy_(founding_numbers(move.after.ends, config) * (direct > 0))
        before = input_ids(move.before.ends, config).gather(1, inputs)
        renamed = input_ids(move.after.ends, config) != before
        innovation[:, :n, :h].masked_fill_((innovation[:, :n, :h] > 0) & renamed[:, :, None], UNNUMBERED)
        before = output_ids(move.before.ends, config).gather(1, move.muscles)
        renamed = output_ids(move.after.ends, config) != before
        innovation[:, n:, h:].masked_fill_((innovation[:, n:, h:] > 0) & renamed[:, None], UNNUMBERED)
        return type(self)(genes)

    def grow_senses(self, rows: Tensor, inputs: Tensor, frame: Frame, config: RunConfig, random: Generator) -> None:
        """Connections with outputs, as `neat_connectivity` says."""
        new = torch.zeros(len(rows), n_inputs(config), dtype=torch.bool).scatter_(1, inputs, True)
        links = CONNECTIVITY[config.neat_connectivity].of_inputs(new, frame.muscle_mask, random)
        self._connect(rows, links, frame, config, random)

    def grow_output(self, rows: Tensor, slot: Tensor, frame: Frame, config: RunConfig, random: Generator) -> None:
        """Connections from inputs, as `neat_connectivity` says."""
        new = torch.zeros_like(frame.muscle_mask).scatter_(1, slot[:, None], True)
        senses = input_mask(frame.node_mask, frame.muscle_mask, config)
        links = CONNECTIVITY[config.neat_connectivity].of_outputs(senses, new, random)
        self._connect(rows, links, frame, config, random)
        self.genes.bias_out[rows, slot] = config.output_bias

    def mutate_topology(self, frame: Frame, config: RunConfig, innovations: Innovations, random: Generator) -> None:
        """At most one of each kind of change in a net."""
        number_genes(self.genes, frame, config, innovations)
        rates = (config.neat_enable, config.neat_disable, config.neat_add_node, config.neat_add_connection)
        drawn = torch.rand(len(rates), len(self), generator=random) < torch.tensor(rates)[:, None]
        drawn[2:] &= innovations.has_room
        enabling, disabling, splitting, connecting = (mask.nonzero()[:, 0] for mask in drawn)
        enable(self.genes, enabling, random)
        disable(self.genes, disabling, random)
        add_neuron(self.genes, splitting, innovations, random)
        senses = input_mask(frame.node_mask[connecting], frame.muscle_mask[connecting], config)
        add_connection(self.genes, connecting, senses, frame.muscle_mask[connecting], random)
        number_genes(self.genes, frame, config, innovations)

    def mutate_weights(self, frame: Frame, config: RunConfig, magnitude: float, random: Generator) -> None:
        """Gaussian steps, or as `neat_replace_rate` says a number as at birth instead."""

        def vary(values: Tensor, present: Tensor, born: Callable[[int], Tensor]) -> None:
            places = present.flatten().nonzero()[:, 0]
            at = places[positions(len(places), config.weight_rate, random)]
            steps = magnitude * torch.randn(len(at), generator=random)
            replaced = torch.rand(len(at), generator=random) < config.neat_replace_rate
            values.view(-1)[at] = torch.where(replaced, born(len(at)), bounded(values.view(-1)[at] + steps))

        def even(count: int) -> Tensor:
            return weights_at_birth((count,), random)

        vary(self.genes.weight, self.genes.innovation > 0, even)
        vary(self.genes.bias_hidden, self.genes.neuron > 0, even)
        vary(self.genes.bias_out, frame.muscle_mask, lambda count: torch.full((count,), config.output_bias))

    def _connect(self, rows: Tensor, links: Tensor, frame: Frame, config: RunConfig, random: Generator) -> None:
        """Write newborn connections [K, I, M] from inputs to outputs into the nets of the rows [K]."""
        body, source, muscle = links.nonzero().unbind(1)
        at = rows[body], source, self.genes.neuron.shape[1] + muscle
        self.genes.weight[at] = weights_at_birth((len(body),), random)
        self.genes.innovation[at] = founding_numbers(frame.ends, config)[body, source, muscle]
        self.genes.enabled[at] = True


def _aligned(fitter: NeatBrain, other: NeatBrain, match: Match, config: RunConfig) -> tuple[NeatBrain, Tensor]:
    """The other parents' nets in the fitter parents' slots, and which neurons [P, H] both have.

    Genes of one number link the same neurons, so they are now in the same place; other places hold anything.
    """
    slots = torch.arange(match.nodes.shape[1]).expand_as(match.nodes)
    same = (fitter.neuron[:, :, None] == other.neuron[:, None]) & (fitter.neuron > 0)[:, :, None]
    return _reordered(other, input_order(slots, match.partner, config), same.int().argmax(2), match.partner), same.any(
        2
    )


def _reordered(brain: NeatBrain, inputs: Tensor, hidden: Tensor, muscles: Tensor) -> NeatBrain:
    """Nets with inputs [P, I], hidden neurons [P, H] and outputs [P, M] taken from these slots."""
    sources = torch.cat([inputs, inputs.shape[1] + hidden], 1)
    sinks = torch.cat([hidden, brain.neuron.shape[1] + muscles], 1)

    def links(matrix: Tensor) -> Tensor:
        rows = taken(matrix, sources)
        return rows.gather(2, sinks[:, None].expand(-1, rows.shape[1], -1))

    return NeatBrain(
        neuron=brain.neuron.gather(1, hidden),
        bias_hidden=brain.bias_hidden.gather(1, hidden),
        bias_out=brain.bias_out.gather(1, muscles),
        weight=links(brain.weight),
        innovation=links(brain.innovation),
        enabled=links(brain.enabled),
    )


def _resized(brain: NeatBrain, hidden: int) -> NeatBrain:
    """A copy of nets with another number of hidden slots, in float32; those that go must be free."""
    before, count = brain.neuron.shape[1], len(brain.neuron)
    kept = min(before, hidden)

    def slots(values: Tensor, dtype: torch.dtype) -> Tensor:
        copy = torch.zeros(count, hidden, dtype=dtype)
        copy[:, :kept] = values[:, :kept]
        return copy

    def links(matrix: Tensor, dtype: torch.dtype) -> Tensor:
        inputs, muscles = matrix.shape[1] - before, matrix.shape[2] - before
        copy = torch.zeros(count, inputs + hidden, hidden + muscles, dtype=dtype)
        copy[:, : inputs + kept, :kept] = matrix[:, : inputs + kept, :kept]
        copy[:, : inputs + kept, hidden:] = matrix[:, : inputs + kept, before:]
        return copy

    return NeatBrain(
        neuron=slots(brain.neuron, torch.int64),
        bias_hidden=slots(brain.bias_hidden, torch.float32),
        bias_out=brain.bias_out.to(torch.float32, copy=True),
        weight=links(brain.weight, torch.float32),
        innovation=links(brain.innovation, torch.int32),
        enabled=links(brain.enabled, torch.bool),
    )


def _clear(genes: NeatBrain, senses: Tensor, muscle_mask: Tensor) -> None:
    """Leave nothing of inputs [P, I] and outputs [P, M] that are not there."""
    n, h = senses.shape[1], genes.neuron.shape[1]
    for matrix in (genes.weight, genes.innovation, genes.enabled):
        matrix[:, :n].masked_fill_(~senses[:, :, None], 0)
        matrix[:, :, h:].masked_fill_(~muscle_mask[:, None], 0)
    genes.bias_out.masked_fill_(~muscle_mask, 0)
