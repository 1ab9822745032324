"""Networks see the same without the weights that are too small to weigh anything, in a fraction of the time."""

import numpy as np
import onnxruntime
import pytest
from numpy.typing import NDArray

from extractors.ocr.network import model_file, network
from extractors.ocr.tiny_weights import SMALLEST, without_tiny_weights

PAGE, LINE = (1, 3, 96, 128), (1, 3, 48, 120)


def print_on_paper(shape: tuple[int, ...]) -> NDArray[np.float32]:
    """Something like print: strokes of ink on paper."""
    drawn = np.full(shape, 0.9, dtype=np.float32)
    drawn[:, :, 20:28, 10:60:7] = -0.8
    drawn[:, :, 30:44, 30:90:5] = -0.6
    return drawn


@pytest.mark.parametrize("part, shape", [("det", PAGE), ("rec", LINE)])
def test_what_a_network_sees_is_the_same_to_the_last_bit(part: str, shape: tuple[int, ...]) -> None:
    model = model_file(part)
    assert model is not None
    as_it_came = onnxruntime.InferenceSession(str(model), providers=["CPUExecutionProvider"])
    asked = {as_it_came.get_inputs()[0].name: print_on_paper(shape)}
    assert np.array_equal(network(model).run(None, asked)[0], as_it_came.run(None, asked)[0])


def field(number: int, content: bytes) -> bytes:
    return bytes([number << 3 | 2, len(content)]) + content


def weights(values: list[float], kind: int = 1) -> bytes:
    """A model with nothing but weights of that type."""
    inside = bytes([2 << 3, kind]) + field(9, np.array(values, dtype="<f4").tobytes())
    return bytes([1 << 3, 0xFF, 0x01]) + field(7, field(2, b"print") + field(5, inside)) + bytes([9 << 3 | 5]) + bytes(4)


def test_only_what_is_too_small_is_put_at_nought() -> None:
    least = float(SMALLEST)
    given = weights([0.5, 1e-40, -1e-42, -3.0, 0.0, least, -least])
    assert without_tiny_weights(given) == weights([0.5, 0.0, 0.0, -3.0, 0.0, least, -least])


def test_what_are_no_fractions_is_left() -> None:
    given = weights([1e-40, 2.0], kind=6)
    assert without_tiny_weights(given) == given


def test_what_is_no_model_is_told() -> None:
    with pytest.raises(ValueError, match="no model"):
        without_tiny_weights(bytes([7 << 3 | 3, 0]))
