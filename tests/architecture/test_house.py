"""The house keeps its shape: layers, fences, wheel, lock, and a command line that loads only what it needs."""

import ast
import importlib.metadata
import importlib.util
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
BESIDE_THE_HOUSE = {"tests", "bench", "evals", "docs", "out"}
"""Top-level folders that are no part of the product and not in the wheel."""
MADE_BY_TOOLS = {"out", "htmlcov", "dist", "build", "__pycache__", "node_modules"}
PUBLIC_DEFAULTS = {"pypi.org", "files.pythonhosted.org"}
HEAVY = {"fastapi", "starlette", "uvicorn", "sqlalchemy", "alembic", "dbos", "langgraph", "langchain_core", "openai", "anthropic"}
"""Web frameworks, databases and model clients."""
READERS = {"cv2", "onnxruntime", "rapidocr", "pdfplumber", "pypdfium2", "pikepdf", "tesserocr", "polars", "numpy"}
PLACE_ON_A_MACHINE = re.compile(r"(?<![\w.:/])(?:/(?:root|home|work|Users|mnt)/\w|[A-Z]:\\\\?Users\\)")


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text())


@pytest.fixture(scope="module")
def lock() -> dict[str, Any]:
    return tomllib.loads((ROOT / "uv.lock").read_text())


def tracked(suffix: str = "") -> list[Path]:
    """The project's own files: those git knows, or, where there is no git, all that are not made by tools."""
    try:
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
        files = [ROOT / name for name in listed.split("\0")]
    except (FileNotFoundError, subprocess.CalledProcessError):
        parts = ((file, file.relative_to(ROOT).parts) for file in ROOT.rglob("*"))
        files = [file for file, names in parts if not any(n in MADE_BY_TOOLS or (n.startswith(".") and n != ".ci") for n in names)]
    return [f for f in files if f.is_file() and f.name.endswith(suffix)]


def packages() -> list[str]:
    return sorted(
        folder.name
        for folder in ROOT.iterdir()
        if folder.is_dir()
        and folder.name[0] not in "._"
        and folder.name not in BESIDE_THE_HOUSE | MADE_BY_TOOLS
        and any(folder.glob("**/*.py"))
    )


def test_every_folder_has_its_layer(project: dict[str, Any]) -> None:
    settings = project["tool"]["importlinter"]
    layers = next(contract["layers"] for contract in settings["contracts"] if contract["id"] == "layers")
    assert sorted(name for layer in layers for name in layer.split(" | ")) == packages()
    assert sorted(settings["root_packages"]) == packages()


def test_every_folder_is_in_the_wheel(project: dict[str, Any]) -> None:
    assert sorted(project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]) == packages()
    assert all((ROOT / name / "__init__.py").is_file() for name in packages())


@pytest.mark.parametrize("name", packages())
def test_no_other_distribution_owns_a_folder_name(name: str) -> None:
    assert set(importlib.metadata.packages_distributions().get(name, [])) <= {"recoup"}
    found = importlib.util.find_spec(name)
    assert found is not None
    assert found.origin is not None
    assert Path(found.origin).resolve().is_relative_to(ROOT)


def test_imports_keep_to_layers_and_fences() -> None:
    linter = Path(sys.executable).parent / "lint-imports"
    ended = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout


def test_no_relative_imports() -> None:
    found = [
        f"{file.relative_to(ROOT)}:{node.lineno}"
        for file in tracked(".py")
        for node in ast.walk(ast.parse(file.read_bytes()))
        if isinstance(node, ast.ImportFrom) and node.level > 0
    ]
    assert found == []


def test_lock_names_no_host_but_the_public_defaults() -> None:
    hosts = {urlsplit(url).hostname for url in re.findall(r'https?://[^\s"]+', (ROOT / "uv.lock").read_text())}
    assert hosts <= PUBLIC_DEFAULTS


def test_lock_holds_every_dependency(project: dict[str, Any], lock: dict[str, Any]) -> None:
    locked = {package["name"] for package in lock["package"]}
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    names = {re.sub(r"[-_.]+", "-", re.split(r"[\s<>=!~;\[]", line, maxsplit=1)[0]).lower() for line in wanted}
    assert names <= locked, "run `uv lock` and commit the lock"


def test_no_lexicon_names_a_thing_twice() -> None:
    """A second line under the same name would take the first one's words away."""

    class Once(yaml.CSafeLoader):
        """Refuses what is named twice."""

    def once(loader: Once, node: yaml.MappingNode) -> dict[Any, Any]:
        names = [key.value for key, _ in node.value]
        assert len(set(names)) == len(names), {n for n in names if names.count(n) > 1}
        return dict(loader.construct_pairs(node, deep=True))

    Once.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, once)
    lexica = [p for p in ROOT.glob("*/**/lexicon/**/*.yaml") if ".venv" not in p.parts]
    assert lexica
    for path in lexica:
        with path.open(encoding="utf-8") as text:
            Once(text).get_single_data()


def test_no_file_names_a_place_on_a_machine() -> None:
    found = []
    for file in tracked():
        try:
            text = file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        if file != Path(__file__):
            found += [f"{file.relative_to(ROOT)}: {match[0]}" for match in PLACE_ON_A_MACHINE.finditer(text)]
    assert found == []


@pytest.mark.parametrize("command", [["--help"], ["audit", "--help"]], ids=["recoup", "recoup audit"])
def test_asking_the_command_line_for_help_loads_no_framework_and_no_reader(command: list[str]) -> None:
    if importlib.util.find_spec("api.cli") is None:
        pytest.skip("the command line is not there yet")
    loaded = _modules_after(command)
    assert loaded & HEAVY == set()
    assert loaded & READERS == set()


def _modules_after(command: list[str]) -> set[str]:
    """Top-level modules that a command has loaded when it ends."""
    script = f"""
import sys
sys.argv = ["recoup", *{command!r}]
from api.cli import main
try:
    main()
except SystemExit as ended:
    assert ended.code in (0, None), ended.code
print("LOADED", *sorted({{name.partition(".")[0] for name in sys.modules}}))
"""
    ended = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    last = ended.stdout.strip().splitlines()[-1]
    assert last.startswith("LOADED")
    return set(last.split()[1:])
