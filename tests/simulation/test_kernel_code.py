"""The machine code of the time loops: LANES creatures in one instruction, in strict float32.

numba shows no assembly of what it has read from disk, but keeps LLVM's optimised code beside it; from that the machine
code is written out once more, without compiling anew.
"""

import re

import pytest
from kernel_worlds import WORLDS, loaded
from llvmlite import binding
from numba import float32, njit

from simulation.kernel.compiled import rollout_of

LEAST_PACKED = {"forage": 4.5, "run": 6.0}  # packed operations for a scalar one; pellets are drawn one by one
OPERATION = r"^\s+v?(?:add|sub|mul|div|sqrt|fn?m(?:add|sub)\d+)"
PACKED, SCALAR = re.compile(OPERATION + r"ps\s.*%[yz]mm", re.M), re.compile(OPERATION + r"ss\s", re.M)
DOUBLE = re.compile(r"^\s+(v?(?:add|sub|mul|div|sqrt|min|max|fn?m(?:add|sub)\d+|cvtps2)[ps]d)\s", re.M)

on_avx2 = pytest.mark.skipif(
    not binding.get_host_cpu_features().get("avx2", False), reason="this processor has no AVX2, whose code is counted"
)


def optimised(dispatcher):
    """The library of a compiled function and its optimised code."""
    (overload,) = dispatcher.overloads.values()
    return overload.library, overload.library._get_module_for_linking()


def assembly(dispatcher):
    library, module = optimised(dispatcher)
    return library._codegen._tm.emit_assembly(module)


@pytest.fixture(scope="module", params=WORLDS, ids="-".join)
def code(request):
    """A task, the assembly and the optimised LLVM code of its time loop."""
    loaded(*request.param)
    dispatcher = rollout_of(*request.param)
    return request.param[0], assembly(dispatcher), str(optimised(dispatcher)[1])


@on_avx2
def test_most_operations_are_on_many_lanes_at_once(code):
    task, listing, _ = code
    packed, scalar = len(PACKED.findall(listing)), len(SCALAR.findall(listing))
    assert packed > 400
    assert packed / scalar > LEAST_PACKED[task]


@on_avx2
def test_roots_and_quotients_of_lanes_are_packed(code):
    _, listing, _ = code
    assert len(re.findall(r"^\s+v?(?:div|sqrt)ps\s.*%[yz]mm", listing, re.M)) >= 30
    assert len(re.findall(r"^\s+v?(?:div|sqrt)ss\s", listing, re.M)) <= 16


@on_avx2
def test_nothing_but_random_numbers_is_computed_in_float64(code):
    task, listing, _ = code
    doubles = DOUBLE.findall(listing)
    if task == "run":  # which draws nothing
        assert doubles == []
    else:  # two places, the first pellet's and the later ones', of three numbers each
        assert len(doubles) <= 12
        assert not [name for name in doubles if "div" in name or "sqrt" in name or "cvt" in name]


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

    listing = assembly(running_sum)
    assert len(SCALAR.findall(listing)) >= 2
    assert not PACKED.findall(listing)
