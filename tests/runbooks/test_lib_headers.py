"""Every file of runbooks/lib says in its header which globals it reads and which it sets; the lists are exact.

    # Reads: APP REGION WORK
    # Sets:  LOCK_TOP LOCK_HOLDER

A global is a name in capitals that is not `local` in every function that uses it. What bash and the environment own
does not count. A file without any says `none`.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

LIBRARIES = sorted((Path(__file__).parents[2] / "runbooks" / "lib").glob("*.sh"))
NAME = r"[A-Z][A-Z0-9_]+"
# bash's and the environment's own
OWN = frozenset(
    re.findall(
        r"\w+",
        "BASHPID BASH_COMMAND BASH_REMATCH BASH_SOURCE BASH_VERSINFO BASH_VERSION EPOCHREALTIME ERR EXIT HOSTNAME HUP IFS"
        " INT LC_ALL LINENO PATH PIPE PWD RANDOM TERM TMPDIR TZ",
    )
)
ENVIRONMENT = re.compile(
    r"AWS_(PAGER|CLI_\w+|DEFAULT_\w+|REGION|STS_\w+|RETRY_MODE|MAX_ATTEMPTS|PROFILE|ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN)|STANDBY_\w+"
)
ASSIGNED = re.compile(rf"(?<![\w$\{{-])({NAME})(?:\[[^\]=]*\])?\+?=")
WRITTEN = re.compile(rf"(?:printf -v|read(?: -\w+)*(?: '')?|declare -gA|contract_name|contract_field) ((?:{NAME} ?)+)")
USED = re.compile(rf"\$\{{?[#!]?({NAME})")
ARITHMETIC = re.compile(r"\(\((.*?)\)\)")
LOCAL = re.compile(r"^\s*local (?:-\S* )*(.*)$", re.MULTILINE)


def code_of(text: str) -> str:
    """The file without comments and without what stands in single quotes (JMESPath, messages)."""
    lines = [re.sub(r"(^|\s)# .*$|^#$", "", line) for line in text.splitlines()]
    return re.sub(r"(?<!\\)'[^'\n]*'", "''", "\n".join(lines))


def globals_of(text: str) -> tuple[set[str], set[str]]:
    """(read, set): a file's globals. What it sets itself is not listed as read."""
    read: set[str] = set()
    written: set[str] = set()
    for function in re.split(r"(?m)^(?=\w+\(\) \{)", code_of(text)):
        mine = {name for line in LOCAL.findall(function) for name in re.findall(rf"\b({NAME})\b(?=[=\s]|$)", line)}
        found = set(ASSIGNED.findall(function))
        found |= {name for names in WRITTEN.findall(function) for name in names.split()}
        used = set(USED.findall(function))
        used |= {name for inside in ARITHMETIC.findall(function) for name in re.findall(rf"\b({NAME})\b", inside)}
        written |= found - mine
        read |= used - mine
    ours = {name for name in read | written if name not in OWN and not ENVIRONMENT.fullmatch(name)}
    return (read & ours) - written, written & ours


def listed(text: str) -> tuple[set[str], set[str]]:
    """(read, set) as the header says it; a list may go on in further comment lines that are indented."""
    header = re.match(r"(?:#.*\n)+", text)
    assert header is not None
    found = []
    for word in ("Reads", "Sets"):
        match = re.search(rf"^# {word}: *((?:.*)(?:\n#  .*)*)", header.group(0), re.MULTILINE)
        found.append(set(re.findall(rf"\b{NAME}\b", match.group(1))) if match else {f"no `# {word}:` line"})
    return found[0], found[1]


@pytest.mark.parametrize("path", LIBRARIES, ids=lambda path: path.name)
def test_the_header_lists_the_globals(path: Path) -> None:
    text = path.read_text()
    assert listed(text) == globals_of(text)


def test_what_counts_as_a_global() -> None:
    text = """# x
DEFAULT=1 OTHER=()
one() {
  local MINE=2 plain
  PATH=/bin printf -v THERE '%s' "$GIVEN ${MINE} ${#OTHER[@]}"   # $COMMENT
  IFS= read -r ONE TWO <<<'$QUOTED'
  ((COUNT < 3)) || TABLE["$KEY"]=4
  AWS_PAGER='' call --query 'Name.NOT_ME' "$HOSTNAME"
}
"""
    assert globals_of(text) == ({"GIVEN", "COUNT", "KEY"}, {"DEFAULT", "OTHER", "THERE", "ONE", "TWO", "TABLE"})
