# shellcheck shell=bash
# What a lock or a freeze says: its fields, its kind, whether its process still runs here, and the same in words.
#
# Reads: JOURNAL_LAST JSON_TEXT
# Sets:  LOCK_FIELD LOCK_KIND LOCK_RUN LOCK_STORY

# lock_field TEXT KEY: LOCK_FIELD = one value of a text of `key=value` pairs; empty when it is not there.
lock_field() {
  local pair pairs
  LOCK_FIELD=''
  read -ra pairs <<<"$1"
  for pair in "${pairs[@]}"; do
    [[ "$pair" != "$2="* ]] || LOCK_FIELD="${pair#*=}"
  done
}

# lock_run TEXT: LOCK_RUN = the run it names; empty and false when it names none that can be a run's name.
lock_run() {
  lock_field "$1" run
  LOCK_RUN="$LOCK_FIELD"
  [[ "$LOCK_RUN" =~ ^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$ ]] || { LOCK_RUN='' && return 1; }
}

# lock_kind TEXT: LOCK_KIND = promotion, failback or another, of a lock or a freeze. Texts without the pair are an old
# failback's, which begin with the word, or a promotion's.
lock_kind() {
  lock_field "$1" kind
  LOCK_KIND="${LOCK_FIELD:-promotion}"
  [[ -n "$LOCK_FIELD" || "$1" != 'failback '* ]] || LOCK_KIND=failback
}

# lock_here TEXT: was it taken on this machine?
lock_here() {
  lock_field "$1" host
  [[ "$LOCK_FIELD" == "${HOSTNAME:-unknown}" ]]
}

# lock_alive TEXT: does the process that holds it still run on this machine?
lock_alive() {
  lock_here "$1" || return 1
  lock_field "$1" pid
  [[ "$LOCK_FIELD" =~ ^[0-9]+$ && "$LOCK_FIELD" != "$$" ]] || return 1
  [[ "$(ps -p "$LOCK_FIELD" -o args= 2>/dev/null)" == *promote-dr* ]]
}

# lock_story TEXT: LOCK_STORY = the lock in words, with the last line of its run's journal where that was read.
lock_story() {
  local at last="${JOURNAL_LAST:-}"
  lock_field "$1" at
  at="$LOCK_FIELD"
  [[ -n "$at" ]] || { lock_field "$1" since && at="$LOCK_FIELD"; }
  lock_field "$1" run
  LOCK_STORY="run ${LOCK_FIELD:-without a name} since ${at:-an unknown time}"
  lock_field "$1" by
  [[ -n "$LOCK_FIELD" ]] || lock_field "$1" who
  LOCK_STORY+=" by ${LOCK_FIELD:-unknown}"
  lock_field "$1" host
  LOCK_STORY+="${LOCK_FIELD:+ on $LOCK_FIELD}"
  [[ -n "$last" ]] || return 0
  json_field "$last" time && LOCK_STORY+=", last heard of at $JSON_TEXT"
  json_field "$last" step && LOCK_STORY+=" in step $JSON_TEXT"
  return 0
}
