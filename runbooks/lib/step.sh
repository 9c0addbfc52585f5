# shellcheck shell=bash
# Steps: named, timed, journalled. A step is a function that returns 0, or explains itself with step_fail and returns 1.
# Several may run side by side; only the main shell writes the journal.
#
# Reads: AWS_ADVICE AWS_CALL AWS_CLASS AWS_MESSAGE CLOCK_MS CLOCK_SECONDS DRY_RUN EXIT_STEP JOURNAL_FILE UNREAD_SECONDS
#        WORK
# Sets:  STEP STEPS_BESIDE STEPS_FAILED STEP_ADVICE STEP_BEGAN STEP_ORDER STEP_SECONDS STEP_WHAT UNREAD_SINCE

declare -gA STEP_SECONDS=() STEP_BEGAN=() STEP_WHAT=() STEP_ADVICE=()
STEP_ORDER=()

# step_fail WHAT ADVICE: records why the step $STEP failed, for the shell that started it; always returns 1. On a full
# disk the words are still known in this shell.
step_fail() {
  STEP_WHAT["$STEP"]="${1//$'\n'/ }" STEP_ADVICE["$STEP"]="$2"
  work_keep "failure.$STEP" "${STEP_WHAT[$STEP]}" "$2"
  return 1
}

# step_fail_call NAME [ADVICE]: the same, from the failed AWS call of that name.
step_fail_call() {
  aws_failure "$1" || true
  aws_advice "$AWS_CLASS" "$AWS_CALL"
  step_fail "aws $AWS_CALL: $AWS_MESSAGE" "${2:-$AWS_ADVICE}"
}

# step_unread NAME: a read that a wait needs has failed: false, with the step failed, when waiting cannot help (denied,
# expired) or when nothing could be read for UNREAD_SECONDS; otherwise the wait goes on. step_read: it could be read.
step_unread() {
  aws_failure "$1" || {
    aws_hollow "$1" "($1)" 'the process that asked ended without an answer' || aws_failure "$1"
  }
  clock_ms
  aws_transient "$AWS_CLASS" || { step_fail_call "$1" || return 1; }
  [[ -n "$UNREAD_SINCE" ]] || { UNREAD_SINCE="$CLOCK_MS" && say "  cannot see: aws $AWS_CALL: $AWS_MESSAGE"; }
  ((CLOCK_MS - UNREAD_SINCE < UNREAD_SECONDS * 1000)) || step_fail_call "$1"
}

step_read() {
  UNREAD_SINCE=''
}

# step_detail TEXT: what the step found or did, for the journal and the report.
step_detail() {
  work_keep "detail.$STEP" "$1"
}

# step_run NAME FUNCTION: runs the step here, and stops the promotion when it fails.
step_run() {
  step_begin "$1"
  local code=0
  { lock_guard "$1" && "$2"; } || code=$?
  step_end "$1" "$code"
  ((code == 0)) || step_stop "$1"
}

# step_start NAME FUNCTION: runs the step beside us; step_join ends it.
step_start() {
  step_begin "$1"
  job_start "step.$1" step_beside "$2"
  STEPS_BESIDE+=("$1")
}

# step_beside FUNCTION: a step in its own process: lower priority, so that the database's calls come first.
step_beside() {
  renice -n 5 -p "$BASHPID" >/dev/null 2>&1 || true
  lock_guard "$STEP" && "$1"
}

# steps_reap: journals the steps beside us that have ended meanwhile.
steps_reap() {
  local name running=()
  for name in "${STEPS_BESIDE[@]}"; do
    if job_done "step.$name"; then
      step_join "$name" || STEPS_FAILED+=("$name")
    else
      running+=("$name")
    fi
  done
  STEPS_BESIDE=("${running[@]}")
}

# steps_finish: waits for the steps beside us, then stops if any step failed.
steps_finish() {
  local name
  for name in "${STEPS_BESIDE[@]}"; do
    step_join "$name" || STEPS_FAILED+=("$name")
  done
  STEPS_BESIDE=()
  ((${#STEPS_FAILED[@]} == 0)) || step_stop "${STEPS_FAILED[@]}"
}

# step_begin NAME: notes the time and announces it.
step_begin() {
  STEP="$1" UNREAD_SINCE=''
  clock_ms
  STEP_BEGAN["$1"]=$CLOCK_MS
  STEP_ORDER+=("$1")
  ((DRY_RUN)) || say "$1 …"
}

# step_join NAME: waits for a step that runs beside us; its code.
step_join() {
  local code=0
  job_join "step.$1" || code=$?
  step_end "$1" "$code"
  return "$code"
}

# step_end NAME CODE: time, journal line, one line of progress.
step_end() {
  local detail='' event='done'
  clock_since "${STEP_BEGAN[$1]}"
  local seconds="$CLOCK_SECONDS"
  STEP_SECONDS["$1"]="$seconds"
  (($2 == 0)) || event=failed
  [[ ! -f "$WORK/detail.$1" ]] || detail="$(<"$WORK/detail.$1")" || true
  [[ "$event" == "done" || ! -s "$WORK/failure.$1" ]] || IFS= read -r detail <"$WORK/failure.$1" || true
  ((DRY_RUN)) || say "$1: $event in ${seconds}s${detail:+ - $detail}"
  journal_write "$1" "$event" seconds "$seconds" detail "$detail"
}

# step_stop NAME...: ends the run with the words of these steps that failed; exit 4. Nothing is undone.
step_stop() {
  step_told "$@"
  notify "stopped in step $1" "${STEP_WHAT[$1]:-}"
  notify_settle
  end_with "$EXIT_STEP"
}

# step_told NAME...: which step, which call, what to do, and how to go on. What runs beside us may end first.
step_told() {
  local name what advice beside=("${STEPS_BESIDE[@]}")
  STEPS_BESIDE=()
  for name in "${beside[@]}"; do
    step_join "$name" || set -- "$@" "$name"
  done
  journal_settle || true
  local no_words='it exited without an error message' no_advice='run the same command with --resume'
  work_room || { aws_advice full && no_words="no room is left in $WORK for temporary files" no_advice="$AWS_ADVICE"; }
  for name in "$@"; do
    what="${STEP_WHAT[$name]:-$no_words}" advice="${STEP_ADVICE[$name]:-$no_advice}"
    [[ ! -s "$WORK/failure.$name" ]] || {
      IFS= read -r what
      IFS= read -r advice
    } <"$WORK/failure.$name" || true
    complain '' "STOPPED in step $name" "  what: $what" "  do:   $advice"
  done
  if [[ -f "$WORK/overtaken" ]]; then
    complain '  Another run owns this promotion now: nothing is left to do here.'
  else
    complain "  Nothing is undone; the journal is ${JOURNAL_FILE:-in SSM only}. Resume, here or on any laptop:" "    $(ending_command)"
  fi
}
