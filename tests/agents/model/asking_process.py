"""A process that asks a model for a run, to be killed while it waits: URL of the ledger, port of the stand-in, number of the run."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from evals.stub_server import StubServer
from ledger.database import open_engine, open_sessions
from tests.agents.model.asking_house import AskingHouse, question


class Elsewhere(StubServer):
    """The stand-in of another process, known by its port alone."""

    def __init__(self, port: int) -> None:
        super().__init__()
        self._elsewhere = port

    @property
    def port(self) -> int:
        """The other's."""
        return self._elsewhere


def main(url: str, port: int, run_id: int) -> None:
    """Asks, and waits as long as it takes."""
    sessions = open_sessions(open_engine(url))
    house = AskingHouse(sessions, Elsewhere(port), Path(tempfile.gettempdir()), new=False)
    house.priced(input="3", output="15")
    house.asks(run_id)(question())


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
