"""Rows: a struct of arrays whose every tensor has one row a creature first."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields
from typing import Self

import torch
from torch import Tensor


class Rows:
    """Mixin for dataclasses of tensors [P, …] and nested Rows (or None); what is done to one field is done to all."""

    def __len__(self) -> int:
        return len(getattr(self, fields(self)[0].name))  # type: ignore[arg-type]

    def __getitem__(self, rows: Tensor | slice) -> Self:
        """The named rows: a slice, a bool mask [P] or indices [K]."""
        if isinstance(rows, slice):
            return self.map(lambda tensor: tensor[rows])
        indices = rows.nonzero()[:, 0] if rows.dtype == torch.bool else rows
        return self.map(lambda tensor: tensor.index_select(0, indices))  # copies whole rows, five times as fast

    def map(self, function: Callable[[Tensor], Tensor]) -> Self:
        """The same struct with `function` applied to every tensor."""
        return type(self)(**{name: _mapped(value, function) for name, value in self._items()})

    def write(self, rows: Tensor, others: Self) -> None:
        """Write the K others over the rows of these indices [K]."""
        for (_, tensor), (_, other) in zip(self.tensors(), others.tensors(), strict=True):
            tensor.index_copy_(0, rows, other)

    def tensors(self, prefix: str = "") -> Iterator[tuple[str, Tensor]]:
        """Every tensor with its dotted name, in the order of the fields."""
        for name, value in self._items():
            if isinstance(value, Rows):
                yield from value.tensors(f"{prefix}{name}.")
            elif value is not None:
                yield prefix + name, value

    @classmethod
    def cat(cls, parts: Sequence[Self]) -> Self:
        """The rows of all parts, one after another."""
        joined: dict[str, Tensor | Rows | None] = {}
        for field in fields(cls):  # type: ignore[arg-type]
            values = [getattr(part, field.name) for part in parts]
            first: Tensor | Rows | None = values[0]
            if isinstance(first, Rows):
                joined[field.name] = type(first).cat(values)
            else:
                joined[field.name] = None if first is None else torch.cat(values)
        return cls(**joined)

    def _items(self) -> Iterator[tuple[str, "Tensor | Rows | None"]]:
        for field in fields(self):  # type: ignore[arg-type]
            yield field.name, getattr(self, field.name)


def _mapped(value: Tensor | Rows | None, function: Callable[[Tensor], Tensor]) -> Tensor | Rows | None:
    if value is None:
        return None
    return value.map(function) if isinstance(value, Rows) else function(value)
