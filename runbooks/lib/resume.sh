# shellcheck shell=bash
# Which run this is: a new one, or one that was killed and goes on. Facts come from AWS; from the journal come only the
# run's name, when its first action was, whether the irreversible call was made, and what the record said before.
#
# Reads: CHECK_FORCED CHECK_WARNED CLOCK_MS CONTRACT DRY_RUN IDENTITY JSON_TEXT LOCK_FIELD LOCK_HOLDER LOCK_KIND
#        LOCK_RUN REGION RESUME
# Sets:  FIRST_ACTION_MS GOES_ON JOURNAL_LINES JOURNAL_NUMBER LAG_TEXT MODE PROMOTION_CALLS PROMOTION_LEFT PROMOTION_MS
#        PROMOTION_STATE RUN

# resume_new: a run of our own.
resume_new() {
  local stamp
  TZ=UTC0 printf -v stamp '%(%Y%m%dT%H%M%SZ)T' -1
  printf -v RUN '%s-%04x' "$stamp" "$((RANDOM * 2 + RANDOM % 2))"
  PROMOTION_STATE=none PROMOTION_MS=0 PROMOTION_CALLS=0 PROMOTION_LEFT='' FIRST_ACTION_MS='' JOURNAL_LINES=() GOES_ON=0
}

# resume_find: sets RUN to the run to go on with; with nothing to resume, a new one (check_resume refuses it). Returns 9 when that run is finished.
# A run of another kind (a failback) is never gone on with.
resume_find() {
  resume_new
  lock_known
  local text="${LOCK_HOLDER:-${CONTRACT[incident/freeze]:-}}"
  [[ -n "$text" ]] || return 0
  lock_kind "$text"
  [[ "$LOCK_KIND" == promotion ]] && lock_run "$text" || return 0
  local run="$LOCK_RUN"
  ((RESUME)) || [[ -n "$LOCK_HOLDER" ]] || return 0
  journal_read "$run" || true
  ((RESUME)) || return 0
  RUN="$run"
  left_recall
  [[ -n "$LOCK_HOLDER" ]] || ! resume_finished || left_wanted || return 9
  lock_field "$text" mode
  MODE="${MODE:-$LOCK_FIELD}"
  GOES_ON=1
  resume_promotion
}

# resume_finished: does the journal that was read say that its run is done?
resume_finished() {
  [[ "${JOURNAL_LINES[*]}" == *'"step":"run","event":"done"'* ]]
}

# resume_load: what the journal of run $RUN tells.
resume_load() {
  ((GOES_ON)) || { JOURNAL_LINES=() JOURNAL_NUMBER=0 && return 0; }
  journal_keep
  journal_find run started ms && FIRST_ACTION_MS="$JSON_TEXT"
  journal_find run started lag && LAG_TEXT="$JSON_TEXT"
  resume_promotion
}

# resume_promotion: PROMOTION_STATE and PROMOTION_MS from the lines of the step. Within one generation the newest line
# counts, and an intent without an outcome is unknown; between generations the gravest word: accepted, unknown, none.
# PROMOTION_LEFT: a detach was announced, and not rejected.
resume_promotion() {
  local line event generation state
  local -A states=() modes=()
  for line in "${JOURNAL_LINES[@]}"; do
    [[ "$line" == *'"step":"promote-aurora"'* ]] || continue
    json_field "$line" generation || true
    generation="${JSON_TEXT:-0}"
    json_field "$line" event || continue
    event="$JSON_TEXT"
    case "$event" in
      intent | unknown) states["$generation"]=unknown ;;
      accepted) states["$generation"]=accepted ;;
      rejected) states["$generation"]=none ;;
      *) continue ;;
    esac
    json_field "$line" ms && PROMOTION_MS="$JSON_TEXT"
    [[ "$event" != intent ]] || { json_field "$line" mode && modes["$generation"]="$JSON_TEXT"; }
  done
  PROMOTION_STATE=none PROMOTION_LEFT=''
  for generation in "${!states[@]}"; do
    [[ "${states[$generation]}" == none || "${modes[$generation]:-}" != detach ]] || PROMOTION_LEFT=1
  done
  for state in "${states[@]}"; do
    [[ "$state" != accepted && "$PROMOTION_STATE/$state" != none/unknown ]] || PROMOTION_STATE="$state"
  done
}

# take_lock: the step: the move becomes this run's, then the run's first line, or the line that reopens it.
take_lock() {
  lock_take || return 1
  if ((!GOES_ON)); then
    note_start started journal_write
    return
  fi
  resume_again || return 1
  note_start resumed journal_commit || step_fail_call "journal-put.$JOURNAL_NUMBER"
}

# resume_again: reads the journal once more, now that nobody else may announce a call: what the earlier owner announced
# last is in it, and a call of unknown outcome gets its time to show from now on. A journal without a line tells
# nothing about that call.
resume_again() {
  ((!DRY_RUN)) || return 0
  journal_read "$RUN" || { step_fail_call journal-read || return 1; }
  resume_load
  ((${#JOURNAL_LINES[@]})) || PROMOTION_STATE=unknown
  [[ "$PROMOTION_STATE" != unknown ]] || { clock_ms && PROMOTION_MS="$CLOCK_MS"; }
}

# note_start EVENT WRITER: the line that opens or reopens the run.
note_start() {
  "$2" run "$1" who "${IDENTITY:-unknown}" host "${HOSTNAME:-unknown}" mode "$MODE" region "$REGION" lag "$LAG_TEXT" \
    warned "${CHECK_WARNED[*]:-}" forced "${CHECK_FORCED[*]:-}"
}
