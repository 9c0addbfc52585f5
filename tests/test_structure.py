"""The house rules that a machine can hold. Each test names the files that break one."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# where a package's sources are → where the tests that mirror them are
MIRRORS = {
    **{
        name: f"tests/{name}"
        for name in ("pattern", "components", "layers", "policy", "standby", "demo", "bench", "judges")
    },
    "examples/orders": "tests/examples",
    "lab/src/lab": "lab/tests",
}
PACKAGES = tuple(MIRRORS)
# files without logic of their own; `errors.py` holds an exception tree, checked below
WITHOUT_A_TEST = {"__init__.py", "__main__.py", "conftest.py", "errors.py"}
FORBIDDEN_NAMES = {"util", "utils", "helper", "helpers", "common", "misc", "shared", "stuff"}
# what a committed file must not know: folders of one machine, and registries other than the public one of the lock file
MACHINE_PATH = re.compile(r"(?<![\w.$}~-])/(?:work|root|home/[a-z]\w*|Users/\w+)/[\w.]")


@cache
def committed() -> tuple[Path, ...]:
    """Every file that is committed or about to be, relative to the root."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    return tuple(sorted(path for name in listed.stdout.split("\0") if name and (ROOT / (path := Path(name))).is_file()))


def sources(suffix: str, folders: tuple[str, ...]) -> Iterator[Path]:
    """The product's and the lab's own files."""
    for path in committed():
        if path.suffix == suffix and any(path.is_relative_to(folder) for folder in folders):
            yield path


def python_files() -> Iterator[Path]:
    """All Python of the project, tests included."""
    return (path for path in committed() if path.suffix == ".py")


def parsed(path: Path) -> ast.Module:
    return ast.parse((ROOT / path).read_text(), filename=str(path))


def imported(path: Path) -> set[str]:
    """Every module that the file names in an import, anywhere in it."""
    found: set[str] = set()
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def knows(path: Path, module: str) -> bool:
    return any(name == module or name.startswith(f"{module}.") for name in imported(path))


def test_every_python_source_has_its_mirrored_test() -> None:
    missing = [
        f"{path} → {mirror}"
        for package, tests in MIRRORS.items()
        for path in sources(".py", (package,))
        if path.name not in WITHOUT_A_TEST
        and not (
            ROOT / (mirror := Path(tests, path.parent.relative_to(package), f"test_{path.stem.removeprefix('_')}.py"))
        ).is_file()
    ]
    assert not missing, "\n".join(["sources without a test:", *missing])


def test_every_shell_library_has_its_bats_file_and_every_runbook_a_test() -> None:
    missing = []
    for path in sources(".sh", ("runbooks",)):
        stem = path.stem.replace("-", "_")
        accepted = [f"tests/{path.parent}/{path.stem}.bats", f"tests/{path.parent}/test_{stem}.py"]
        if not any((ROOT / name).is_file() for name in accepted):
            missing.append(f"{path} → {' or '.join(accepted)}")
    assert not missing, "\n".join(["shell scripts without a test:", *missing])


def test_every_rule_has_its_page_and_its_test() -> None:
    rules = [
        path for path in sources(".py", ("policy",)) if path.parts[:2] == ("policy", "rules") and "__" not in path.stem
    ]
    missing = [str(path.with_suffix(".md")) for path in rules if not (ROOT / path).with_suffix(".md").is_file()]
    pages = [path for path in committed() if path.parts[:2] == ("policy", "rules") and path.suffix == ".md"]
    orphans = [str(page) for page in pages if page.with_suffix(".py") not in rules]
    assert not missing, "\n".join(["rules without a page:", *missing])
    assert not orphans, "\n".join(["pages without a rule:", *orphans])


def test_every_rule_is_in_the_explicit_list() -> None:
    listing = (ROOT / "policy/rules/__init__.py").read_text()
    rules = [
        path for path in sources(".py", ("policy",)) if path.parts[:2] == ("policy", "rules") and "__" not in path.stem
    ]
    unlisted = [str(path) for path in rules if not re.search(rf"\b{path.stem}\b", listing)]
    assert rules
    assert not unlisted, "\n".join(["rules that policy/rules/__init__.py does not name:", *unlisted])


def test_files_are_named_after_what_they_own() -> None:
    bad = [str(path) for path in committed() if FORBIDDEN_NAMES & {part.split(".")[0] for part in path.parts}]
    assert not bad, "\n".join(["names that say nothing:", *bad])


def test_every_module_says_what_it_is() -> None:
    silent = [
        str(path) for path in sources(".py", PACKAGES) if parsed(path).body and not ast.get_docstring(parsed(path))
    ]
    assert not silent, "\n".join(["modules without a docstring:", *silent])


@pytest.mark.parametrize("package", [name for name in PACKAGES if (ROOT / name / "errors.py").is_file()])
def test_exception_trees_are_drawn_in_their_docstring(package: str) -> None:
    path = Path(package, "errors.py")
    tree = parsed(path)
    drawn = f"{ast.get_docstring(tree)} {ast.get_docstring(parsed(Path(package, '__init__.py')))}"
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    exceptions = [node.name for node in classes if node.bases and "Protocol" not in ast.unparse(node.bases[0])]
    missing = [name for name in exceptions if name not in drawn] if len(exceptions) > 1 else []
    assert exceptions
    assert not missing, f"{path}: its docstring does not draw {', '.join(missing)}"


