"""What is kept: runs, what they recorded, people's rights, deeds and belongings, the processes that compute."""

from evoweb.runs.models.belongings import ColumnSet, Design, HookCall, OwnPreset, Webhook
from evoweb.runs.models.people import ApiToken, DailyUse, Deed, Quota
from evoweb.runs.models.processes import ComputeProcess, Keeper
from evoweb.runs.models.records import Checkpoint, Clip, Creature, Generation, Pin, Score
from evoweb.runs.models.run import ACTIVE, UNFINISHED, Founders, Run, State, no_spark

__all__ = [
    "ACTIVE",
    "UNFINISHED",
    "ApiToken",
    "Checkpoint",
    "Clip",
    "ColumnSet",
    "ComputeProcess",
    "Creature",
    "DailyUse",
    "Deed",
    "Design",
    "Founders",
    "Generation",
    "HookCall",
    "Keeper",
    "OwnPreset",
    "Pin",
    "Quota",
    "Run",
    "Score",
    "State",
    "Webhook",
    "no_spark",
]
