#!/usr/bin/env python3
"""Sets the project up, shows it at work, tests it. Standard library only.

python3 dev.py setup                      makes everything ready: .venv from the lock, what pages load, Tesseract with its languages
python3 dev.py up [--check | --report]    setup, then makes a ready-made house once and serves it until Ctrl-C; --check ends once its
                                          first page answered; --report audits a made-up supplier and says where the report is
python3 dev.py test [--fast] [ARG...]     setup, then lints and all tests; --fast: the main way in a minute; ARGs go to pytest
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
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from dev_machine import ROOT, VENV, apt_get, browser, browser_without_windows, language_data, postgresql, step

BIN = VENV / "bin"
STAMP = VENV / "setup-stamp"
OUT = ROOT / "out" / "demo"
OLDEST_PYTHON = (3, 11)
NODE_MODULES = ROOT / "node_modules"
VENDOR = ROOT / "templates" / "pages" / "vendor"
"""What pages load that is not ours: fetched here, never committed."""
REGISTRY = "https://registry.npmjs.org"
HOUSE, SMALL_HOUSE = ROOT / "out" / "house", ROOT / "out" / "small-house"
"""The homes of the ready-made house, and of that for `--check`, where RECOUP_HOME names no other."""
PORT = 8484
DEMO_SEED = "7"
BRISK = ("-m", "not slow", "--hypothesis-profile", "brisk")
MAIN_WAY = "@tests/main_way.txt"
"""What `--fast` asks of pytest, and where the files of tests are listed that it runs unless somebody names others."""
LINT_FAILED = "a lint failed (see above): whatever the tests say, the run has failed"
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
        setup(all_tests=command == "test" and not fast)
        if command == "up":
            return report() if "--report" in rest else show(check="--check" in rest)
        if command == "check":
            return 0 if lint(fast=False) else 1
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


def setup(*, all_tests: bool = False) -> None:
    """Make the environment ready; takes seconds when nothing has changed since the last time.

    With `all_tests` the machine is given what they need as well. Each part waits for other servers: they are fetched beside each other.
    """
    began = time.monotonic()
    with ThreadPoolExecutor() as beside:
        parts = [beside.submit(_python_packages), beside.submit(_web_assets), beside.submit(_machine, all_tests=all_tests)]
    for part in parts:
        part.result()
    if all_tests:
        browser()
    print(f"ready in {time.monotonic() - began:.1f} s", flush=True)


def _machine(*, all_tests: bool) -> None:
    """What comes from the system's own packages, one after the other: they are installed behind one lock."""
    language_data()
    if all_tests:
        postgresql()
        browser_without_windows()


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
    if all(step(name, argv) != 0 for name, argv in _ways_to_sync(sync)):
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
    if step("environment .venv", make, quiet=True) == 0:
        return
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    if apt_get([package]) and step("environment .venv", make) == 0:
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
    if step(f"uv {version}", pip) != 0:
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
        if step(name, argv) != 0:
            raise Stopped("The packages of uv.lock could not be installed. Check the network and run the command again.")


def _web_assets() -> None:
    """Script, font and icons of the pages, in the versions of package-lock.json, copied to where the server finds them."""
    wanted = hashlib.sha256(b"\0".join((ROOT / name).read_bytes() for name in ("package.json", "package-lock.json"))).hexdigest()
    stamp = VENDOR / "setup-stamp"
    if stamp.is_file() and stamp.read_text() == wanted and NODE_MODULES.is_dir():
        return
    npm = shutil.which("npm")
    ci = [npm or "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    if npm is None or step("what pages load, from package-lock.json", ci, quiet=True) != 0:
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
    if step("a made-up supplier", [str(BIN / "python"), "-m", "demo.make", str(OUT), "--seed", DEMO_SEED]) != 0:
        raise Stopped("The demo supplier could not be made; the reason stands above.")
    as_of = json.loads((OUT / "truth" / "world.json").read_text())["as_of"]
    arguments = ["audit", str(files.relative_to(ROOT)), "--as-of", as_of, "--out", str(report.relative_to(ROOT))]
    code = step(f"recoup {' '.join(arguments)}", [str(BIN / "recoup"), *arguments])
    page = report / "report.html"
    if code not in {0, FILES_UNREAD} or not page.is_file():
        raise Stopped("The audit did not run to its end; the reason stands above.")
    print(f"\nThe report: {page}\nBeside it:  {', '.join(sorted(p.name for p in report.iterdir() if p != page))}", flush=True)
    _open_in_browser(page.as_uri())
    return 0


# ---------------------------------------------------------------- test


def test(arguments: list[str], *, fast: bool) -> int:
    """Lints and pytest, whose summary is the last line; 1 when either found fault.

    All tests run beside the lints, which keep one processor busy; those that somebody named begin after them.
    """
    named = any(not a.startswith("-") for a in arguments)
    argv = [str(BIN / "python"), "-u", "-m", "pytest", *(BRISK if fast else []), *([MAIN_WAY] if fast and not named else []), *arguments]
    cores = os.cpu_count() or 1
    if cores > 1 and not named and not any(a.startswith(("-n", "--pdb")) for a in arguments):
        # Of all tests one more than there are processors: some wait for leases to end, for pages and for each other's processes.
        argv += ["-n", str(min(cores if fast else cores + 1, 4)), "--dist", "loadgroup", "--no-loadscope-reorder"]
        argv += ["--durations", "40", "--durations-min", "3"]
    environment = {"OMP_THREAD_LIMIT": "1", **os.environ}
    # Tests start many processes of ours, each of which would compile the whole house anew.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    if not arguments:
        with ThreadPoolExecutor(1) as beside:
            return _tests_beside(beside.submit(lint, fast=fast), argv, environment)
    sound = lint(fast=fast)
    if not sound:
        print(LINT_FAILED, flush=True)
    code = subprocess.run(argv, cwd=ROOT, env=environment, check=False, stdin=subprocess.DEVNULL).returncode
    return 0 if sound and code == 0 else 1


def _tests_beside(lints: Future[bool], argv: list[str], environment: dict[str, str]) -> int:
    """Pytest while the lints run; its last line is held back until both have ended."""
    colour = ["--color", "yes"] if sys.stdout.isatty() else []
    last = ""
    with subprocess.Popen(
        [*argv, *colour], cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, errors="replace"
    ) as tests:
        for line in tests.stdout or ():
            print(last, end="", flush=True)
            last = line
    sound = lints.result()
    print(last if sound else f"{LINT_FAILED}\n{last}", end="", flush=True)
    return 0 if sound and tests.returncode == 0 else 1


def lint(*, fast: bool) -> bool:
    """Run every lint (when fast, those that take seconds), also after one has failed, and say how long each took; True when all agree."""
    tools = [
        ["ruff", "check"],
        ["ruff", "format", "--check"],
        ["lint-imports", "--no-cache"],
        ["deptry", "."],
        ["codespell"],
    ]
    if any((ROOT / "templates").rglob("*.html.j2")):
        tools.append(["djlint", "templates", "--lint", "--quiet"])
    if not fast:
        tools += [["vulture"], ["mypy"]]
    return sum([step(" ".join(tool), [str(BIN / tool[0]), *tool[1:]], quiet=True) for tool in tools]) == 0


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
