"""Contract: generated files are what their sources make of them now."""

import json
import re
import struct
from itertools import accumulate, pairwise
from typing import Any

import pytest

from evoweb.runs.api.typescript import TARGET, typescript
from evoweb.runs.management.parameters_page import TARGET as PARAMETERS
from evoweb.runs.management.parameters_page import parameters_page
from evoweb.runs.management.scenes import TARGET as SCENES
from evoweb.runs.management.scenes import WALKERS, Reel, recorded, scenes, selection_scene


def test_the_typescript_types_are_fresh() -> None:
    assert TARGET.read_text() == typescript(), "run `make types`"


def test_every_type_that_is_named_is_declared() -> None:
    text = typescript()
    declared = set(re.findall(r"^export (?:interface|type) (\w+)", text, re.MULTILINE))
    code = re.sub(r'/\*\*.*?\*/|"[^"]*"', "", text, flags=re.DOTALL)
    used = set(re.findall(r"(?<=[:<|&\[( ])[A-Z]\w*", code)) - {"Record"}
    assert used <= declared


def test_the_page_of_all_parameters_is_fresh() -> None:
    assert PARAMETERS.read_text() == parameters_page(), "run `manage.py write_parameters`"


def clips_of(scenes_file: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """What a file of scenes tells, and its clips."""
    (length,) = struct.unpack_from("<I", scenes_file)
    told = json.loads(scenes_file[4 : 4 + length])
    ends = list(accumulate(told["clips"], initial=4 + length))
    return told, [scenes_file[begin:end] for begin, end in pairwise(ends)]


def test_the_first_generation_of_how_it_works_is_what_the_engine_makes() -> None:
    told, clips = clips_of(SCENES.read_bytes())
    reel = Reel()
    selection_scene(reel, next(recorded(WALKERS)))
    assert [clips[shown["clip"]] for shown in told["selection"]] == reel.messages, "run `manage.py write_scenes`"


@pytest.mark.faults
def test_all_creatures_of_how_it_works_are_what_the_engine_makes() -> None:
    assert SCENES.read_bytes() == scenes(), "run `manage.py write_scenes`"
