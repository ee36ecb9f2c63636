"""Lanes: how scalar arithmetic, written once, runs on LANES creatures at once.

A *block* is LANES creatures side by side. Every array's last axis is the lane; every loop over lanes is innermost, has
this constant length, and nothing crosses lanes: that is what LLVM needs to turn the loop into vector instructions, and
why a creature's bits depend on nobody else. Arithmetic is strict: nothing is reassociated, and multiplication and
addition are fused only where the product is exact; so the bits are the same in any block, shard or thread.

What breaks it, so that the loop runs up to seven times slower: inside a lane loop a branch, a conditional, `and` or
`or` (write `where` and `both`); storing "itself, unless" (see physics.integrate); a Python float, which promotes to
float64; a length read from an array's shape; scratch by np.empty; a helper that is not a `stage`.
tests/simulation/test_kernel_code.py counts the packed instructions.
"""

import operator
from math import prod
from typing import Any

import numpy as np
from llvmlite import binding, ir
from numba import njit, types
from numba.core import cgutils
from numba.core.typing.templates import AbstractTemplate, infer_global, signature
from numba.extending import intrinsic, lower_builtin, models, register_model

LANES = 16  # 4 and 8 would be unrolled before the vectoriser sees them; 32 gains nothing
ALIGNMENT = 64  # bytes, a cache line

f32 = np.float32
ZERO, HALF, ONE, TWO = f32(0), f32(0.5), f32(1), f32(2)
INFINITE = f32("inf")

# LLVM would unroll short lane loops before the vectoriser sees them, and never roll them up again.
binding.set_option("", f"--unroll-full-max-count={LANES // 2}")

# A function that becomes part of its caller before LLVM sees it. Division by zero gives what IEEE 754 says; testing for
# it would be a branch.
stage = njit(inline="always", error_model="numpy")


class BareArray(types.Type):
    """An array of extents that the compiler knows, of float32 where nothing else is said; to the machine an address.

    numba's own arrays carry shape, strides and owner along, up to eleven words each, in every struct that is copied
    into a stage. Indices are neither checked nor wrapped. What is written under one label is never read under another:
    this lets LLVM keep numbers of one array in registers while it writes to the next.
    """

    def __init__(self, shape: tuple[int, ...], dtype: types.Type = types.float32, label: str = ""):
        self.shape, self.dtype, self.label = shape, dtype, label
        super().__init__(name=f"BareArray({shape}, {dtype}, {label!r})")


@register_model(BareArray)
class BareArrayModel(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: Any):
        super().__init__(manager, kind, manager.lookup(kind.dtype).get_data_type().as_pointer())


@intrinsic(prefer_literal=True)
def lane_array(typing_context: Any, *shape: Any) -> Any:
    """Uninitialised scratch on the stack, of constant extents."""
    kind = BareArray(tuple(extent.literal_value for extent in shape))

    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        with builder.goto_entry_block():  # cgutils.alloca_once would fill it with zeros, float by float
            data = builder.alloca(ir.ArrayType(ir.FloatType(), prod(kind.shape)))
        data.align = ALIGNMENT
        return builder.bitcast(data, ir.FloatType().as_pointer())

    return kind(types.StarArgTuple.from_types(shape)), codegen


@infer_global(operator.getitem)
class BareGetItem(AbstractTemplate):
    def generic(self, args: Any, kws: Any) -> Any:
        array, index = args
        return signature(array.dtype, array, index) if isinstance(array, BareArray) else None


@infer_global(operator.setitem)
class BareSetItem(AbstractTemplate):
    def generic(self, args: Any, kws: Any) -> Any:
        array, index, _ = args
        return signature(types.none, array, index, array.dtype) if isinstance(array, BareArray) else None


