# shellcheck shell=bash
# Work side by side: named jobs that are joined one by one, and a pool with a bound and a pace for many small calls.
#
# Reads: EXIT_STEP MAIN_PID WORK
# Sets:  JOB_PIDS POOL_BURST POOL_PACE_MS POOL_PIDS POOL_RUNNING POOL_STARTED POOL_WIDTH

POOL_WIDTH=8   # AWS CLI processes at once: enough for a laptop, few enough for two cores
POOL_BURST=80  # calls before the pace begins; ECS allows bursts of UpdateService, then about five per second
POOL_PACE_MS=100

declare -gA JOB_PIDS=()

# job_start NAME COMMAND...: runs COMMAND in the background; $WORK/NAME.rc will say that it has ended.
job_start() {
  local name="$1"
  shift
  rm -f "$WORK/$name.rc"
  (
    trap - INT TERM HUP EXIT ERR
    local code=0
    "$@" || code=$?
    work_keep "$name.rc"
    exit "$code"
  ) &
  JOB_PIDS["$name"]=$!
}

# job_done NAME: has it ended (without waiting)?
job_done() {
  [[ -f "$WORK/$1.rc" ]]
}

# job_join NAME: waits for it and gives its exit code; 1 when it died without one.
job_join() {
  local code=0
  [[ -n "${JOB_PIDS[$1]:-}" ]] || return 1
  wait "${JOB_PIDS[$1]}" 2>/dev/null || code=$?
  unset "JOB_PIDS[$1]"
  [[ -e "$WORK/$1.rc" ]] || code=1
  return "$code"
}

# pool_open: an empty pool in this shell.
pool_open() {
  POOL_RUNNING=0 POOL_STARTED=0 POOL_PIDS=()
}

# pool_add COMMAND...: runs it in the background as soon as there is room; COMMAND leaves its outcome in files.
# The calls of a promotion whose shell was killed stop here, so that a resumed run does not meet them for long.
pool_add() {
  while ((POOL_RUNNING >= POOL_WIDTH)); do
    wait -n 2>/dev/null || true
    POOL_RUNNING=$((POOL_RUNNING - 1))
  done
  kill -0 "$MAIN_PID" 2>/dev/null || exit "$EXIT_STEP"
  ((POOL_STARTED < POOL_BURST)) || sleep "0.$(printf '%03d' "$POOL_PACE_MS")"
  "$@" &
  POOL_PIDS+=("$!")
  POOL_RUNNING=$((POOL_RUNNING + 1)) POOL_STARTED=$((POOL_STARTED + 1))
}

# pool_close: waits for everything that the pool still runs; by process, for other jobs of this shell may end meanwhile.
pool_close() {
  ((!${#POOL_PIDS[@]})) || wait "${POOL_PIDS[@]}" 2>/dev/null || true
  POOL_PIDS=() POOL_RUNNING=0
}
