# shellcheck shell=bash
# What the operator sees and types. Progress goes to stderr; stdout carries the dry run's commands and the report. A
# terminal that is gone stops nothing.
#
# Reads: CLOCK_SECONDS EXIT_ABORTED EXIT_USAGE STARTED_MS
# Sets:  ENDED

# say TEXT...: one line of progress, stamped with the seconds since the start.
say() {
  clock_since "$STARTED_MS"
  printf '[%6ss] %s\n' "$CLOCK_SECONDS" "$*" >&2 || true
}

# complain LINE...: lines without a stamp, for errors and their remedies.
complain() {
  printf '%s\n' "$@" >&2 || true
}

# console_check LEVEL NAME TEXT FIX: one preflight line; the fix stands below it when there is one.
console_check() {
  printf '%-7s %-15s %s\n' "$1" "$2" "$3" >&2 || true
  [[ -z "$4" || "$1" == ok ]] || printf '%-7s %-15s fix: %s\n' '' '' "$4" >&2 || true
}

# console_interactive: true when somebody can type an answer.
console_interactive() {
  [[ -t 0 ]]
}

# console_typed PROMPT WORD: asks; true only when exactly WORD is typed.
console_typed() {
  local answer=''
  printf '%s ' "$1" >&2
  IFS= read -r answer || true
  [[ "$answer" == "$2" ]]
}

# refuse_usage TEXT: a wrong command line; exit 2.
refuse_usage() {
  complain "promote-dr.sh: $1"
  complain "See promote-dr.sh --help"
  ENDED=1
  exit "$EXIT_USAGE"
}

# abort TEXT: the operator said no; exit 5.
abort() {
  complain "Aborted: $1"
  end_with "$EXIT_ABORTED"
}