def _address(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    """Of one number: the indices, each times a constant stride."""
    shape, index = sig.args[0].shape, sig.args[1]
    if isinstance(index, types.BaseTuple):
        pairs = zip(index, cgutils.unpack_tuple(builder, args[1]), strict=True)
    else:
        pairs = iter([(index, args[1])])
    place = context.get_constant(types.intp, 0)
    for extent, (kind, number) in zip(shape, pairs, strict=True):
        place = builder.mul(place, context.get_constant(types.intp, extent), flags=["nsw"])
        place = builder.add(place, context.cast(builder, number, kind, types.intp), flags=["nsw"])
    return builder.gep(args[0], [place], inbounds=True)


def _labelled(builder: Any, access: Any, kind: BareArray) -> Any:
    """The load or store, which concerns nothing but what has the same label (LLVM's type-based alias analysis)."""
    if kind.label:
        module = builder.module
        root = module.add_metadata(["arrays of the kernel"])
        label = module.add_metadata([kind.label, root])
        access.set_metadata("tbaa", module.add_metadata([label, label, ir.Constant(ir.IntType(64), 0)]))
    return access


@lower_builtin(operator.getitem, BareArray, types.Integer)
@lower_builtin(operator.getitem, BareArray, types.BaseTuple)
def _get(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    return _labelled(builder, builder.load(_address(context, builder, sig, args)), sig.args[0])


@lower_builtin(operator.setitem, BareArray, types.Integer, types.Number)
@lower_builtin(operator.setitem, BareArray, types.BaseTuple, types.Number)
def _set(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    _labelled(builder, builder.store(args[2], _address(context, builder, sig, args)), sig.args[0])
    return context.get_dummy_value()


@intrinsic
def where(typing_context: Any, condition: Any, yes: Any, no: Any) -> Any:
    """`yes` where the condition (a bool) holds, else `no`; both are computed, and nothing branches.

    A Python conditional is a branch, of which LLVM must first find out that it is none.
    """

    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.select(*args)

    return types.float32(types.boolean, types.float32, types.float32), codegen


@intrinsic
def both(typing_context: Any, first: Any, second: Any) -> Any:
    """Whether both bools hold; unlike `and` it branches nowhere, unlike `&` it does not widen them to integers."""

    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.and_(*args)

    return types.boolean(types.boolean, types.boolean), codegen


@intrinsic
def plus_exact(typing_context: Any, total: Any, factor: Any, value: Any) -> Any:
    """total + factor · value, for a factor of −1, 0 or 1.

    Its product is exact, so the bits are the same whether the machine fuses the two operations or not; where it can, it
    may.
    """

    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        product = builder.fmul(args[1], args[2], flags=["contract"])
        return builder.fadd(args[0], product, flags=["contract"])

    return types.float32(types.float32, types.float32, types.float32), codegen


def _bounded(builder: Any, value: Any, operation: str, bound: Any) -> Any:
    return builder.select(builder.fcmp_ordered(operation, value, bound), bound, value)


@intrinsic
def at_least(typing_context: Any, value: Any, low: Any) -> Any:
    """`value`, or `low` where that is more; NaN stays NaN."""

    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return _bounded(builder, args[0], "<", args[1])

    return types.float32(types.float32, types.float32), codegen


@intrinsic
def at_most(typing_context: Any, value: Any, high: Any) -> Any:
    """`value`, or `high` where that is less; NaN stays NaN."""

    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return _bounded(builder, args[0], ">", args[1])

    return types.float32(types.float32, types.float32), codegen


@intrinsic
def clamp(typing_context: Any, value: Any, low: Any, high: Any) -> Any:
    """`value` within low..high; NaN stays NaN."""

    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return _bounded(builder, _bounded(builder, args[0], "<", args[1]), ">", args[2])

    return types.float32(types.float32, types.float32, types.float32), codegen


@stage
def fill(array, n_rows, value):
    """Set every lane of the first rows of [R, LANES]."""
    for row in range(n_rows):
        for lane in range(LANES):
            array[row, lane] = value
