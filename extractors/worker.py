"""A worker process: holds a sandbox and the recognition models, takes files and gives readings (`python -m extractors.worker`)."""

from __future__ import annotations

import gc
import os
import signal
import sys
from typing import IO

from extractors.dispatch import FileReader
from extractors.ocr.recognition import loaded_readers
from extractors.outcome import Outcome
from extractors.sandbox import Limits, Sandbox
from extractors.told import Told
from extractors.unreadable import CorruptError
from extractors.wire import receive, send

_FILE_LIMIT = 1 << 40


def work(requests: IO[bytes], answers: IO[bytes]) -> None:
    """Reads file after file until the requests end."""
    try:
        first, _ = receive(requests, _FILE_LIMIT)
    except EOFError:
        return
    limits = Limits(**first["limits"])
    with Sandbox(limits) as sandbox:
        reader = FileReader(sandbox, loaded_readers)
        while True:
            try:
                request, blobs = receive(requests, _FILE_LIMIT)
            except EOFError:
                return
            try:
                outcome = reader.read(blobs[0], request["name"], Told.from_json(request["told"]))
            except MemoryError:
                raise
            except Exception as error:  # noqa: BLE001 - one bad file never stops the batch
                detail = f"{type(error).__name__}: {error}"[:200]
                outcome = Outcome(error=CorruptError(detail).as_error())
            reading = outcome.reading(request["name"], "", None)
            values = {
                "reading": reading.to_json(),
                "tables": len(outcome.tables),
                "parts": [part.name for part in outcome.parts],
                "pages": [page.to_json() for page in outcome.pages],
                "said": list(outcome.said),
            }
            send(answers, values, [*outcome.tables, *(part.content for part in outcome.parts), *(page.words for page in outcome.pages)])
            del blobs, outcome, reading, values
            # What outlives a file are models, words and rules: gone through anew, they would cost more time than most files do.
            gc.collect()
            gc.freeze()


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    taken = os.fdopen(os.dup(sys.stdin.fileno()), "rb", buffering=0)
    given = os.fdopen(os.dup(sys.stdout.fileno()), "wb", buffering=0)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1):
        os.dup2(nowhere, stream)
    work(taken, given)
