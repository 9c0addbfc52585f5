# shellcheck shell=bash
# Which run this is: a new one, or one that was killed and goes on. Facts come from AWS; from the journal come only the
# run's name, when its first action was, whether the irreversible call was made, and what the record said before.

# resume_new: a run of our own.
resume_new() {
  local stamp
  TZ=UTC0 printf -v stamp '%(%Y%m%dT%H%M%SZ)T' -1
  printf -v RUN '%s-%04x' "$stamp" "$((RANDOM * 2 + RANDOM % 2))"
  PROMOTION_STATE=none PROMOTION_MS=0 PROMOTION_CALLS=0 FIRST_ACTION_MS='' JOURNAL_LINES=()
}

# resume_find: sets RUN to the run to go on with; with nothing to resume, a new one. Returns 9 when that run is finished.
resume_find() {
  resume_new
  local run=''
  lock_field "${CONTRACT[incident/lock]:-}" run
  run="$LOCK_FIELD"
  if [[ -n "$run" ]]; then
    lock_field "${CONTRACT[incident/lock]}" mode
    MODE="${MODE:-$LOCK_FIELD}"
  else
    lock_field "${CONTRACT[incident/freeze]:-}" run
    run="$LOCK_FIELD"
  fi
  if [[ -z "$run" ]]; then
    ((!RESUME)) || say 'nothing to resume: no lock and no freeze; this is a new run'
    return 0
  fi
  ((RESUME)) || return 0
  [[ -n "${CONTRACT[incident/lock]:-}" ]] || ! resume_finished "$run" || return 9
  RUN="$run"
}

# resume_finished RUN: does its journal say that it is done?
resume_finished() {
  local key
  for key in "${!CONTRACT[@]}"; do
    if [[ "$key" == "incident/journal/$1/"* && "${CONTRACT[$key]}" == *'"step":"run","event":"done"'* ]]; then
      return 0
    fi
  done
  return 1
}

# resume_load: what the journal of run $RUN tells.
resume_load() {
  journal_load
  ((${#JOURNAL_LINES[@]})) || return 0
  journal_find run started ms && FIRST_ACTION_MS="$JSON_TEXT"
  journal_find run started lag && LAG_TEXT="$JSON_TEXT"
  resume_promotion
}

# resume_promotion: PROMOTION_STATE from the newest line of the step: an intent without an outcome is unknown.
resume_promotion() {
  local line event
  for line in "${JOURNAL_LINES[@]}"; do
    [[ "$line" == *'"step":"promote-aurora"'* ]] || continue
    json_field "$line" event || continue
    event="$JSON_TEXT"
    case "$event" in
      intent | unknown) PROMOTION_STATE=unknown ;;
      accepted) PROMOTION_STATE=accepted ;;
      rejected) PROMOTION_STATE=none ;;
      *) continue ;;
    esac
    json_field "$line" ms && PROMOTION_MS="$JSON_TEXT"
  done
}
