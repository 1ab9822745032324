"""`recoup serve` comes up with a worker and a link for the first log-in, and leaves nothing behind when it ends."""

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

PATIENCE = 120.0


def ready(address: str) -> dict[str, object]:
    try:
        with urllib.request.urlopen(f"{address}/api/v1/health/ready", timeout=5) as answer:  # noqa: S310 - our own server
            found: dict[str, object] = json.loads(answer.read())
            return found
    except (urllib.error.URLError, OSError):
        return {}


@pytest.mark.slow
def test_the_first_start_serves_with_a_worker_and_ends_in_order(tmp_path: Path, checkout: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("RECOUP_")}
    environment |= {"RECOUP_HOME": str(tmp_path / "house"), "PYTHONPATH": str(checkout)}
    with (tmp_path / "said").open("w") as out:
        argv = [sys.executable, "-m", "api.cli", "serve", "--port", "0"]
        server = subprocess.Popen(argv, stdout=out, stderr=subprocess.STDOUT, cwd=tmp_path, env=environment)
    try:
        deadline = time.monotonic() + PATIENCE
        address = ""
        seen: dict[str, object] = {}
        while time.monotonic() < deadline and seen.get("workers") != 1:
            time.sleep(0.5)
            told = re.search(r"Recoup at (http://127\.0\.0\.1:\d+)", (tmp_path / "said").read_text())
            address = told[1] if told else ""
            seen = ready(address) if address else {}
        said = (tmp_path / "said").read_text()
        assert seen.get("ready") is True, said
        assert seen.get("workers") == 1, said
        assert re.search(re.escape(address) + r"/link/\S{40,}", said)
    finally:
        server.send_signal(signal.SIGTERM)
        code = server.wait(60)
    assert code == 0, (tmp_path / "said").read_text()
    assert "stopped" in (tmp_path / "said").read_text(), "its worker ended in order"
