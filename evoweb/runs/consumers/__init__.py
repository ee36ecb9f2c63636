"""Websockets: progress of one run, changes of a user's runs, clips. docs/protocol.md says what is spoken on them."""

from evoweb.runs.consumers.clips import ClipConsumer
from evoweb.runs.consumers.progress import ProgressConsumer
from evoweb.runs.consumers.runs import RunsConsumer

__all__ = ["ClipConsumer", "ProgressConsumer", "RunsConsumer"]
