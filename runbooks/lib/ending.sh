# shellcheck shell=bash
# How a run ends, foreseen or not: its temporary folder, its traps, the words of a stop, the command that goes on.
# Whatever ends a promotion half-way leaves with exit code 4 and says how to resume; never with a bare error message.
#
# Reads: ACTED APP DNS_ROLE_ARN DNS_TIMEOUT ENVIRONMENT EXIT_ABORTED EXIT_REFUSED EXIT_STEP FORCED MAX_LAG_MS MODE
#        ONLY_SERVICES REGION REPORT_DIR SKIP_DNS STEP TARGET TIMEOUT
# Sets:  ENDED KEPT_PATTERN UNFORESEEN WORK

ENDED='' UNFORESEEN=''
KEPT_PATTERN='promote-dr.*.*'

# ending_prepare: the temporary folder and the traps.
ending_prepare() {
  umask 077
  ending_folder || {
    complain "promote-dr.sh: no temporary folder can be made under ${TMPDIR:+TMPDIR=$TMPDIR, }/tmp or /dev/shm" \
      'set TMPDIR to a folder that exists, can be written and has space; nothing was changed'
    exit "$EXIT_REFUSED"
  }
  exec 4>&2
  set -E
  trap 'UNFORESEEN="${BASH_SOURCE[0]##*/} line $LINENO: $BASH_COMMAND"' ERR
  trap ending_left EXIT
  trap ending_interrupted INT TERM HUP
  trap '' PIPE
}

# ending_folder: WORK = a new folder in the first place that can be written; what killed runs left there goes.
ending_folder() {
  local base
  for base in "${TMPDIR:-/tmp}" /tmp /dev/shm; do
    WORK="$(mktemp -d "${base%/}/promote-dr.$$.XXXXXX" 2>/dev/null)" || continue
    if work_room; then
      [[ "$base" == "${TMPDIR:-/tmp}" ]] || complain "WARNING: $TMPDIR (TMPDIR) cannot be used; temporary files go to $base"
      ending_sweep "${base%/}"
      return 0
    fi
    ending_remove "$WORK"
  done
  return 1
}

# work_room: is there room in the temporary folder?
work_room() {
  { printf 'x\n' >"$WORK/room"; } 2>/dev/null && [[ -s "$WORK/room" ]]
}

# work_keep NAME LINE...: these lines are $WORK/NAME. Without room it stays empty, and nothing breaks off for that.
work_keep() {
  { printf '%s\n' "${@:2}" >"$WORK/$1"; } 2>/dev/null || true
}

# ending_sweep FOLDER: removes our own temporary folders whose promotion is dead.
ending_sweep() {
  local folder pid
  for folder in "$1"/$KEPT_PATTERN; do
    pid="${folder#"$1"/promote-dr.}"
    pid="${pid%%.*}"
    [[ -d "$folder" && -O "$folder" && ! -L "$folder" && "$pid" =~ ^[0-9]+$ && "$pid" != "$$" ]] || continue
    kill -0 "$pid" 2>/dev/null || ending_remove "$folder"
  done
}

# ending_remove FOLDER: removes it, silently: a job that has not ended yet may still write there. What stays goes with the
# next promotion's sweep.
ending_remove() {
  rm -rf "$1" 2>/dev/null || { sleep 0.2 && rm -rf "$1" 2>/dev/null; } || true
}

# end_with CODE: an end that was meant.
end_with() {
  ENDED=1
  exit "$1"
}

# ending_left: the EXIT trap; an end that was not meant becomes a stop.
ending_left() {
  local code=$?
  [[ -n "$ENDED" ]] || { code="$EXIT_REFUSED" && ((ACTED)) && code="$EXIT_STEP"; } || true
  trap - EXIT ERR INT TERM HUP
  set +eu
  exec 2>&4
  [[ -n "$ENDED" ]] || ending_unforeseen
  gap_abandon
  ((!ACTED)) || journal_calls
  ending_remove "$WORK"
  exit "$code"
}

# ending_unforeseen: the words for an end that nothing foresaw: those of a stopped step, once something was begun.
ending_unforeseen() {
  local what="the script broke off unexpectedly${UNFORESEEN:+ at $UNFORESEEN}"
  if ((!ACTED)); then
    complain '' "The preflight broke off: $what" 'Nothing was changed. Look at free disk space and memory, and run it again.'
    return
  fi
  step_fail "$what" 'look at free disk space and memory here, then resume, here or on another laptop'
  step_told "$STEP"
}

# ending_interrupted: Ctrl-C, or the terminal went away. What was begun in AWS goes on there; nothing is undone. The trap
# may strike inside a call whose stderr goes to a file: 4 is the screen.
ending_interrupted() {
  trap - INT TERM HUP
  exec 2>&4
  complain '' 'Interrupted.'
  ((!ACTED)) || complain 'Nothing is undone. Go on with:' "  $(ending_command)"
  end_with "$EXIT_ABORTED"
}

# ending_command: the command that goes on with this run, with the options that it was given. Not --force lock, which
# would overrule the next owner's lock, and not --force repeat-promotion, which would call once more.
ending_command() {
  local option name
  local -a words=(promote-dr.sh --app "$APP" --env "$ENVIRONMENT" --region "$REGION" --mode "$MODE")
  [[ -z "$TARGET" ]] || words+=(--target "$TARGET")
  [[ -z "$ONLY_SERVICES" ]] || words+=(--services "$ONLY_SERVICES")
  ((!SKIP_DNS)) || words+=(--skip-dns)
  [[ -z "$DNS_ROLE_ARN" ]] || words+=(--dns-role-arn "$DNS_ROLE_ARN")
  for name in $FORCED; do
    [[ "$name" == lock || "$name" == repeat-promotion ]] || words+=(--force "$name")
  done
  ((DNS_TIMEOUT == 900)) || words+=(--dns-timeout "$DNS_TIMEOUT")
  ((TIMEOUT == 900)) || words+=(--timeout "$TIMEOUT")
  ((MAX_LAG_MS == 1000)) || words+=(--max-lag-ms "$MAX_LAG_MS")
  [[ "$REPORT_DIR" == promotion-reports ]] || words+=(--report "$REPORT_DIR")
  for option in "${words[@]}"; do
    [[ "$option" =~ ^[A-Za-z0-9_./:=,@+-]+$ ]] || option="'${option//\'/\'\\\'\'}'"
    printf '%s ' "$option"
  done
  printf '%s\n' --resume
}