def test_import_contracts_hold() -> None:
    lint = subprocess.run(
        [ROOT / ".venv/bin/lint-imports", "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert lint.returncode == 0, lint.stdout + lint.stderr


def test_components_never_know_each_other() -> None:
    components = {path.stem for path in sources(".py", ("components",))} - {"__init__"}
    # functions that take a parent, and make parts of whichever component calls them
    bases = {"errors", "access", "database_ground", "drawn_secret", "roles"}
    bad = [
        f"{path} imports components.{other}"
        for path in sources(".py", ("components",))
        for other in sorted(components - bases - {path.stem})
        if path.name != "__init__.py" and knows(path, f"components.{other}")
    ]
    assert not bad, "\n".join([*bad, "__main__.py wires them"])


@pytest.mark.parametrize(
    ("module", "folders"),
    [
        ("pulumi.automation", ("standby",)),
        ("boto3", ("standby",)),
        ("pulumi.automation", ("pattern", "components", "policy")),
    ],
)
def test_one_seam_per_outside_world(module: str, folders: tuple[str, ...]) -> None:
    users = [str(path) for path in sources(".py", folders) if knows(path, module)]
    allowed = 1 if folders == ("standby",) else 0
    assert len(users) <= allowed, f"{module} is imported in {users}; one file is its seam"


def test_product_code_never_knows_the_lab() -> None:
    product = ("pattern", "components", "layers", "policy", "standby", "workloads", "__main__.py")
    bad = [str(path) for path in sources(".py", product) if knows(path, "lab")]
    scripts = [str(path) for path in sources(".sh", ("runbooks",)) if "LAB_" in (ROOT / path).read_text()]
    assert not bad + scripts, f"product code that knows the lab: {bad + scripts}"


def test_the_lab_knows_nothing_of_the_product() -> None:
    words = re.compile(r"standby-workloads|\bmyapp\b|promote-dr|\bfailback\b|runbooks/|[\"'/`]standby[\"'/`:]")
    texts = [
        path for path in committed() if path.is_relative_to("lab") and path.suffix in (".py", ".md", ".toml", ".json")
    ]
    bad = [f"{path}: {match[0]}" for path in texts for match in words.finditer((ROOT / path).read_text())]
    assert not bad, "\n".join(["words of the product in the lab:", *bad])
    code = ("src/lab", "tests")
    product = ("pattern", "components", "policy", "standby", "demo", "examples")
    knowing = [
        str(path)
        for path in sources(".py", tuple(f"lab/{name}" for name in code))
        if any(knows(path, name) for name in product)
    ]
    assert not knowing, f"lab code that knows the product: {knowing}"


def test_the_promotion_needs_no_python_pulumi_or_jq() -> None:
    needs = re.compile(r"(?:^|[;|&(`]|\$\()\s*(python3?|pulumi|jq)\b", re.MULTILINE)
    bad = [
        f"{path}: {match[1]}"
        for path in sources(".sh", ("runbooks",))
        for match in needs.finditer(_without_quotes((ROOT / path).read_text()))
    ]
    assert not bad, "\n".join(bad)


def _without_quotes(script: str) -> str:
    """Shell without what stands in single quotes on one line: messages may name any tool."""
    return re.sub(r"'[^'\n]*'", "''", script)


def test_no_committed_file_knows_this_machine() -> None:
    bad = []
    for path in committed():
        try:
            text = (ROOT / path).read_text()
        except UnicodeDecodeError:
            continue
        bad += [f"{path}: {match[0]}" for match in MACHINE_PATH.finditer(text)]
    assert not bad, "\n".join(["paths of one machine:", *bad])


def test_ci_runs_what_a_person_runs() -> None:
    commands = [
        line.strip()
        for line in (ROOT / ".ci/run").read_text().splitlines()
        if line.strip() and not line.startswith(("#", "set ", "cd "))
    ]
    assert commands == ["CI=true exec make test-all"]


def test_mypy_reads_what_is_in_use_of_the_provider() -> None:
    """Services as `aws.rds.Cluster` names them, and the provider's own functions, as in `aws.get_partition`."""
    listed = set(re.findall(r'"pulumi_aws\.([a-z]\w+)(?:\.\*)?"', (ROOT / "pyproject.toml").read_text()))
    listed -= {"outputs", "provider"}  # types of what the others answer and take
    used = {
        node.attr
        for path in python_files()
        if knows(path, "pulumi_aws") and not path.is_relative_to("examples/own-program")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "aws"
        and node.attr.islower()
    }
    assert used
    assert used - listed == set(), "pyproject.toml lets mypy skip them"
    assert listed - used == set(), "pyproject.toml names them for nothing"


def test_the_labs_provider_has_no_type_without_a_user() -> None:
    from lab.provider import registry

    folders = ("pattern", "components", "workloads", "examples", "bench", "tests", "__main__.py")
    text = "\n".join((ROOT / path).read_text() for path in sources(".py", folders))
    used = {(module, name) for module, name in re.findall(r"\baws\.(\w+)\.([A-Z]\w+)", text)}
    kinds = {token: (token.split(":")[1].split("/")[0], token.split(":")[2]) for token in registry.resources()}
    unused = sorted(token for token, kind in kinds.items() if kind not in used)
    assert not unused, f"types of lab/src/lab/provider that no program creates: {unused}"
