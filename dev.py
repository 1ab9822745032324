#!/usr/bin/env python3
"""Sets the project up, shows it at work, tests it. Standard library only.

python3 dev.py setup                      makes everything ready: .venv from the lock, what pages load, Tesseract with its languages
python3 dev.py up [--check | --report]    setup, then makes a ready-made house once and serves it until Ctrl-C; --check ends once its
                                          first page answered; --report audits a made-up supplier and says where the report is
python3 dev.py test [--fast] [ARG...]     setup, lints, then all tests; --fast leaves out what is slow; ARGs go to pytest
python3 dev.py check                      setup, then the lints alone

Exit codes: 0 all is well, 1 a check or test failed, 2 wrong arguments or something is missing that cannot be put right from here.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import os
import platform
import re
import shutil
import signal
import socket
import subprocess
import sys
import tarfile
import time
import urllib.request
import webbrowser
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / "bin"
STAMP = VENV / "setup-stamp"
OUT = ROOT / "out" / "demo"
OLDEST_PYTHON = (3, 11)
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
NODE_MODULES = ROOT / "node_modules"
VENDOR = ROOT / "templates" / "pages" / "vendor"
"""What pages load that is not ours: fetched here, never committed."""
REGISTRY = "https://registry.npmjs.org"
HOUSE, SMALL_HOUSE = ROOT / "out" / "house", ROOT / "out" / "small-house"
"""The homes of the ready-made house, and of that for `--check`, where RECOUP_HOME names no other."""
PORT = 8484
DEMO_SEED = "7"
BRISK = ("-m", "not slow and not browser", "--hypothesis-profile", "brisk")
"""What `--fast` asks of pytest."""
FILES_UNREAD = 3
"""Exit code of `recoup audit` when some files could not be read and the rest was audited."""


class Stopped(Exception):  # noqa: N818 - an end with a message, not an error in the code
    """Nothing more can be done from here; the message says what a person has to do."""


def main(arguments: list[str]) -> int:
    """Run one command; what is said goes to standard output, the exit code tells how it ended."""
    command, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    fast = "--fast" in rest
    rest = [a for a in rest if a != "--fast"]
    known = {"setup": 0, "check": 0, "test": len(rest), "up": int(rest in (["--check"], ["--report"]))}
    if len(rest) > known.get(command, -1) or (fast and command != "test"):
        print(__doc__)
        return 0 if command in {"-h", "--help", "help"} else 2
    try:
        setup()
        if command == "up":
            return report() if "--report" in rest else show(check="--check" in rest)
        if command == "check":
            return 0 if lint(with_types=True) else 1
        if command == "test":
            return test(rest, fast=fast)
    except Stopped as stopped:
        print(f"\n{stopped}", flush=True)
        return 2
    except KeyboardInterrupt:
        print("\nstopped", flush=True)
        return 130
    return 0


# ---------------------------------------------------------------- setup


def setup() -> None:
    """Make the environment ready; takes seconds when nothing has changed since the last time."""
    began = time.monotonic()
    _python_packages()
    _web_assets()
    _language_data()
    print(f"ready in {time.monotonic() - began:.1f} s", flush=True)


def _python_packages() -> None:
    """Bring .venv to what the lock says, unless the stamp tells that it is there already."""
    wanted = _stamp()
    if STAMP.is_file() and STAMP.read_text() == wanted and (BIN / "recoup").exists():
        return
    STAMP.unlink(missing_ok=True)
    if not _works(BIN / "python"):
        _make_environment()
    uv = _uv_of_the_lock()
    sync = [str(uv), "sync", "--frozen", "--quiet", "--compile-bytecode"]
    if all(_step(name, argv) != 0 for name, argv in _ways_to_sync(sync)):
        _sync_with_pip(uv)
    STAMP.write_text(wanted)


def _stamp() -> str:
    """What the environment depends on: lock, project, interpreter and place."""
    parts = [(ROOT / name).read_bytes() for name in ("uv.lock", "pyproject.toml")]
    parts.append(f"{platform.python_version()} {platform.machine()} {ROOT} compiled".encode())
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def _works(python: Path) -> bool:
    """True when there is an interpreter that starts, is new enough and has pip, or uv beside it."""
    if not python.exists():
        return False
    script = f"import sys; sys.exit(sys.version_info < {OLDEST_PYTHON})"
    if subprocess.run([python, "-c", script], check=False, capture_output=True).returncode != 0:
        return False
    return (BIN / "uv").exists() or subprocess.run([python, "-m", "pip", "--version"], check=False, capture_output=True).returncode == 0


def _make_environment() -> None:
    """Make .venv anew; Debian keeps what this needs in a package of its own, which is installed or named."""
    make = [sys.executable, "-m", "venv", "--clear", str(VENV)]
    if _step("environment .venv", make, quiet=True) == 0:
        return
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    if _apt_get([package]) and _step("environment .venv", make) == 0:
        return
    shutil.rmtree(VENV, ignore_errors=True)
    raise Stopped(
        f"This Python ({sys.executable}) cannot make environments with pip. Install that part and run the command again:\n"
        f"    sudo apt-get install {package}\n"
        "(on Fedora: sudo dnf install python3-pip; on a Mac: brew install python)"
    )


def _uv_of_the_lock() -> Path:
    """The uv that the lock names, installed into .venv."""
    found = re.search(r'^name = "uv"\nversion = "([^"]+)"', (ROOT / "uv.lock").read_text(), re.MULTILINE)
    if found is None:
        raise Stopped("uv.lock names no version of uv; run `uv add --dev uv` and commit the lock.")
    uv, version = BIN / "uv", found[1]
    have = subprocess.run([uv, "--version"], check=False, capture_output=True, text=True).stdout.split() if uv.exists() else []
    if version in have[1:2]:
        return uv
    pip = [str(BIN / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", f"uv=={version}"]
    if _step(f"uv {version}", pip) != 0:
        raise Stopped(f"uv {version} could not be fetched from the package index. Check the network (or pip's settings) and run again.")
    return uv


def _ways_to_sync(sync: list[str]) -> list[tuple[str, list[str]]]:
    """With uv's own certificates, then with the machine's, which a company's proxy needs."""
    return [("packages from uv.lock", sync), ("packages from uv.lock, with the machine's certificates", [*sync, "--system-certs"])]


