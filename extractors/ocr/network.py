"""Loads the networks that come inside rapidocr's package; nothing is ever fetched."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import onnxruntime

from extractors.ocr.tiny_weights import without_tiny_weights


def model_file(part: str) -> Path | None:
    """The file of the network for a part of the work (`det` or `rec`), or None where the package has none."""
    home = importlib.util.find_spec("rapidocr")
    if home is None or home.origin is None:
        return None
    models = sorted((Path(home.origin).parent / "models").glob(f"*_{part}_*.onnx"))
    return models[-1] if models else None


def network(model: Path) -> Any:
    """A session on one thread: several would hinder the other workers."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # Of the detector's weights a quarter million are so small that the processor would take two thirds of its time for them.
    return onnxruntime.InferenceSession(without_tiny_weights(model.read_bytes()), options, providers=["CPUExecutionProvider"])
