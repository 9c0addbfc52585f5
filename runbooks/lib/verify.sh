# shellcheck shell=bash
# Proof from outside: the public name, through DNS, as a customer meets it. Starts as soon as the record is changed, so
# that the first good answer - the end of the outage - is seen when it happens.
#
# Reads: CLOCK_DEADLINE CLOCK_MS DRY_GROUP DRY_RUN HEALTH_PATH PEER_REGION PROBE_BODY PROBE_REGION PROBE_SECONDS
#        PROBE_STATUS RECORD VERIFY_SECONDS WORK WRITE_PATH
# Sets:  ERROR_PERCENT_ALLOWED PROBE_FILE SYNTHETIC_REQUESTS WINDOW_ERRORS WINDOW_GOOD

SYNTHETIC_REQUESTS="${STANDBY_SYNTHETIC_REQUESTS:-20}"
ERROR_PERCENT_ALLOWED=5

# verify_public: the step: the first good answer of our region, then windows of synthetic requests until one is good.
# Writes $WORK/first-good (milliseconds) and $WORK/window (good, all, percent of errors).
verify_public() {
  local deadline
  ((DRY_RUN)) && { printf '[%s] curl https://%s%s   (%s times)\n' "$DRY_GROUP" "$RECORD" "$HEALTH_PATH" "$SYNTHETIC_REQUESTS"; return 0; }
  PROBE_FILE=public
  clock_deadline "$VERIFY_SECONDS"
  deadline="$CLOCK_DEADLINE"
  until verify_first_good; do
    ! clock_passed "$deadline" || { verify_late || return 1; }
    clock_pause 0.5
  done
  work_keep first-good "$CLOCK_MS"
  until verify_window; do
    ! clock_passed "$deadline" || {
      step_fail "$WINDOW_ERRORS% of $SYNTHETIC_REQUESTS public requests fail (last: $PROBE_STATUS $PROBE_BODY)" \
        'DNS has moved and the region serves in part: look at the front service and its targets, then --resume' || return 1
    }
    clock_pause
  done
  verify_write || return 1
  step_detail "$WINDOW_GOOD of $SYNTHETIC_REQUESTS public requests good"
}

# verify_first_good: one public request; true when our region answered it well. An app that does not say where it runs
# is believed only when Route 53 says INSYNC: until then the old region may be the one that answers.
verify_first_good() {
  probe_http GET "$HEALTH_PATH"
  clock_ms
  probe_ok || return 1
  probe_region
  [[ "$PROBE_REGION" == ours ]] || { [[ "$PROBE_REGION" == unsaid ]] && verify_in_sync; }
}

verify_in_sync() {
  [[ -f "$WORK/insync" && "$(<"$WORK/insync")" == INSYNC ]]
}

# verify_window: one window of synthetic requests: WINDOW_GOOD, WINDOW_ERRORS (percent); true when few enough failed.
verify_window() {
  local request
  WINDOW_GOOD=0
  for ((request = 0; request < SYNTHETIC_REQUESTS; request++)); do
    ! verify_first_good || WINDOW_GOOD=$((WINDOW_GOOD + 1))
  done
  WINDOW_ERRORS=$((100 * (SYNTHETIC_REQUESTS - WINDOW_GOOD) / SYNTHETIC_REQUESTS))
  work_keep window "$WINDOW_GOOD $SYNTHETIC_REQUESTS $WINDOW_ERRORS"
  ((WINDOW_ERRORS <= ERROR_PERCENT_ALLOWED))
}

# verify_write: one public write, when the contract names a path for it.
verify_write() {
  [[ -n "$WRITE_PATH" ]] || return 0
  probe_until POST "$WRITE_PATH" '' "$PROBE_SECONDS" || {
    step_fail "the public write POST $WRITE_PATH answers $PROBE_STATUS: $PROBE_BODY" \
      'reads are served, writes are not: look at the writer and the app, then --resume' || return 1
  }
}

verify_late() {
  if probe_ok && [[ "$PROBE_REGION" == other ]]; then
    step_fail "https://$RECORD is still answered by $PEER_REGION after ${VERIFY_SECONDS}s" \
      'a resolver on the way holds the old answer: try from another network, then --resume'
    return
  fi
  step_fail "https://$RECORD$HEALTH_PATH answers $PROBE_STATUS after ${VERIFY_SECONDS}s: $PROBE_BODY" \
    'follow the way record - API domain - link - listener - targets, then --resume'
}
