"""Scene: everything an episode is played with; what brains and tasks are shown."""

from dataclasses import dataclass

from simulation.bodies import Bodies, State
from simulation.config import RunConfig
from simulation.laws import Laws
from simulation.layouts import Course
from simulation.terrain import Terrain
from simulation.timetable import Timetable


@dataclass(frozen=True)
class Scene:
    """A batch of creatures in one layout. Only the state changes."""

    bodies: Bodies
    state: State
    course: Course
    terrain: Terrain
    laws: Laws
    timetable: Timetable
    config: RunConfig
    metered: bool = False  # whether the work of muscles is added up
