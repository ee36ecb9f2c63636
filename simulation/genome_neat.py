"""Nets of NEAT in genome JSON: their neurons and links by name.

Sources are `in:i`, `bias` (an input that is always 1, where the settings have one) and `hidden:id`; sinks are
`hidden:id` and `out:m`, m a place in the list of muscles. A hidden neuron's id is the innovation number of the split
that made it. Hidden neurons may be listed in any order.
"""

from typing import Any

import torch

from simulation.config import RunConfig
from simulation.genome_fields import WEIGHT, Fields
from simulation.neurons import HIDDEN, MOST_NUMBER
from simulation.population import NeatBrain, input_mask, n_inputs

NET = ("kind", "activation", "inputs", "outputs", "hidden", "output_bias", "links")
NEURON = ("id", "bias")
LINK = ("from", "to", "weight", "enabled", "innovation")


def neat_json(brain: NeatBrain, muscles: int, config: RunConfig) -> dict[str, Any]:
    """One creature's net, from arrays without the creature's axis."""
    ids = [neuron - HIDDEN for neuron in brain.neuron.tolist() if neuron]
    sources = {place: name for name, place in sources_of(ids, config).items()}
    sinks = {place: name for name, place in sinks_of(ids, muscles, config).items()}
    places = brain.innovation.nonzero()
    genes = [matrix[tuple(places.T)].tolist() for matrix in (brain.weight, brain.enabled, brain.innovation)]
    return {
        "kind": "neat",
        "activation": config.activation,
        "inputs": n_sensed(config),
        "outputs": muscles,
        "hidden": [{"id": neuron, "bias": bias} for neuron, bias in zip(ids, brain.bias_hidden.tolist(), strict=False)],
        "output_bias": brain.bias_out[:muscles].tolist(),
        "links": [
            {
                "from": sources[source],
                "to": sinks[sink],
                "weight": weight,
                "enabled": enabled,
                "innovation": innovation,
            }
            for (source, sink), weight, enabled, innovation in zip(places.tolist(), *genes, strict=True)
        ],
    }


def n_sensed(config: RunConfig) -> int:
    """Inputs of a net but for the one that is always 1."""
    return n_inputs(config) - (config.bias_mode == "bias_node")


def sources_of(ids: list[int], config: RunConfig) -> dict[str, int]:
    """Row of each source by name, of a net whose hidden neurons have these ids."""
    names = [f"in:{i}" for i in range(n_sensed(config))] + ["bias"] * (config.bias_mode == "bias_node")
    return {name: place for place, name in enumerate(names + [f"hidden:{one}" for one in ids])}


def sinks_of(ids: list[int], muscles: int, config: RunConfig) -> dict[str, int]:
    """Column of each sink by name."""
    hidden = {f"hidden:{one}": place for place, one in enumerate(ids)}
    return hidden | {f"out:{m}": config.neat_max_hidden + m for m in range(muscles)}


def check_neat(fields: Fields, value: object, body: tuple[int, int], path: str) -> None:
    """A net of NEAT for a body of so many nodes and muscles."""
    config, muscles = fields.config, body[1]
    found = fields.net(value, path, "neat", NET)
    for name, wanted, why in (
        ("inputs", n_sensed(config), "as the settings say"),
        ("outputs", muscles, "one a muscle"),
    ):
        if name in found and (isinstance(found[name], bool) or found[name] != wanted):
            fields.refuse(f"{path}.{name}", f"must be {wanted}, {why}")
    if "output_bias" in found:
        fields.vector(found["output_bias"], f"{path}.output_bias", muscles)
    if "hidden" in found:
        ids = checked_neurons(fields, found["hidden"], f"{path}.hidden")
        if "links" in found and ids is not None:
            sources, absent = sources_of(ids, config), absent_inputs(body, config)
            sources = {name: place for name, place in sources.items() if place not in absent}
            check_links(fields, found["links"], (sources, sinks_of(ids, muscles, config)), f"{path}.links")


def checked_neurons(fields: Fields, value: object, path: str) -> list[int] | None:
    """The ids of hidden neurons; None where something is wrong with them."""
    before, ids = len(fields.problems), dict[int, str]()
    for index, neuron in enumerate(fields.items(value, path, 0, fields.config.neat_max_hidden, "neuron")):
        at = f"{path}[{index}]"
        found = fields.record(neuron, at, NEURON)
        if "bias" in found:
            fields.number(found["bias"], f"{at}.bias", WEIGHT)
        if "id" in found:
            check_number(fields, found["id"], f"{at}.id", ids)
    return list(ids) if len(fields.problems) == before else None


def check_number(fields: Fields, value: Any, path: str, others: dict[int, str]) -> None:
    """An innovation number, which none of the others has; then it is one of them, with its path."""
    if fields.whole(value, path, 1, MOST_NUMBER) and others.setdefault(int(value), path) != path:
        fields.refuse(path, f"must not be the same as {others[int(value)]}")


