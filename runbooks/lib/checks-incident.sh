# shellcheck shell=bash
# The checks on who else moves this application: the lock, the journal of the run to go on with, the freeze.
#
# Reads: AWS_ADVICE AWS_CALL AWS_CLASS AWS_MESSAGE CONTRACT GOES_ON JOURNAL_LINES JOURNAL_UNREAD LOCK_FIELD LOCK_HOLDER
#        LOCK_KIND LOCK_STORY MODE REGION RESUME RUN WORK
# Sets:  none

# lock_elsewhere TEXT: is it of a run that moves the application to the other region (LOCK_FIELD)?
lock_elsewhere() {
  lock_field "$1" region
  [[ -n "$LOCK_FIELD" && "$LOCK_FIELD" != "$REGION" ]]
}

# check_lock: nobody else moves it. A lock is explained, never ignored; one of another kind is never resumed.
check_lock() {
  if [[ -z "$LOCK_HOLDER" ]]; then
    check ok lock 'nobody holds the lock'
    return
  fi
  lock_kind "$LOCK_HOLDER"
  lock_story "$LOCK_HOLDER"
  if [[ "$LOCK_KIND" != promotion ]]; then
    check refuse failback "a $LOCK_KIND holds the lock: $LOCK_STORY" \
      'finish it (standby failback status, standby failback apply); only when it is dead and cannot be finished: --force failback'
  elif ! lock_run "$LOCK_HOLDER"; then
    check refuse lock "the lock says '${LOCK_HOLDER:0:80}', which names no run" \
      'nobody can resume that; when no promotion runs: --force lock starts a new run'
  elif lock_alive "$LOCK_HOLDER"; then
    lock_field "$LOCK_HOLDER" pid
    check refuse lock "held by $LOCK_STORY, still running here as process $LOCK_FIELD" \
      'watch that terminal; or end that process and run again with --resume'
  elif lock_elsewhere "$LOCK_HOLDER"; then
    check refuse lock "held by $LOCK_STORY, which moves the application to $LOCK_FIELD" \
      "let it finish; if it is dead, resume it as it was begun: --region $LOCK_FIELD"
  elif ((RESUME)) && lock_here "$LOCK_HOLDER"; then
    check ok lock "taking over $LOCK_STORY, whose process is gone"
  elif ((RESUME)); then
    check warn lock "taking over $LOCK_STORY" 'whether it still runs there cannot be seen from here: ask, or watch its last line'
  else
    check refuse lock "held by $LOCK_STORY" \
      'ask whether it still runs; if it is dead, go on where it stopped: the same command with --resume'
  fi
}

# check_resume: --resume goes on with what there is, and begins nothing. Of a planned move that was cut off between its
# two locks only the other region may know.
check_resume() {
  ((RESUME)) && [[ -z "${LOCK_HOLDER:-${CONTRACT[incident/freeze]:-}}" ]] || return 0
  if [[ "$MODE" == switchover ]]; then
    [[ -f "$WORK/peer/contract" ]] && in_peer lock_free || return 0
  fi
  check refuse resume "nothing to resume: nobody holds the lock and no incident is on in $REGION" \
    'to begin a new run: the same command without --resume'
}

# lock_free: does nobody hold it, in the region that is spoken of?
lock_free() {
  [[ -z "$LOCK_HOLDER" ]]
}

# check_journal: the run to go on with must be known: whether the irreversible call was made stands there.
check_journal() {
  ((GOES_ON)) || return 0
  if [[ -n "$JOURNAL_UNREAD" ]]; then
    aws_failure journal-read || true
    aws_advice "$AWS_CLASS" "$AWS_CALL"
    check refuse journal "the journal of run $RUN cannot be read: aws $AWS_CALL: $AWS_MESSAGE" "$AWS_ADVICE"
  else
    check ok journal "run $RUN: ${#JOURNAL_LINES[@]} lines"
  fi
}

# check_freeze: an incident that is on already.
check_freeze() {
  local freeze="${CONTRACT[incident/freeze]:-}"
  [[ -n "$freeze" ]] || return 0
  lock_kind "$freeze"
  if [[ "$LOCK_KIND" != promotion ]]; then
    check refuse failback "a $LOCK_KIND is unfinished: $freeze" \
      'finish it (standby failback status, standby failback apply); only when it cannot be finished: --force failback'
  elif ((RESUME)); then
    check ok freeze "$freeze"
  else
    check warn freeze "an incident is on: $freeze" 'read its journal first; standby failback lifts the freeze'
  fi
}
