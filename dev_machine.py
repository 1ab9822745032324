"""What this machine has and what it is given: language data of Tesseract, a browser, a PostgreSQL server; and how a step is run.

For dev.py, on a bare machine: standard library only.
"""
# ruff: noqa: S603, T201 - it runs tools that it finds on the path and says what it does

from __future__ import annotations

import functools
import os
import platform
import shutil
import subprocess
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
LANGUAGES = ("osd", "eng", "deu", "fra", "spa", "ita", "chi_sim")
"""Language data that Tesseract needs: the six languages of the papers, and osd, which tells how a page is turned."""
TESSDATA = (
    "/usr/share/tesseract-ocr/*/tessdata",
    "/usr/share/tessdata",
    "/usr/local/share/tessdata",
    "/opt/homebrew/share/tessdata",
)
SHELL = "chromium-headless-shell"
"""Debian's package and program of a Chromium without windows: tests of pages take half the processor time in it."""
BROWSERS = (SHELL, "chrome-headless-shell", "chromium", "chromium-browser", "google-chrome")


def language_data() -> None:
    """Tesseract's language data: found, installed, or the command to install it is printed and OCR stays off."""
    missing = _missing_languages()
    if not missing:
        return
    apt = ["tesseract-ocr", *(f"tesseract-ocr-{name.replace('_', '-')}" for name in LANGUAGES)]
    brew = ["brew", "install", "tesseract", "tesseract-lang"]
    if shutil.which("brew") and platform.system() == "Darwin":
        step("Tesseract and its languages", brew)
    elif shutil.which("apt-get"):
        apt_get(apt)
    missing = _missing_languages()
    if not missing:
        return
    by_hand = " ".join(brew) if platform.system() == "Darwin" else f"sudo apt-get install {' '.join(apt)}"
    off = "OCR is off: scans will be listed, not read." if set(missing) & {"osd", "eng"} else f"OCR runs without {', '.join(missing)}."
    print(f"{off} To have it all:\n    {by_hand}", flush=True)


def _missing_languages() -> list[str]:
    """Languages without data in the folder that the readers will use: TESSDATA_PREFIX, else the first of the usual ones with any."""
    stated = os.environ.get("TESSDATA_PREFIX")
    folders = [Path(stated), Path(stated) / "tessdata"] if stated else []
    folders += [folder for pattern in TESSDATA for folder in sorted(Path("/").glob(pattern.lstrip("/")), reverse=True)]
    there = next((found for folder in folders if (found := {file.stem for file in folder.glob("*.traineddata")})), set())
    return [name for name in LANGUAGES if name not in there]


def browser_without_windows() -> None:
    """The quickest Chromium for tests of pages, where the machine has it or may be given it."""
    if not _has_shell() and _on_debian():
        apt_get([SHELL, "fonts-liberation", "libatomic1"])


def browser() -> None:
    """A Chromium, and what drives it, for the tests that look at the report as a reader does; asked for once .venv is there."""
    quick = _has_shell() or not _on_debian()
    if _browser_runs() or (apt_get(["chromium", "fonts-liberation", "libatomic1"]) and _browser_runs()):
        if not quick:
            print(
                f"Pages are looked at in a full browser, which takes longer. For the quicker one: sudo apt-get install {SHELL}", flush=True
            )
        return
    by_hand = "brew install --cask chromium" if platform.system() == "Darwin" else "sudo apt-get install chromium libatomic1"
    print(f"There is no browser to look at the report with; its tests are skipped or fail. To have one:\n    {by_hand}", flush=True)


def _has_shell() -> bool:
    """True when there is a Chromium without windows."""
    return any(shutil.which(name) for name in BROWSERS[:2])


def _on_debian() -> bool:
    """True on Debian itself, which alone packs that shell."""
    told = Path("/etc/os-release")
    return told.is_file() and "\nID=debian\n" in f"\n{told.read_text()}"


def _browser_runs() -> bool:
    """True when there is a Chromium and Playwright's driver finds its libraries."""
    drivers = list(VENV.glob("lib/python*/site-packages/playwright/driver/node"))
    started = [subprocess.run([driver, "--version"], check=False, capture_output=True).returncode == 0 for driver in drivers]
    return any(started) and any(shutil.which(name) for name in BROWSERS)


def postgresql() -> None:
    """The programs of a PostgreSQL server for the tests, which start servers of their own and touch none that runs here."""
    if _postgresql_is_there() or (apt_get(["postgresql"]) and _postgresql_is_there()):
        return
    by_hand = "brew install postgresql@16" if platform.system() == "Darwin" else "sudo apt-get install postgresql"
    print(f"There is no PostgreSQL server; tests of it are skipped, those of SQLite run. To have one:\n    {by_hand}", flush=True)


def _postgresql_is_there() -> bool:
    """True when a server's programs are in Debian's place or on the path."""
    return any(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or shutil.which("initdb") is not None


def apt_get(packages: list[str]) -> bool:
    """Install Debian packages when that needs no password; True when it worked."""
    if not shutil.which("apt-get"):
        return False
    prefix: list[str] = []
    if os.geteuid() != 0:
        sudo = shutil.which("sudo")
        if sudo is None or subprocess.run([sudo, "-n", "true"], check=False, capture_output=True).returncode != 0:
            return False
        prefix = [sudo, "-n"]
    base = (*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "Dpkg::Use-Pty=0")
    _apt_update(base)
    return step(f"apt-get install {' '.join(packages)}", [*base, "install", "-y", "--no-install-recommends", *packages], quiet=True) == 0


@functools.cache
def _apt_update(base: tuple[str, ...]) -> None:
    """Ask what there is to install, once."""
    step("apt-get update", [*base, "update"], quiet=True)


def step(name: str, argv: list[str], *, quiet: bool = False) -> int:
    """Run a command without input and print how long it took; `quiet` shows its output only when it fails.

    Steps may run beside each other: each of them prints whole lines.
    """
    print(f"· {name} …\n", end="", flush=True)
    began = time.monotonic()
    environment = {**os.environ, "UV_PROJECT_ENVIRONMENT": str(VENV), "PYTHONUNBUFFERED": "1"}
    environment.pop("VIRTUAL_ENV", None)
    pipe = subprocess.PIPE if quiet else None
    ended = subprocess.run(
        argv, cwd=ROOT, env=environment, check=False, stdin=subprocess.DEVNULL, stdout=pipe, stderr=subprocess.STDOUT if quiet else None
    )
    result = "done" if ended.returncode == 0 else f"exit {ended.returncode}"
    said = ended.stdout.decode(errors="replace") if quiet and ended.returncode != 0 else ""
    print(f"· {name} {result} in {time.monotonic() - began:.1f} s\n{said}", end="", flush=True)
    return ended.returncode