def absent_inputs(body: tuple[int, int], config: RunConfig) -> set[int]:
    """Inputs that would sense nodes or muscles beyond the body's."""
    nodes, muscles = (
        (torch.arange(most) < count)[None]
        for most, count in zip((config.max_nodes, config.max_muscles), body, strict=True)
    )
    return set((~input_mask(nodes, muscles, config)[0]).nonzero()[:, 0].tolist())


def check_links(fields: Fields, value: object, ends: tuple[dict[str, int], dict[str, int]], path: str) -> None:
    """Links between neurons that there are: no two alike, no circle, no number twice."""
    sources, sinks = ends
    links, numbers = dict[tuple[str, str], int](), dict[int, str]()
    for index, link in enumerate(fields.items(value, path, 0, len(sources) * len(sinks), "link")):
        at = f"{path}[{index}]"
        found = fields.record(link, at, LINK)
        if "weight" in found:
            fields.number(found["weight"], f"{at}.weight", WEIGHT)
        if "enabled" in found and not isinstance(found["enabled"], bool):
            fields.refuse(f"{at}.enabled", "must be true or false")
        if "innovation" in found:
            check_number(fields, found["innovation"], f"{at}.innovation", numbers)
        known = True
        for name, neurons in (("from", sources), ("to", sinks)):
            if name in found and not (isinstance(found[name], str) and found[name] in neurons):
                fields.refuse(f"{at}.{name}", f"must be {named(neurons)}")
            known &= name in found and isinstance(found[name], str) and found[name] in neurons
        if known and links.setdefault((found["from"], found["to"]), index) != index:
            fields.refuse(at, f"must not connect the same neurons as link {links[found['from'], found['to']]}")
    if in_order([name for name in sinks if name.startswith("hidden:")], list(links)) is None:
        fields.refuse(path, "must not lead in a circle")


def named(neurons: dict[str, int]) -> str:
    """The names of neurons, in people's words; there may be a hundred inputs."""
    names = list(neurons)
    return "one of " + ", ".join(names if len(names) <= 12 else [*names[:6], "…", *names[-5:]])


def in_order(hidden: list[str], links: list[tuple[str, str]]) -> list[str] | None:
    """Hidden neurons in an order in which no link leads backwards, as near to the given one as can be.

    None where the links lead in a circle.
    """
    waiting: dict[str, set[str]] = {name: set() for name in hidden}
    for source, sink in links:
        if source in waiting and sink in waiting:
            waiting[sink].add(source)
    ordered: list[str] = []
    while waiting:
        ready = next((name for name, before in waiting.items() if not before), None)
        if ready is None:
            return None
        del waiting[ready]
        ordered.append(ready)
        for before in waiting.values():
            before.discard(ready)
    return ordered


def read_neat(brains: list[dict[str, Any]], config: RunConfig, dtype: torch.dtype) -> NeatBrain:
    """The nets of a population."""
    count, hidden, muscles = len(brains), config.neat_max_hidden, config.max_muscles
    shape = count, n_inputs(config) + hidden, hidden + muscles
    nets = NeatBrain(
        neuron=torch.zeros(count, hidden, dtype=torch.int64),
        bias_hidden=torch.zeros(count, hidden, dtype=dtype),
        bias_out=torch.zeros(count, muscles, dtype=dtype),
        weight=torch.zeros(shape, dtype=dtype),
        innovation=torch.zeros(shape, dtype=torch.int32),
        enabled=torch.zeros(shape, dtype=torch.bool),
    )
    for row, brain in enumerate(brains):
        _write(nets[row : row + 1].map(lambda tensor: tensor[0]), brain, config)
    return nets


def _write(net: NeatBrain, brain: dict[str, Any], config: RunConfig) -> None:
    bias = {f"hidden:{int(neuron['id'])}": neuron["bias"] for neuron in brain["hidden"]}
    links, muscles = brain["links"], int(brain["outputs"])
    ordered = in_order(list(bias), [(link["from"], link["to"]) for link in links])
    assert ordered is not None  # or it was refused
    ids = [int(name.removeprefix("hidden:")) for name in ordered]
    net.neuron[: len(ids)] = torch.tensor(ids, dtype=torch.int64) + HIDDEN
    net.bias_hidden[: len(ids)] = torch.tensor([bias[name] for name in ordered], dtype=net.bias_hidden.dtype)
    net.bias_out[:muscles] = torch.tensor(brain["output_bias"], dtype=net.bias_out.dtype)
    sources, sinks = sources_of(ids, config), sinks_of(ids, muscles, config)
    at = (
        torch.tensor([sources[link["from"]] for link in links], dtype=torch.int64),
        torch.tensor([sinks[link["to"]] for link in links], dtype=torch.int64),
    )
    for name, matrix in (("weight", net.weight), ("innovation", net.innovation), ("enabled", net.enabled)):
        matrix[at] = torch.tensor([link[name] for link in links], dtype=matrix.dtype)