def _sync_with_pip(uv: Path) -> None:
    """The packages of the lock, by hash, with pip, which knows mirrors from settings of its own; the last way in."""
    listed = VENV / "requirements.txt"
    export = [str(uv), "export", "--frozen", "--quiet", "--no-emit-project", "--output-file", str(listed)]
    pip = [str(BIN / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    steps = [
        ("list of packages", export),
        ("packages with pip", [*pip, "--require-hashes", "-r", str(listed)]),
        ("the project itself", [*pip, "--no-deps", "-e", str(ROOT)]),
    ]
    for name, argv in steps:
        if _step(name, argv) != 0:
            raise Stopped("The packages of uv.lock could not be installed. Check the network and run the command again.")


def _web_assets() -> None:
    """Script, font and icons of the pages, in the versions of package-lock.json, copied to where the server finds them."""
    wanted = hashlib.sha256(b"\0".join((ROOT / name).read_bytes() for name in ("package.json", "package-lock.json"))).hexdigest()
    stamp = VENDOR / "setup-stamp"
    if stamp.is_file() and stamp.read_text() == wanted and NODE_MODULES.is_dir():
        return
    npm = shutil.which("npm")
    ci = [npm or "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    if npm is None or _step("what pages load, from package-lock.json", ci, quiet=True) != 0:
        _fetch_packages()
    told = json.loads((ROOT / "package.json").read_text())["recoup"]
    shutil.rmtree(VENDOR, ignore_errors=True)
    VENDOR.mkdir(parents=True)
    for source, name in told["files"].items():
        shutil.copyfile(NODE_MODULES / source, VENDOR / name)
    (VENDOR / "icons.svg").write_text(_sprite(told["icons"]))
    stamp.write_text(wanted)


def _fetch_packages() -> None:
    """The packages of package-lock.json without npm: each one's archive, held against the hash in the lock."""
    shutil.rmtree(NODE_MODULES, ignore_errors=True)
    for place, package in json.loads((ROOT / "package-lock.json").read_text())["packages"].items():
        if not place:
            continue
        name, version = place.removeprefix("node_modules/"), package["version"]
        address = f"{REGISTRY}/{name}/-/{name.rpartition('/')[2]}-{version}.tgz"
        print(f"· {name} {version}", flush=True)
        try:
            with urllib.request.urlopen(address, timeout=60) as answer:  # noqa: S310 - the address above, https
                archive = answer.read()
        except OSError as error:
            raise Stopped(f"{address} could not be fetched ({error}). Check the network, or install npm, and run again.") from None
        if "sha512-" + base64.b64encode(hashlib.sha512(archive).digest()).decode() != package["integrity"]:
            raise Stopped(f"{address} is not what package-lock.json says. Nothing of it was kept.")
        with tarfile.open(fileobj=io.BytesIO(archive)) as packed:
            for member in packed:
                inside = Path(*Path(member.name).parts[1:])
                if member.isfile() and ".." not in inside.parts:
                    target = ROOT / place / inside
                    target.parent.mkdir(parents=True, exist_ok=True)
                    content = packed.extractfile(member)
                    target.write_bytes(content.read() if content else b"")


def _sprite(names: list[str]) -> str:
    """One SVG with the icons as symbols, for `<use href="…/icons.svg#name">`."""
    symbols = []
    for name in names:
        drawn = (NODE_MODULES / "lucide-static" / "icons" / f"{name}.svg").read_text()
        inner = re.sub(r"<!--.*?-->|</?svg[^>]*>", "", drawn, flags=re.DOTALL)
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{" ".join(inner.split())}</symbol>')
    return f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(symbols)}</svg>'


def _language_data() -> None:
    """Tesseract's language data: found, installed, or the command to install it is printed and OCR stays off."""
    missing = _missing_languages()
    if not missing:
        return
    apt = ["tesseract-ocr", *(f"tesseract-ocr-{name.replace('_', '-')}" for name in LANGUAGES)]
    brew = ["brew", "install", "tesseract", "tesseract-lang"]
    if shutil.which("brew") and platform.system() == "Darwin":
        _step("Tesseract and its languages", brew)
    elif shutil.which("apt-get"):
        _apt_get(apt)
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


def _apt_get(packages: list[str]) -> bool:
    """Install Debian packages when that needs no password; True when it worked."""
    if not shutil.which("apt-get"):
        return False
    prefix: list[str] = []
    if os.geteuid() != 0:
        sudo = shutil.which("sudo")
        if sudo is None or subprocess.run([sudo, "-n", "true"], check=False, capture_output=True).returncode != 0:
            return False
        prefix = [sudo, "-n"]
    base = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "Dpkg::Use-Pty=0"]
    _step("apt-get update", [*base, "update"], quiet=True)
    return _step(f"apt-get install {' '.join(packages)}", [*base, "install", "-y", "--no-install-recommends", *packages], quiet=True) == 0


# ---------------------------------------------------------------- up


def show(*, check: bool) -> int:
    """Make the ready-made house where it is not there yet and serve it until Ctrl-C or SIGTERM, wherever the output goes.

    With `check` it is ended once its first page answered: 0 then, 1 where it did not.
    """
    environment = {**os.environ, "RECOUP_HOME": os.environ.get("RECOUP_HOME") or str(SMALL_HOUSE if check else HOUSE)}
    argv = [str(BIN / "recoup"), "demo", "--port", str(_free_port()), *(["--small"] if check else [])]
    print("· recoup demo (an audit of a folder instead: python3 dev.py up --report)", flush=True)
    served = subprocess.Popen(argv, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
    signal.signal(signal.SIGTERM, lambda *_: served.terminate())
    address, entry, answered = "", "", False
    try:
        for line in served.stdout or ():
            print(line, end="", flush=True)
            address = address or (line.split()[-1] if line.startswith("Recoup at http") else "")
            entry = entry or next((word for word in line.split() if address and word.startswith(f"{address}/link/")), "")
            if "Ctrl-C" in line and not answered:
                answered = _answers(f"{address}/log-in", served)
                if check:
                    served.terminate()
                elif answered:
                    _open_in_browser(entry or address)
    except KeyboardInterrupt:
        # Ctrl-C reaches the server too, which ends its workers first
        served.wait()
        return 0
    code = served.wait()
    if check:
        return 0 if answered else 1
    return code


def _free_port() -> int:
    """The usual port, or 0 for any other where somebody listens there already."""
    port = int(os.environ.get("RECOUP_PORT") or PORT)
    with socket.socket() as door:
        return 0 if door.connect_ex(("127.0.0.1", port)) == 0 else port


def _answers(address: str, served: subprocess.Popen[str]) -> bool:
    """True once the page answers; the server says where it is a moment before it is there."""
    for _ in range(60):
        try:
            with urllib.request.urlopen(address, timeout=10) as page:  # noqa: S310 - this machine's own server
                return bool(page.status == 200)
        except OSError:
            if served.poll() is not None:
                return False
            time.sleep(0.5)
    return False


def _open_in_browser(address: str) -> None:
    """Open a page for a person who sits here; nothing where nobody does."""
    if sys.stdout.isatty() and (platform.system() == "Darwin" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        webbrowser.open(address)


def report() -> int:
    """Make the demo supplier, audit it, and say where the report is."""
    files, report = OUT / "files", OUT / "report"
    shutil.rmtree(OUT, ignore_errors=True)
    if _step("a made-up supplier", [str(BIN / "python"), "-m", "demo.make", str(OUT), "--seed", DEMO_SEED]) != 0:
        raise Stopped("The demo supplier could not be made; the reason stands above.")
    as_of = json.loads((OUT / "truth" / "world.json").read_text())["as_of"]
    arguments = ["audit", str(files.relative_to(ROOT)), "--as-of", as_of, "--out", str(report.relative_to(ROOT))]
    code = _step(f"recoup {' '.join(arguments)}", [str(BIN / "recoup"), *arguments])
    page = report / "report.html"
    if code not in {0, FILES_UNREAD} or not page.is_file():
        raise Stopped("The audit did not run to its end; the reason stands above.")
    print(f"\nThe report: {page}\nBeside it:  {', '.join(sorted(p.name for p in report.iterdir() if p != page))}", flush=True)
    _open_in_browser(page.as_uri())
    return 0


# ---------------------------------------------------------------- test


def test(arguments: list[str], *, fast: bool) -> int:
    """Lints, then pytest, whose summary is the last line; 1 when either found fault."""
    if not fast:
        _browser()
        _postgresql()
    sound = lint(with_types=not fast)
    argv = [str(BIN / "python"), "-m", "pytest", *(BRISK if fast else []), *arguments]
    cores = os.cpu_count() or 1
    if cores > 1 and not any(a.startswith(("-n", "--pdb")) or not a.startswith("-") for a in arguments):
        argv += ["-n", str(min(cores, 4)), "--dist", "loadgroup", "--no-loadscope-reorder"]
        argv += ["--durations", "40", "--durations-min", "3"]
    if not sound:
        print("a lint failed (see above): whatever the tests say, the run has failed", flush=True)
    environment = {"OMP_THREAD_LIMIT": "1", **os.environ}
    # Tests start many processes of ours, each of which would compile the whole house anew.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    code = subprocess.run(argv, cwd=ROOT, env=environment, check=False, stdin=subprocess.DEVNULL).returncode
    return 0 if sound and code == 0 else 1


def _browser() -> None:
    """A Chromium, and what drives it, for the tests that look at the report as a reader does."""
    quick = _has_shell() or not _on_debian() or _apt_get([SHELL, "fonts-liberation", "libatomic1"])
    if _browser_runs() or (_apt_get(["chromium", "fonts-liberation", "libatomic1"]) and _browser_runs()):
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


def _postgresql() -> None:
    """The programs of a PostgreSQL server for the tests, which start servers of their own and touch none that runs here."""
    if _postgresql_is_there() or (_apt_get(["postgresql"]) and _postgresql_is_there()):
        return
    by_hand = "brew install postgresql@16" if platform.system() == "Darwin" else "sudo apt-get install postgresql"
    print(f"There is no PostgreSQL server; tests of it are skipped, those of SQLite run. To have one:\n    {by_hand}", flush=True)


def _postgresql_is_there() -> bool:
    """True when a server's programs are in Debian's place or on the path."""
    return any(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or shutil.which("initdb") is not None


def lint(*, with_types: bool) -> bool:
    """Run every lint, also after one has failed, and say how long each took; True when all are content."""
    tools = [
        ["ruff", "check"],
        ["ruff", "format", "--check"],
        ["lint-imports", "--no-cache"],
        ["deptry", "."],
        ["vulture"],
        ["codespell"],
    ]
    if any((ROOT / "templates").rglob("*.html.j2")):
        tools.append(["djlint", "templates", "--lint", "--quiet"])
    if with_types:
        tools.append(["mypy"])
    return sum([_step(" ".join(tool), [str(BIN / tool[0]), *tool[1:]], quiet=True) for tool in tools]) == 0


# ---------------------------------------------------------------- how a step is run


def _step(name: str, argv: list[str], *, quiet: bool = False) -> int:
    """Run a command without input and print how long it took; `quiet` shows its output only when it fails."""
    print(f"· {name} …", end="" if quiet else "\n", flush=True)
    began = time.monotonic()
    environment = {**os.environ, "UV_PROJECT_ENVIRONMENT": str(VENV), "PYTHONUNBUFFERED": "1"}
    environment.pop("VIRTUAL_ENV", None)
    pipe = subprocess.PIPE if quiet else None
    ended = subprocess.run(
        argv, cwd=ROOT, env=environment, check=False, stdin=subprocess.DEVNULL, stdout=pipe, stderr=subprocess.STDOUT if quiet else None
    )
    took, lead = time.monotonic() - began, "" if quiet else f"· {name}"
    print(f"{lead} {'done' if ended.returncode == 0 else f'exit {ended.returncode}'} in {took:.1f} s", flush=True)
    if quiet and ended.returncode != 0:
        print(ended.stdout.decode(errors="replace"), flush=True)
    return ended.returncode


def _newer_python() -> str | None:
    """A Python on the path that is new enough, for when this one is not."""
    names = (f"python3.{minor}" for minor in range(14, OLDEST_PYTHON[1] - 1, -1))
    return next((found for name in names if (found := shutil.which(name))), None)


if __name__ == "__main__":
    if sys.version_info < OLDEST_PYTHON:
        newer = _newer_python()
        if newer is None:
            sys.exit("Recoup needs Python 3.11 or newer. On Debian 12 or Ubuntu 24.04: sudo apt-get install python3 python3-venv")
        os.execv(newer, [newer, *sys.argv])
    sys.exit(main(sys.argv[1:]))
