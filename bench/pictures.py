"""Pictures of the product for the README and the guides, taken from the demo in a real browser.

.venv/bin/python -m bench.pictures [--home FOLDER] [--out docs/pictures]

Serves the ready-made house of FOLDER (made there where it is missing, which takes some minutes) and looks at it as its specialist does.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Literal

import httpx2
from PIL import Image
from playwright.sync_api import Page, sync_playwright

from api.web.guides import GUIDES

CHECKOUT: Final = Path(__file__).resolve().parent.parent
BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS: Final = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
SPECIALIST: Final = "tom@demo.example"
SIZE: Final = (1366, 860)
START_SECONDS: Final = 900
SETTLED: Final = 3000
"""Milliseconds after which a page has its pictures; the live stream never ends, so there is no idle network to wait for."""
COLOURS: Final = 256
LARGEST: Final = 300_000
"""Bytes of a picture."""
Scheme = Literal["light", "dark"]


def main() -> int:
    """Takes all pictures and says where they lie."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, help="where the demo is or will be; else a folder that is thrown away")
    parser.add_argument("--out", type=Path, default=CHECKOUT / "docs" / "pictures")
    told = parser.parse_args()
    told.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="recoup-pictures-") as folder:
        home = told.home or Path(folder)
        with _served(home) as address, _looking(address, home) as (look, api):
            for name, path, scheme in _pictures(api):
                page = look(scheme)
                page.goto(path)
                page.wait_for_timeout(SETTLED)
                _keep(page.screenshot(), told.out / f"{name}.png")
                page.context.close()
                print(told.out / f"{name}.png", flush=True)
    return 0


def _pictures(api: httpx2.Client) -> Iterator[tuple[str, str, Scheme]]:
    """What is shown: names, addresses, themes."""
    case = _first(api, "state=in_review&type=shortage") or _first(api, "state=drafting&type=shortage")
    ready = _first(api, "state=ready_to_file") or case
    yield "queue", "/queue", "light"
    if case:
        yield "case", f"/cases/{case}", "light"
        yield "letter", f"/cases/{case}/draft", "light"
    if ready:
        yield "filing-kit", f"/cases/{ready}/filing", "light"
    papers = api.get("/api/v1/documents", params={"to_review": "true", "limit": 1}).json()["items"]
    if papers:
        yield "document", f"/documents/{papers[0]['id']}", "light"
    supplier = api.get("/api/v1/suppliers").json()["items"][-1]["id"]
    yield "supplier", f"/suppliers/{supplier}", "light"
    yield "causes", f"/suppliers/{supplier}/causes", "light"
    yield "rebates", "/rebates", "light"
    yield "queue-dark", "/queue", "dark"


def _keep(taken: bytes, path: Path) -> None:
    """Keeps a picture in as many colours as a page needs; one of a scan smaller, so that it takes no more room than the rest."""
    with Image.open(io.BytesIO(taken)) as picture:
        whole = picture.convert("RGB")
    for width in (whole.width, SIZE[0]):
        shown = whole.resize((width, whole.height * width // whole.width), Image.Resampling.LANCZOS)
        shown.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
        if path.stat().st_size <= LARGEST:
            return


def _first(api: httpx2.Client, query: str) -> int | None:
    found = api.get(f"/api/v1/cases?{query}&limit=1").json()["items"]
    return int(found[0]["id"]) if found else None


@contextmanager
def _served(home: Path) -> Iterator[str]:
    """The demo behind a free port."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port = door.getsockname()[1]
    command = [str(Path(sys.executable).with_name("recoup")), "demo", "--port", str(port)]
    served = subprocess.Popen(command, env={**os.environ, "RECOUP_HOME": str(home)}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and served.poll() is None:
            try:
                httpx2.get(f"{address}/log-in", timeout=5)
                break
            except httpx2.HTTPError:
                time.sleep(1)
        yield address
    finally:
        served.terminate()
        served.wait(30)


@contextmanager
def _looking(address: str, home: Path) -> Iterator[tuple[Any, httpx2.Client]]:
    """A browser and a program of the specialist's, both logged in."""
    password = json.loads((home / "demo" / "demo-made.json").read_text())["password"]
    program = shutil.which(next(name for name in BROWSERS if shutil.which(name)))
    with httpx2.Client(base_url=address, timeout=60) as api, sync_playwright() as playwright:
        answer = api.post("/api/v1/sessions", json={"email": SPECIALIST, "password": password})
        answer.raise_for_status()
        api.patch(
            "/api/v1/me/preferences",
            json={"guides_seen": [guide.name for guide in GUIDES]},
            headers={"X-CSRF-Token": answer.json()["csrf"]},
        )
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        cookies = [{"name": name, "value": value, "url": address} for name, value in api.cookies.items()]

        def look(scheme: Scheme) -> Page:
            size = {"width": SIZE[0], "height": SIZE[1]}
            context = browser.new_context(base_url=address, viewport=size, color_scheme=scheme, device_scale_factor=1.5)  # type: ignore[arg-type]
            context.add_cookies(cookies)  # type: ignore[arg-type]
            return context.new_page()

        yield look, api
        browser.close()


if __name__ == "__main__":
    sys.exit(main())
