# shellcheck shell=bash
# The time in which writes fail, as a client of the public name meets it: one write after the other, beside the move.
#
# Reads: CLOCK_MS CLOCK_SECONDS DRY_RUN JOB_PIDS MAIN_PID WORK WRITE_PATH
# Sets:  GAP_PAUSE GAP_TEXT PROBE_FILE

GAP_PAUSE=0.3

# gap_begin: starts the writes beside us, when the contract names a path for them.
gap_begin() {
  [[ -n "$WRITE_PATH" ]] && ((!DRY_RUN)) || return 0
  job_start gap gap_watch
}

# gap_watch: writes until $WORK/gap.stop appears or the promotion is gone.
gap_watch() {
  local last='' longest=0 tried=0 failed=0 failing=0
  PROBE_FILE=gap
  # when the promotion ends meanwhile, its folder is gone; and nobody who reads its output waits for this
  exec >/dev/null 2>&1
  while [[ ! -f "$WORK/gap.stop" ]] && kill -0 "$MAIN_PID" 2>/dev/null; do
    probe_http POST "$WRITE_PATH"
    clock_ms
    tried=$((tried + 1))
    if probe_ok; then
      ((!failing)) || ((CLOCK_MS - last <= longest)) || longest=$((CLOCK_MS - last))
      last="$CLOCK_MS" failing=0
    else
      failed=$((failed + 1))
      last="${last:-$CLOCK_MS}" failing=1
    fi
    { printf '%s %s %s\n' "$longest" "$tried" "$failed" >"$WORK/gap.new" && mv "$WORK/gap.new" "$WORK/gap.now"; } 2>/dev/null ||
      return 0
    sleep "$GAP_PAUSE"
  done
}

# gap_end: stops them: GAP_TEXT = what was measured.
gap_end() {
  local longest tried failed
  GAP_TEXT='not measured (no write path in the contract)'
  : >"$WORK/gap.stop"
  job_join gap || true
  [[ -f "$WORK/gap.now" ]] || return 0
  read -r longest tried failed <"$WORK/gap.now"
  clock_span "$longest"
  GAP_TEXT="$CLOCK_SECONDS s ($failed of $tried writes through the public name failed)"
}

# gap_abandon: stops them when the promotion ends half-way. Before its folder goes: a write in between would keep it.
gap_abandon() {
  local pid="${JOB_PIDS[gap]:-}"
  [[ -n "$pid" ]] || return 0
  kill "$pid" 2>/dev/null || true
  wait "$pid" 2>/dev/null || true
}
