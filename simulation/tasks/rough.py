"""Rough: how far the centre of mass gets along +x over the run's own rough ground; `run` on waves."""

from dataclasses import replace

from simulation.tasks.run import RUN
from simulation.terrain import waves

ROUGH = replace(RUN, terrain=waves)
