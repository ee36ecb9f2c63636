"""The ASGI application of the web process that the launcher starts: asgi.py's, with the engine loading behind it.

Pages answer at once; what needs the engine is told to come again until it is there (docs/adr/009).
"""

import logging
import os

from django.conf import settings

from evoweb.asgi import application
from evoweb.front_door import guard_daphne
from evoweb.runs.engine import engine
from evoweb.runs.models import ComputeProcess
from evoweb.runs.system.reports import begin_reporting

__all__ = ["application"]
GIVES_WAY = 5  # nice: however much is asked, runs are computed beside it at nearly their pace

if settings.PRODUCTION and not settings.TRUSTED_PROXIES:
    logging.getLogger(__name__).warning("TRUSTED_PROXIES is empty: all who come through a proxy count as one address")
guard_daphne()
os.nice(GIVES_WAY)
begin_reporting(ComputeProcess.Kind.WEB)
engine.begin()
