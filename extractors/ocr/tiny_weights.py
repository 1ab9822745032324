"""Weights of a network so small that the processor works them out in software: many times as slow, and of no weight in any sum."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

_GRAPH, _INITIALIZER, _DATA_TYPE, _RAW_DATA = 7, 5, 2, 9
"""Fields of ONNX's messages: the graph of a model, the weights of a graph, the type and the bytes of weights."""
_FLOAT: Final = 1
_NUMBER, _EIGHT_BYTES, _BYTES, _FOUR_BYTES = 0, 1, 2, 5
"""How protobuf writes a field."""
_MORE, _SEVEN_BITS = 0x80, 0x7F
SMALLEST: Final = np.finfo(np.float32).tiny
"""The smallest number that a processor works with as fast as with any other."""


def without_tiny_weights(model: bytes) -> bytes:
    """The model, in ONNX's format, with those of its weights at nought that are below `SMALLEST`."""
    changed = bytearray(model)
    for start, end in _weights(model):
        weights = np.frombuffer(changed, dtype="<f4", count=(end - start) // 4, offset=start)
        weights[np.abs(weights) < SMALLEST] = 0
    return bytes(changed)


def _weights(model: bytes) -> Iterator[tuple[int, int]]:
    """Where the bytes of weights begin and end."""
    for graph, start, end in _fields(model, 0, len(model)):
        if graph != _GRAPH:
            continue
        for part, first, last in _fields(model, start, end):
            if part == _INITIALIZER:
                inside = list(_fields(model, first, last))
                floats = any(field == _DATA_TYPE and at == _FLOAT for field, at, _ in inside)
                yield from ((at, to) for field, at, to in inside if floats and field == _RAW_DATA)


def _fields(model: bytes, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Each field of a message by its number: where its bytes begin and end, or its value, twice, where it is a number."""
    while start < end:
        key, start = _number(model, start)
        field, kind = key >> 3, key & 7
        if kind == _NUMBER:
            value, start = _number(model, start)
            yield field, value, value
            continue
        if kind == _BYTES:
            size, start = _number(model, start)
        elif kind in {_EIGHT_BYTES, _FOUR_BYTES}:
            size = 8 if kind == _EIGHT_BYTES else 4
        else:
            raise ValueError(f"no model in ONNX's format: a field is written in way {kind}")
        yield field, start, start + size
        start += size


def _number(model: bytes, start: int) -> tuple[int, int]:
    """A number that is written in sevens of bits, and where the next thing begins."""
    value = shift = 0
    while True:
        byte, start = model[start], start + 1
        value |= (byte & _SEVEN_BITS) << shift
        shift += 7
        if not byte & _MORE:
            return value, start
