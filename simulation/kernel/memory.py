"""Memory: where one thread plays its blocks, everything at a place known when it is compiled.

So the time loop and the stages of tasks and brains, each compiled on its own, share all of it by one address. What is
in it is said by records: NamedTuples whose fields are numbers (one word each), `Lanes` (arrays within the memory) or
`Rows` (arrays elsewhere, of which the memory holds the address).
"""

import threading
from dataclasses import dataclass
from math import prod
from typing import Any, get_args, get_type_hints

import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic
from numba.np.numpy_support import from_dtype
from numpy.typing import NDArray

from simulation.kernel.lanes import ALIGNMENT, LANES, BareArray

WORD = 8  # bytes
ROOM = 1 << 22  # bytes of a memory; what is not used is never touched, so takes no room

Memory = NDArray[np.int64]


@dataclass(frozen=True)
class Lanes:
    """An array [*extents, LANES] in the memory."""

    extents: tuple[int, ...] = ()

    def __init__(self, *extents: int):
        object.__setattr__(self, "extents", extents)


@dataclass(frozen=True)
class Rows:
    """An array [any, *extents], contiguous, outside the memory."""

    extents: tuple[int, ...] = ()

    def __init__(self, *extents: int):
        object.__setattr__(self, "extents", extents)


@dataclass(frozen=True)
class Field:
    """Where a field of a record lies, in bytes from the memory's start, and what it is to the compiler."""

    name: str
    place: int
    size: int  # bytes
    kind: types.Type
    is_inside: bool  # an array in the memory; else a word


_of_thread = threading.local()


def own_memory() -> Memory:
    """The calling thread's memory, with whatever was left in it."""
    if not hasattr(_of_thread, "memory"):
        words = np.zeros((ROOM + ALIGNMENT) // WORD, np.int64)
        _of_thread.memory = words[-words.ctypes.data % ALIGNMENT // WORD :]
    memory: Memory = _of_thread.memory
    return memory


class Region:
    """The part of the memory that a record takes, from `start` bytes on."""

    def __init__(self, record: Any, start: int):
        self.record, self.start = record, -(-start // ALIGNMENT) * ALIGNMENT
        self.fields: dict[str, Field] = {}
        end = self.start
        for name, hint in get_type_hints(record, include_extras=True).items():
            field = _field(record, name, hint, end)
            self.fields[name] = field
            end = field.place + field.size
        self.end = end
        self.view = _view_of(self)

    def word(self, name: str) -> int:
        """The index of a number in the memory, a word each."""
        return self.fields[name].place // WORD

    def write(self, memory: Memory, values: Any) -> None:
        """Put a record's numbers and addresses into the memory; whoever calls keeps the arrays alive."""
        for name, field in self.fields.items():
            value, word = getattr(values, name), memory[field.place // WORD :]
            if isinstance(field.kind, BareArray):
                if not value.flags.c_contiguous or from_dtype(value.dtype) != field.kind.dtype:
                    raise TypeError(f"{name} must be contiguous, of {field.kind.dtype}")
                word[0] = value.ctypes.data
            elif field.kind == types.float32:
                word[:1].view(np.float32)[0] = value
            else:
                word[0] = value


def _field(record: Any, name: str, hint: Any, end: int) -> Field:
    """The next field after `end` bytes."""
    if hint is int:
        return Field(name, end, WORD, types.int64, is_inside=False)
    if hint is np.float32:
        return Field(name, end, WORD, types.float32, is_inside=False)
    array, shape = get_args(hint)
    dtype = get_args(get_args(array)[1])[0]
    label = f"{record.__name__}.{name}"
    if isinstance(shape, Rows):
        return Field(
            name, end, WORD, BareArray((1, *shape.extents), from_dtype(np.dtype(dtype)), label), is_inside=False
        )
    place, extents = -(-end // ALIGNMENT) * ALIGNMENT, (*shape.extents, LANES)
    kind = BareArray(extents, from_dtype(np.dtype(dtype)), label)
    return Field(name, place, np.dtype(dtype).itemsize * prod(extents), kind, is_inside=True)


def _view_of(region: Region) -> Any:
    """A function for compiled code: memory → the record, of which only what is used is read."""

    @intrinsic
    def view(typing_context: Any, memory: Any) -> Any:
        kind = types.NamedTuple([field.kind for field in region.fields.values()], region.record)

        def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            fields = [_load(context, builder, args[0], field) for field in region.fields.values()]
            return context.make_tuple(builder, kind, fields)

        return kind(types.voidptr), codegen

    return view


def _load(context: Any, builder: Any, memory: Any, field: Field) -> Any:
    """The field's value; that of an array is its address."""
    value = context.get_value_type(field.kind)
    place = builder.gep(memory, [ir.Constant(ir.IntType(64), field.place)])
    if field.is_inside:
        return builder.bitcast(place, value)
    return builder.load(builder.bitcast(place, value.as_pointer()))


@intrinsic
def address_of(typing_context: Any, memory: Any) -> Any:
    """The memory, as stages take it."""

    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        array = context.make_array(signature.args[0])(context, builder, args[0])
        return builder.bitcast(array.data, cgutils.voidptr_t)

    return types.voidptr(memory), codegen


STAGE = types.int64(types.voidptr, types.int64)  # what every stage of a task or a brain is to the time loop


@intrinsic
def call(typing_context: Any, stage: Any, memory: Any, step: Any) -> Any:
    """What the stage at an address returns."""

    def codegen(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        word = ir.IntType(64)
        pointer = ir.FunctionType(word, [cgutils.voidptr_t, word]).as_pointer()
        return builder.call(builder.inttoptr(args[0], pointer), args[1:])

    return types.int64(types.int64, types.voidptr, types.int64), codegen
