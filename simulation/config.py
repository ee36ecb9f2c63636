"""RunConfig: every parameter of a run, defined once.

Form fields, bounds, tooltips, the API's schema, the TypeScript types and the documentation are derived from these
definitions; nothing else in the project states a default or a bound. This page imports no torch.

Each field carries, besides its bounds, a title, a description, and in `json_schema_extra` its `group` (a key of
GROUPS), its `unit` where it has one, `when`: the choices of other fields under which it has an effect (or a list of
such conditions, of which one is enough), `labels`: what people call its choices, where that is another word, and
`empty`: what it means to leave out a field that may be.
"""

import secrets
from collections.abc import Mapping
from math import ceil, isqrt
from typing import TYPE_CHECKING, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, ValidationError, ValidationInfo, field_validator, model_validator

from simulation.errors import ConfigError, Problem
from simulation.setting import bounds_of, problems_of, setting, spaced
from simulation.task_facts import FACTS, WITH_TARGETS
from simulation.worlds import BEFORE_WORLDS, FASTEST_PUBLISHED_HZ, is_of_before_worlds

GROUPS = {
    "basics": "Basics",
    "physics": "Physics",
    "body": "Body",
    "brain": "Brain",
    "selection": "Selection",
    "variation": "Variation",
    "task": "Task and score",
    "stop": "Stop early",
    "storage": "Storage",
    "machine": "Machine",
}
WITH_WEIGHTS = {"brain": ["pure", "hybrid", "neat"]}
NEAT = {"brain": ["neat"]}
NATURAL = {"world": ["natural"]}
PUBLISHED = {"world": ["published"]}
PELLETS = {"task": WITH_TARGETS}
WITH_LAYOUTS = [PELLETS, NATURAL]
RANKED = {"selection": ["rank", "truncation", "tournament", "speciation", "novelty"]}
WITH_SPECIES = [{"selection": ["speciation"]}, NEAT | RANKED]
SHARED = RANKED | {"fitness_sharing": [True]}
ADAPTIVE = {"adaptive_mutation": [True]}
ISLANDS = {"islands": list(range(2, 33))}

LARGEST_POPULATION = 2_000_000_000  # bytes of genotypes; breeding and scoring take some five times as much
BYTES_PER_CREATURE, BYTES_PER_NODE, BYTES_PER_MUSCLE = 37, 21, 81  # without its brain (population.py)
BYTES_PER_WEIGHT = 4
BYTES_PER_CONNECTION = 9  # of NEAT: weight, innovation number, whether it is enabled
BYTES_PER_NEURON = 12  # of NEAT: number and bias
CLOCK_INPUTS = {"none": 0, "sin": 1, "raw": 1, "cyclic": 2, "sin_raw": 2}
CONTROL_HZ = 60  # of the natural world
DEFAULT_HZ = {"natural": 240, "published": 60}
SETTLING_S = 0.5  # of every task in the natural world
MOST_ELITES = 0.9  # share of an island's creatures


if TYPE_CHECKING:
    TaskName = str
else:
    TaskName = Literal[tuple(FACTS)]


def random_seed() -> int:
    return secrets.randbelow(2**31)


