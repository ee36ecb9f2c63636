"""The machine code of the time loop, brains, tasks and ground: LANES creatures in one instruction, in strict float32.

numba shows no assembly of what it has read from disk, but keeps LLVM's optimised code beside it; from that the machine
code is written out once more, without compiling anew.
"""

import re

import pytest
from llvmlite import binding
from numba import float32, njit

from simulation.kernel.compiled import brain_stages, ground_stages, start_stages, task_stages, time_loop
from simulation.kernel.loading import GROUND, LOOP, STARTS, load, parts

LEAST_PACKED = {  # operations on eight lanes for a scalar one; one on sixteen (AVX-512) counts as two
    LOOP: 6,
    "brain none": 50,
    "brain pure": 5,
    "brain hybrid": 5,
    "brain neat": 5,
    "task forage": 2,
    "task run": 4,
    "task jump": 4,
    "task climb": 4,
    "task rough": 4,
    GROUND: 4,
    STARTS: 0,  # drawn once, creature by creature
}
SINGLE_ROOTS = 4  # roots and quotients of the time, which is everybody's, and of a pellet's place, drawn one by one
OPERATION = r"^\s+v?(?:add|sub|mul|div|sqrt|fn?m(?:add|sub)\d+)"
PACKED, SCALAR = re.compile(OPERATION + r"ps\s.*%([yz])mm", re.M), re.compile(OPERATION + r"ss\s", re.M)
EIGHTS = {"y": 1, "z": 2}
DOUBLE = re.compile(r"^\s+(v?(?:add|sub|mul|div|sqrt|min|max|fn?m(?:add|sub)\d+|cvtps2)[ps]d)\s", re.M)

on_avx2 = pytest.mark.skipif(
    not binding.get_host_cpu_features().get("avx2", False), reason="this processor has no AVX2, whose code is counted"
)


def libraries(part):
    """Of the functions that a part of the kernel was compiled to."""
    if part == LOOP:
        return [overload.library for overload in time_loop().overloads.values()]
    if part == GROUND:
        return [stage._library for stage in ground_stages()]
    if part == STARTS:
        return [stage._library for stage in start_stages()]
    kind, name = part.split()
    return [stage._library for stage in {"brain": brain_stages, "task": task_stages}[kind](name)]


def assembly(library):
    return library._codegen._tm.emit_assembly(library._get_module_for_linking())


@pytest.fixture(scope="module", params=parts())
def code(request):
    """A part of the kernel, its assembly and its optimised LLVM code."""
    load()
    found = libraries(request.param)
    optimised = [str(library._get_module_for_linking()) for library in found]
    return request.param, "\n".join(map(assembly, found)), "\n".join(optimised)


@on_avx2
def test_most_operations_are_on_many_lanes_at_once(code):
    part, listing, _ = code
    packed, scalar = sum(EIGHTS[width] for width in PACKED.findall(listing)), len(SCALAR.findall(listing))
    assert packed >= LEAST_PACKED[part] * max(scalar, 1)


@on_avx2
def test_roots_and_quotients_of_lanes_are_packed(code):
    _, listing, _ = code
    assert len(re.findall(r"^\s+v?(?:div|sqrt)ss\s", listing, re.M)) <= SINGLE_ROOTS


@on_avx2
def test_nothing_but_random_numbers_is_computed_in_float64(code):
    part, listing, _ = code
    doubles = DOUBLE.findall(listing)
    if part == STARTS:
        assert not [name for name in doubles if "div" in name or "sqrt" in name]
    elif part == "task forage":  # three numbers of a pellet
        assert len(doubles) <= 6
        assert not [name for name in doubles if "div" in name or "sqrt" in name or "cvt" in name]
    else:
        assert doubles == []


def test_arithmetic_is_strict_and_calls_no_c_library(code):
    _, _, text = code
    assert not re.findall(r"\bf(?:add|sub|mul|div) [^<%]*\b(?:fast|reassoc|arcp|afn|nnan|ninf|nsz)\b", text)
    assert not re.findall(r"\bf(?:div|rem) [^<%]*\bcontract\b", text)
    called = set(re.findall(r"call[^\n]*?@([\w.]+)\(", text))
    assert not [name for name in called if re.search(r"sin|cos|tan|exp|log|pow|fma|fmuladd", name)]


@on_avx2
def test_the_count_tells_code_that_is_not_packed():
    @njit([(float32[::1],)])
    def running_sum(values):
        for place in range(1, len(values)):
            values[place] += values[place - 1] * values[place]

    (overload,) = running_sum.overloads.values()
    listing = assembly(overload.library)
    assert len(SCALAR.findall(listing)) >= 2
    assert not PACKED.findall(listing)
