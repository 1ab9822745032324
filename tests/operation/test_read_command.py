"""`recoup read` writes to a file of its own, or into what is there and no file."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from threading import Thread

from api.cli import main

TABLE = "PO Number,ASIN,Accepted Quantity\n1XJJD3F4,B0ABCD1234,12\n"


def test_a_pipe_is_written_to_and_stays_one(tmp_path: Path) -> None:
    """A device would be put out of the way by a file of its name: `--out /dev/null` as root."""
    orders, pipe = tmp_path / "orders.csv", tmp_path / "readings"
    orders.write_text(TABLE, encoding="utf-8")
    os.mkfifo(pipe)
    heard: list[str] = []
    reader = Thread(target=lambda: heard.append(pipe.read_text(encoding="utf-8")))
    reader.start()
    assert main(["read", str(orders), "--out", str(pipe)]) == 0
    reader.join(timeout=60)
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert [json.loads(line)["file"] for line in heard[0].splitlines()] == ["orders.csv"]


def test_a_file_takes_its_name_once_it_is_complete(tmp_path: Path) -> None:
    orders, out = tmp_path / "orders.csv", tmp_path / "given" / "readings.jsonl"
    orders.write_text(TABLE, encoding="utf-8")
    assert main(["read", str(orders), "--out", str(out)]) == 0
    assert [p.name for p in out.parent.iterdir()] == ["readings.jsonl"]