class RunConfig(BaseModel):
    """The settings of one run. Immutable; unknown keys, NaN and infinity are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False, validate_default=True)

    # fmt: off
    task: TaskName = setting("forage", "Task", "What fitness measures: reaching pellets one after another, the distance travelled along +x on level or on rough ground, the height of a jump, or the way up a flight of stairs.", "basics", labels={name: facts.label for name, facts in FACTS.items()})
    seed: int = setting(random_seed, "Seed", "Same seed, same settings, same result, bit for bit. Left out: drawn at random and stored.", "basics", empty="random", ge=0, le=2**53 - 1)
    population: int = setting(100, "Population", "Creatures in every generation.", "basics", unit="creatures", ge=2, le=100_000)
    generations: int = setting(50, "Generations", "How often the population breeds: the run holds generations 0 to this number.", "basics", ge=1, le=1_000_000)
    seconds: float = setting(20.0, "Episode", "Simulated time in which a creature shows what it can do.", "basics", unit="s", ge=1, le=120)

    world: Literal["natural", "published"] = setting("natural", "World", "The laws of physics: natural, in which muscles are as strong as animals' and scores can be done again; or those of earlier programs, for comparison with what was published.", "physics", labels={"natural": "Natural", "published": "Published, for comparison"})
    physics_hz: int | None = setting(None, "Physics rate", "Physics steps per simulated second: a multiple of 60, the rate at which creatures sense and act; in the published world 15 to 120, and all happens at this rate. Empty: 240, and 60 in the published world. A rate of 120 or less without a world is the published world's.", "physics", unit="Hz", ge=15, le=960)
    muscle_strength: float = setting(20.0, "Muscle strength", "No muscle pulls or pushes harder.", "physics", unit="N", when=NATURAL, ge=1, le=500)
    stroke: float = setting(0.35, "Stroke", "A muscle may be told to take its rest length, more or less this share of it; beyond its length at birth, more or less this share, its tissue resists.", "physics", when=NATURAL, ge=0.05, le=0.9)
    gravity: float = setting(9.8, "Gravity", "Downward pull.", "physics", unit="m/s²", ge=1, le=30)
    ground_friction: float = setting(0.5, "Ground friction", "How well the ground grips; multiplies each node's own friction.", "physics", ge=0.05, le=2)
    damping_scale: float = setting(1.0, "Damping scale", "Multiplies the damping of every muscle.", "physics", ge=0.1, le=5)

    min_nodes: int = setting(3, "Fewest nodes", "A body never has fewer nodes.", "body", ge=2, le=20)
    max_nodes: int = setting(8, "Most nodes", "A body never has more nodes.", "body", ge=2, le=20)
    min_muscles: int = setting(2, "Fewest muscles", "A body is never born with fewer muscles, nor loses one below this.", "body", ge=1, le=50)
    max_muscles: int = setting(15, "Most muscles", "A body never has more muscles.", "body", ge=1, le=50)

    body_size: float = setting(3.0, "Greatest size", "A body is born within a ball of this diameter.", "body", unit="m", when=NATURAL, ge=1, le=10)

    brain: Literal["none", "pure", "hybrid", "neat"] = setting("none", "Brain", "What drives the muscles: an oscillator each (none), a neural net (pure), a net that modulates the oscillators (hybrid), or a net whose neurons and connections evolve too (neat).", "brain", labels={"none": "None: oscillators", "pure": "Pure: a net drives", "hybrid": "Hybrid: a net modulates", "neat": "NEAT: a net that grows"})
    brain_hz: float = setting(10.0, "Brain rate", "How often the net senses and decides.", "brain", unit="Hz", when=WITH_WEIGHTS, ge=5, le=60)
    hidden: int = setting(8, "Hidden neurons", "Neurons in the hidden layer of the net.", "brain", when={"brain": ["pure", "hybrid"]}, ge=1, le=64)
    activation: Literal["tanh", "relu", "sigmoid"] = setting("tanh", "Activation", "Of the hidden neurons; outputs are always tanh.", "brain", when=WITH_WEIGHTS)
    output_bias: float = setting(-0.1, "Output bias at birth", "Bias that output neurons are born with.", "brain", when=WITH_WEIGHTS, ge=-2, le=2)
    smoothing: float = setting(0.15, "Smoothing", "Share of the new output in what a muscle is told; lower is smoother.", "brain", when=WITH_WEIGHTS, ge=0.05, le=1)
    dead_zone: float = setting(0.1, "Dead zone", "Outputs nearer to 0 than this count as 0.", "brain", when={"brain": ["pure", "neat"]}, ge=0, le=0.5)
    velocity_cap: float = setting(5.0, "Muscle speed limit", "Fastest change of the length a net may tell a muscle to take.", "brain", unit="m/s", when=WITH_WEIGHTS, ge=0.1, le=20)
    max_extension: float = setting(2.0, "Greatest extension", "A net may tell a muscle to take 1/this to this times its rest length.", "brain", when=WITH_WEIGHTS | PUBLISHED, ge=1.2, le=5)
    time_encoding: Literal["auto", "none", "sin", "raw", "cyclic", "sin_raw"] = setting("auto", "Sense of time", "Clock inputs of the net: auto is none for pure and neat, cyclic for hybrid.", "brain", when=WITH_WEIGHTS, labels={"auto": "automatic", "sin": "sine", "raw": "elapsed share", "cyclic": "sine and cosine", "sin_raw": "sine and elapsed share"})
    clock_hz: float = setting(0.5, "Clock rate", "How often the sine by which a net senses time comes round.", "brain", unit="Hz", when=[WITH_WEIGHTS | {"time_encoding": ["sin", "cyclic", "sin_raw"]}, {"brain": ["hybrid"], "time_encoding": ["auto"]}], ge=0.1, le=5)
    sense_strain: bool = setting(False, "Feel muscle strain", "The net feels how far each muscle is from its rest length.", "brain", when=WITH_WEIGHTS)
    sense_velocity: bool = setting(False, "Feel node velocity", "The net feels the velocity of each node.", "brain", when=WITH_WEIGHTS)
    sense_ground: bool = setting(False, "Feel the ground", "The net feels which nodes touch the ground.", "brain", when=WITH_WEIGHTS)
    bias_mode: Literal["neuron", "bias_node"] = setting("neuron", "Bias", "Each neuron's own bias alone, or an input that is always 1 as well.", "brain", when=WITH_WEIGHTS, labels={"neuron": "of each neuron", "bias_node": "and an input of 1"})
    neat_connectivity: Literal["full", "sparse_inputs", "sparse_outputs", "none"] = setting("full", "Connections at birth", "NEAT: which connections newborn nets and new muscles have: every input with every output, each input with one output, each output with one input, or none.", "brain", when=NEAT, labels={"full": "all", "sparse_inputs": "one an input", "sparse_outputs": "one an output"})
    neat_max_hidden: int = setting(16, "Most hidden neurons", "NEAT: a net never has more hidden neurons.", "brain", when=NEAT, ge=1, le=128)

    selection: Literal["rank", "truncation", "tournament", "speciation", "novelty", "map_elites"] = setting("rank", "Selection", "Who survives and who breeds: the best; winners of tournaments; the best of every species; those who behave like nobody else (novelty); or the best of every kind of behaviour (MAP-Elites).", "selection", labels={"map_elites": "MAP-Elites"})
    cull: float = setting(0.5, "Culled share", "Share of the population that is replaced by offspring.", "selection", when=RANKED, ge=0.1, le=0.9)
    tournament_size: int = setting(3, "Tournament size", "Creatures that meet in one tournament.", "selection", when={"selection": ["tournament"]}, ge=2, le=10)
    rank_pressure: float = setting(1.5, "Rank pressure", "Expected offspring of the best survivor against an average one (linear ranking).", "selection", when={"selection": ["rank", "speciation", "novelty"]}, ge=1, le=2)
    compatibility_threshold: float | None = setting(None, "Compatibility threshold", "Creatures whose genomes are this far apart or farther are of different species. Empty: 1, and 1.8 with NEAT, whose genomes differ in more.", "selection", when=WITH_SPECIES, ge=0.1, le=10)
    species_stagnation: int = setting(15, "Species stagnate after", "A species whose best has not improved for so long has no offspring any more; the best species always has.", "selection", unit="generations", when=WITH_SPECIES, ge=1, le=10_000)
    min_species_size: int = setting(2, "Smallest species", "A species has at least this many places in the next generation, or dies out.", "selection", unit="creatures", when=WITH_SPECIES, ge=2, le=50)
    novelty_neighbours: int = setting(15, "Neighbours", "Novelty is the mean distance to so many nearest neighbours in behaviour.", "selection", when={"selection": ["novelty"]}, ge=1, le=100)
    novelty_archived: int = setting(5, "Archived a generation", "Creatures drawn from each generation whose behaviour is remembered, so that nobody is new by doing it again.", "selection", unit="creatures", when={"selection": ["novelty"]}, ge=0, le=100)
    fitness_sharing: bool = setting(False, "Fitness sharing", "Creatures of like genomes share what they score, so that rare kinds last.", "selection", when=RANKED)
    sharing_radius: float = setting(0.5, "Sharing radius", "Creatures whose genomes are nearer than this share.", "selection", when=SHARED, ge=0.1, le=2)
    islands: int = setting(1, "Islands", "Parts of the population that compete and mate among themselves.", "selection", ge=1, le=32)
    migration_every: int = setting(10, "Migration every", "How often copies of each island's best take places of offspring on the next island; the last island's go to the first.", "selection", unit="generations", when=ISLANDS, ge=1, le=10_000)
    migrants: int = setting(1, "Migrants", "Creatures that go from each island.", "selection", unit="creatures", when=ISLANDS, ge=1, le=100)
    map_cells: int = setting(8, "Cells", "MAP-Elites: cells along each side of the map of behaviours; all together at most nine tenths of the creatures of an island.", "selection", when={"selection": ["map_elites"]}, ge=2, le=100)

    crossover_rate: float = setting(0.5, "Crossover rate", "Chance that a child has two parents; else it is a mutated clone.", "variation", ge=0, le=1)
    weight_crossover: Literal["sbx", "uniform", "interpolation"] = setting("sbx", "Weight crossover", "How the weights of two parents are mixed.", "variation", when=WITH_WEIGHTS, labels={"sbx": "simulated binary (SBX)"})
    sbx_eta: float = setting(2.0, "SBX spread η", "Simulated binary crossover: higher keeps children nearer to their parents.", "variation", when=WITH_WEIGHTS | {"weight_crossover": ["sbx"]}, ge=0.5, le=5)
    mutation_rate: float = setting(0.2, "Mutation rate", "Chance that a gene of the body changes.", "variation", ge=0, le=1)
    mutation_magnitude: float = setting(0.3, "Mutation size", "Greatest change of a gene, as a share of its range.", "variation", ge=0, le=1)
    structural_rate: float = setting(0.1, "Structural mutation rate", "Chance, each, to add a node, remove a node, add a muscle, remove a muscle.", "variation", ge=0, le=1)
    weight_rate: float = setting(0.2, "Weight mutation rate", "Chance that a weight changes.", "variation", when=WITH_WEIGHTS, ge=0, le=1)
    weight_magnitude: float = setting(0.05, "Weight mutation size", "Standard deviation of a weight's change.", "variation", when=WITH_WEIGHTS, ge=0, le=2)
    weight_decay: Literal["off", "linear", "exponential"] = setting("off", "Mutation decay", "Weight mutation starts larger and falls to its size over the first generations.", "variation", when=WITH_WEIGHTS)
    weight_decay_start: float = setting(5.0, "Decay starts at", "Weight mutation size of generation 1, as a multiple.", "variation", unit="×", when=WITH_WEIGHTS | {"weight_decay": ["linear", "exponential"]}, ge=1, le=20)
    weight_decay_generations: int = setting(50, "Decay lasts", "Generations until the mutation size is reached.", "variation", unit="generations", when=WITH_WEIGHTS | {"weight_decay": ["linear", "exponential"]}, ge=1, le=100_000)
    neat_add_connection: float = setting(0.5, "New connection rate", "NEAT: chance that a child's net gains a connection.", "variation", when=NEAT, ge=0, le=1)
    neat_add_node: float = setting(0.2, "New neuron rate", "NEAT: chance that a neuron splits one of a child's connections.", "variation", when=NEAT, ge=0, le=1)
    neat_enable: float = setting(0.02, "Enabling rate", "NEAT: chance that one of a child's disabled connections is enabled again.", "variation", when=NEAT, ge=0, le=1)
    neat_disable: float = setting(0.01, "Disabling rate", "NEAT: chance that one of a child's connections is disabled.", "variation", when=NEAT, ge=0, le=1)
    neat_replace_rate: float = setting(0.1, "Replaced weights", "NEAT: share of mutated weights that are drawn anew; the others are moved.", "variation", when=NEAT, ge=0, le=1)
    distance_excess: float = setting(1.0, "Distance of excess genes", "How far apart genes newer than all of the other's put two genomes.", "selection", when=NEAT | RANKED, ge=0, le=5)
    distance_disjoint: float = setting(1.0, "Distance of disjoint genes", "How far apart other genes and muscles that only one has put two genomes.", "selection", when=[*WITH_SPECIES, SHARED], ge=0, le=5)
    distance_weights: float = setting(0.4, "Distance of weights", "How far apart differences in what they share put two genomes.", "selection", when=[*WITH_SPECIES, SHARED], ge=0, le=5)
    adaptive_mutation: bool = setting(False, "Adaptive mutation", "When scores stop improving, bodies and nets mutate more.", "variation")
    adaptive_window: int = setting(20, "Stagnation window", "Mean scores of so many generations are compared with those of as many before.", "variation", unit="generations", when=ADAPTIVE, ge=2, le=1_000)
    adaptive_threshold: float = setting(5.0, "Improvement wanted", "Scores that improve by less stagnate.", "variation", unit="%", when=ADAPTIVE, ge=0, le=100)
    adaptive_boost: float = setting(2.0, "Boost", "What rates and sizes of mutation are multiplied by each time that scores stagnate.", "variation", unit="×", when=ADAPTIVE, ge=1.1, le=5)
    adaptive_most: float = setting(8.0, "Greatest boost", "They are never multiplied by more.", "variation", unit="×", when=ADAPTIVE, ge=1.1, le=50)

    layouts: Literal["shared", "own"] = setting("shared", "Layouts", "Whether all creatures meet the same layouts or each its own.", "task", when=WITH_LAYOUTS, labels={"own": "each its own"})
    layout_count: int = setting(4, "Layouts a creature", "Trials whose mean is a creature's fitness; each draws how it starts, what ground it meets and where its targets are.", "task", when=WITH_LAYOUTS, ge=1, le=16)
    layout_period: int = setting(1, "Layouts change every", "0: they never change, and an unchanged survivor is not simulated again.", "task", unit="generations", when=WITH_LAYOUTS, ge=0, le=1_000_000)
    start_jitter: float = setting(0.01, "Start jitter", "How far, along each axis, a layout may move each node from where its genes put it.", "task", unit="m", when=NATURAL, ge=0, le=0.1)
    arena: float = setting(50.0, "Arena", "Side of the square in which pellets are placed.", "task", unit="m", when=PELLETS | PUBLISHED, ge=5, le=500)
    efficiency: float = setting(0.1, "Price of effort", "How much a net's mean output costs in points (×10).", "task", when=WITH_WEIGHTS | PELLETS, ge=0, le=5)
    step_rise: float = setting(0.05, "Rise of a step", "How much higher each step is than the one before: the first rises by this, the second by twice as much, and so on.", "task", unit="m", when={"task": ["climb"]}, ge=0.01, le=0.3)
    roughness: float = setting(0.8, "Roughness", "How high the waves of the ground are together, at most, from trough to crest.", "task", unit="m", when={"task": ["rough"]}, ge=0.1, le=2)
    settle: float | None = setting(None, "Settling time", "Time in which a newborn falls and comes to rest, limp, before anything is measured; whoever is not at rest by then is given up to 5 s more. Empty: 0.5 s, and 0 s for forage in the published world.", "task", unit="s", ge=0, le=5)

    stop_target: float | None = setting(None, "Target", "The run is done as soon as its champion reaches this score; where layouts change, as soon as the champion's mean on layouts that selection never saw does.", "stop", empty="off", ge=0.001, le=1_000_000)
    stop_stagnation: int | None = setting(None, "No new champion for", "The run is done when so many generations in a row have brought no new champion.", "stop", unit="generations", empty="off", ge=1, le=100_000)
    stop_minutes: float | None = setting(None, "Computing time", "The run is done once its generations have taken so long to compute; waiting is not counted. How far it gets depends on the machine.", "stop", unit="min", empty="off", ge=0.001, le=1_000_000)

    clip_hz: int = setting(15, "Replay frames", "Frames stored per simulated second, at most one per control step.", "storage", unit="Hz", ge=1, le=120)
    clips_top: int = setting(10, "Replays of the best", "Best creatures of a generation whose replays are stored.", "storage", unit="creatures", ge=1, le=100)
    clips_random: int = setting(10, "Replays at random", "Other creatures whose replays are stored.", "storage", unit="creatures", ge=0, le=100)
    clips_bottom: int = setting(5, "Replays of the worst", "Worst creatures whose replays are stored.", "storage", unit="creatures", ge=0, le=100)

    backend: Literal["auto", "kernel", "torch"] = setting("auto", "Backend", "Which form of the time loop runs: compiled for this processor (kernel), or the reference, which a GPU can play (torch). A run keeps the one it began with.", "machine", labels={"auto": "automatic"})
    device: Literal["auto", "cpu", "cuda"] = setting("auto", "Device", "Where it runs; auto takes a GPU if there is one.", "machine", labels={"auto": "automatic", "cpu": "CPU", "cuda": "GPU (CUDA)"})
    # fmt: on

    @model_validator(mode="before")
    @classmethod
    def _rate_of_before_worlds(cls, values: Any) -> Any:
        """Rates were 15 to 120 Hz before there were worlds: where one is given and no world, all is as it was then."""
        return BEFORE_WORLDS | dict(values) if isinstance(values, Mapping) and is_of_before_worlds(values) else values

    @field_validator("physics_hz")
    @classmethod
    def _rate_of_the_world(cls, hz: int | None, info: ValidationInfo) -> int | None:
        world = info.data.get("world")
        if hz is not None and world == "natural" and hz % CONTROL_HZ:
            raise ValueError(
                f"must be a multiple of {CONTROL_HZ}, at which creatures sense and act, or the world published"
            )
        if hz is not None and world == "published" and hz > FASTEST_PUBLISHED_HZ:
            raise ValueError(f"must be at most {FASTEST_PUBLISHED_HZ} in the published world, or the world natural")
        return hz

    @field_validator("max_nodes")
    @classmethod
    def _enough_nodes(cls, most: int, info: ValidationInfo) -> int:
        return at_least(most, info.data.get("min_nodes"), "the fewest nodes")

    @field_validator("min_muscles")
    @classmethod
    def _room_for_muscles(cls, fewest: int, info: ValidationInfo) -> int:
        most_nodes = info.data.get("max_nodes")
        if most_nodes is not None and fewest > most_nodes * (most_nodes - 1) // 2:
            raise ValueError(
                f"{most_nodes} nodes have room for at most {most_nodes * (most_nodes - 1) // 2} muscles, one a pair"
            )
        return fewest

    @field_validator("max_muscles")
    @classmethod
    def _enough_muscles(cls, most: int, info: ValidationInfo) -> int:
        bounds = {"the fewest muscles": info.data.get("min_muscles")}
        if fewest_nodes := info.data.get("min_nodes"):
            bounds["the fewest nodes less one, so that bodies hang together"] = fewest_nodes - 1
        name = max(bounds, key=lambda name: bounds[name] or 0)
        return at_least(most, bounds[name], name)

    @field_validator("islands")
    @classmethod
    def _two_an_island(cls, islands: int, info: ValidationInfo) -> int:
        population = info.data.get("population")
        if population is not None and 2 * islands > population:
            raise ValueError(
                f"must be at most {population // 2}, or the population at least {2 * islands}: an island has two "
                "creatures or more"
            )
        return islands

    @field_validator("map_cells")
    @classmethod
    def _room_for_elites(cls, cells: int, info: ValidationInfo) -> int:
        given = info.data
        if given.get("selection") != "map_elites" or not {"population", "islands"} <= given.keys():
            return cells
        most = isqrt(int(MOST_ELITES * (given["population"] // given["islands"])))
        if cells > most:
            enough = given["islands"] * ceil(cells**2 / MOST_ELITES)
            fewest, _ = bounds_of(cls.model_fields["map_cells"])
            _, largest = bounds_of(cls.model_fields["population"])
            ways = [f"must be at most {most}"] if most >= fewest else []
            ways += [f"the population must be at least {spaced(enough)}"] if enough <= largest else []
            raise ValueError(f"{', or '.join(ways)}: every cell's best survives, and a tenth are to be offspring")
        return cells

    @classmethod
    def parse(cls, values: Mapping[str, Any]) -> Self:
        """Settings from untrusted values.

        Raises:
            ConfigError: with every problem, each naming its field and the bound.
        """
        try:
            config = cls.model_validate(dict(values))
        except ValidationError as error:
            raise ConfigError(problems_of(error, cls.model_fields)) from error
        if problem := config.problem_of_size(LARGEST_POPULATION):
            raise ConfigError([problem])
        return config

    def problem_of_size(self, most: int) -> Problem | None:
        """Return the problem of a population whose genotypes take more bytes than these, with what would fit."""
        size = self.population * self.genotype_bytes
        if size <= most:
            return None
        ways = [f"at most {spaced(most // self.genotype_bytes)} creatures"]
        hidden = "neat_max_hidden" if self.brain == "neat" else "hidden"
        smaller = (self.model_copy(update={hidden: count}) for count in range(self.hidden_slots - 1, 0, -1))
        if fits := next((config for config in smaller if self.population * config.genotype_bytes <= most), None):
            ways.append(f"{hidden} at most {fits.hidden_slots}")
        return Problem(
            "population",
            f"must be {', or '.join(ways)}: these bodies and nets take {self.genotype_bytes / 1e3:.1f} kB each, "
            f"{size / 1e9:.2g} GB in all, and {most / 1e9:.2g} GB are the most",
        )

    @property
    def is_natural(self) -> bool:
        """Whether the laws are those of the natural world."""
        return self.world == "natural"

    @property
    def step_hz(self) -> int:
        """Physics steps per simulated second in force."""
        return self.physics_hz or DEFAULT_HZ[self.world]

    @property
    def control_hz(self) -> int:
        """Control steps per simulated second: how often a creature senses and acts, and a task watches."""
        return CONTROL_HZ if self.is_natural else self.step_hz

    @property
    def n_substeps(self) -> int:
        """Physics steps of one control step."""
        return self.step_hz // self.control_hz

    @property
    def n_steps(self) -> int:
        """Control steps of an episode, settling not counted."""
        return round(self.seconds * self.control_hz)

    @property
    def n_physics_steps(self) -> int:
        """Physics steps of an episode, settling not counted."""
        return self.n_steps * self.n_substeps

    @property
    def has_targets(self) -> bool:
        """Whether the task lays out targets."""
        return FACTS[self.task].has_targets

    @property
    def has_layouts(self) -> bool:
        """Whether one episode differs from the next by what is drawn for it; else one says all."""
        return self.is_natural or self.has_targets

    @property
    def n_layouts(self) -> int:
        """Layouts, and so episodes, in one evaluation of a creature."""
        return self.layout_count if self.has_layouts else 1

    @property
    def settle_seconds(self) -> float:
        """Settling time in force, s."""
        if self.settle is not None:
            return self.settle
        return SETTLING_S if self.is_natural else FACTS[self.task].published_settle

    @property
    def species_threshold(self) -> float:
        """Compatibility threshold in force: at these, newborns fall into some ten to thirty species."""
        if self.compatibility_threshold is not None:
            return self.compatibility_threshold
        return 1.8 if self.brain == "neat" else 1.0

    @property
    def clock(self) -> str:
        """The time encoding in force."""
        if self.time_encoding != "auto":
            return self.time_encoding
        return "cyclic" if self.brain == "hybrid" else "none"

    @property
    def hidden_slots(self) -> int:
        """Hidden neurons that a net of these settings has, or has room for; 0 where there is no net."""
        return {"none": 0, "neat": self.neat_max_hidden}.get(self.brain, self.hidden)

    @property
    def input_widths(self) -> dict[str, int]:
        """How many inputs of a net hold what, in their order."""
        return {
            "target": 3,
            "motion": 3,
            "distance": 1,
            "clock": CLOCK_INPUTS[self.clock],
            "strain": self.max_muscles * self.sense_strain,
            "velocity": 3 * self.max_nodes * self.sense_velocity,
            "ground": self.max_nodes * self.sense_ground,
            "bias": int(self.bias_mode == "bias_node"),
        }

    @property
    def genotype_bytes(self) -> int:
        """Bytes of one creature's genotype in memory, and of its row in a checkpoint before it is packed."""
        inputs, hidden, outputs = sum(self.input_widths.values()), self.hidden_slots, self.max_muscles
        body = BYTES_PER_CREATURE + BYTES_PER_NODE * self.max_nodes + BYTES_PER_MUSCLE * outputs
        dense = BYTES_PER_WEIGHT * (inputs * hidden + hidden + hidden * outputs + outputs)
        neat = BYTES_PER_CONNECTION * (inputs + hidden) * (hidden + outputs)
        neat += BYTES_PER_NEURON * hidden + BYTES_PER_WEIGHT * outputs
        return body + {"none": 0, "neat": neat}.get(self.brain, dense)

    @property
    def brain_every(self) -> int:
        """Control steps from one decision of the nets to the next."""
        return max(1, int(self.control_hz // self.brain_hz))

    @property
    def frame_every(self) -> int:
        """Control steps between two stored frames."""
        return max(1, round(self.control_hz / self.clip_hz))


def at_least(value: int, bound: int | None, name: str) -> int:
    """The value, if it is no less than the bound; a bound that failed its own validation is None and binds nothing."""
    if bound is not None and value < bound:
        raise ValueError(f"must be at least {bound}, {name}")
    return value
