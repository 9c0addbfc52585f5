# shellcheck shell=bash
# The clock: milliseconds, UTC stamps, deadlines. Answers come in variables, so that reading the time costs no process.
#
# Reads: POLL_SECONDS
# Sets:  CLOCK_DEADLINE CLOCK_MS CLOCK_SECONDS CLOCK_STAMP

# clock_ms: CLOCK_MS = milliseconds since 1970 (whole seconds in bash 4.4, which has no EPOCHREALTIME).
clock_ms() {
  local now="${EPOCHREALTIME:-}"
  if [[ -n "$now" ]]; then
    now="${now/[.,]/}"
    CLOCK_MS="${now%???}"
  else
    printf -v CLOCK_MS '%(%s)T000' -1
  fi
}

# clock_stamp [SECONDS_AGO]: CLOCK_STAMP = UTC time such as 2025-11-21T03:15:00Z.
clock_stamp() {
  local now
  printf -v now '%(%s)T' -1
  TZ=UTC0 printf -v CLOCK_STAMP '%(%Y-%m-%dT%H:%M:%SZ)T' "$((now - ${1:-0}))"
}

# clock_since MS: CLOCK_SECONDS = seconds since then, one decimal.
clock_since() {
  clock_ms
  clock_span "$((CLOCK_MS - $1))"
}

# clock_span MS: CLOCK_SECONDS = that span in seconds, one decimal, never negative.
clock_span() {
  local span="$1"
  ((span >= 0)) || span=0
  printf -v CLOCK_SECONDS '%d.%d' "$((span / 1000))" "$((span % 1000 / 100))"
}

# clock_deadline SECONDS: CLOCK_DEADLINE = the millisecond at which a wait that starts now gives up.
clock_deadline() {
  clock_ms
  CLOCK_DEADLINE=$((CLOCK_MS + $1 * 1000))
}

# clock_passed DEADLINE_MS: true once it is behind us.
clock_passed() {
  clock_ms
  ((CLOCK_MS >= $1))
}

# clock_pause [SECONDS]: sleeps for one polling interval, or for SECONDS; a sleep that is killed is only shorter.
clock_pause() {
  sleep "${1:-$POLL_SECONDS}" || true
}
