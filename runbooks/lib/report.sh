# shellcheck shell=bash
# What the operator is told before, and what is left behind after: the plan, the measured RTO, the RPO bound, what next.
#
# Reads: ACTION_MS API_TARGET APP CHECK_FORCED CLOCK_SECONDS ENVIRONMENT GLOBAL_CLUSTER JOURNAL_FILE LAG_TEXT LEFT_OUT
#        LEFT_TEXT LIVE_COLOR MODE RECORD REGION REPORT_DIR RUN SERVICES SKIP_DNS STEP_ORDER STEP_SECONDS
#        TARGET_CLUSTER WORK
# Sets:  REPORT_RTO

# report_plan: what will happen and how long it should take.
report_plan() {
  [[ "$MODE" != switchover ]] || { switchover_plan && return 0; }
  complain '' "What will happen in $REGION, and how long it should take:"
  complain "  1. together: promote $TARGET_CLUSTER ($MODE; irreversible; 1 to 8 min), raise the services to production (${#SERVICES[@]}), listener to $LIVE_COLOR"
  complain '  2. wait for the confirmed writer and healthy targets (1 to 3 min after the launch)'
  if ((SKIP_DNS)); then
    complain '  3. write probe through the DR entrance; DNS stays where it is (--skip-dns)'
  else
    complain "  3. write probe through the DR entrance, then $RECORD -> $API_TARGET (up to 60 s), verified from outside"
  fi
  complain "  Lost: what the old writer committed and had not replicated. Last known lag: $LAG_TEXT."
}

# report_write: the report, on stdout and beside the journal. The promotion is done: nothing here can fail it.
report_write() {
  local text
  text="$(report_text)" || true
  [[ -n "$text" ]] || text="Promotion of $APP-$ENVIRONMENT to $REGION: done (run $RUN); the report could not be made."
  printf '%s\n' "$text" || true
  { mkdir -p "$REPORT_DIR" && printf '%s\n' "$text" >"$REPORT_DIR/$RUN.txt"; } 2>/dev/null ||
    say "  WARNING: the report could not be written to $REPORT_DIR/$RUN.txt"
}

# check_report: the folder of journal and report, or the nearest one above it that exists, can be written.
check_report() {
  local folder="$REPORT_DIR"
  [[ "$folder" == /* ]] || folder="$PWD/$folder"
  while [[ ! -e "$folder" && "$folder" == */* ]]; do
    folder="${folder%/*}"
  done
  if [[ -d "${folder:-/}" && -w "${folder:-/}" ]]; then
    check ok report "journal and report go to $REPORT_DIR"
  else
    check warn report "journal and report cannot be written to $REPORT_DIR" \
      'name another folder with --report; the journal in SSM and the promotion itself need none'
  fi
}

# report_rto: REPORT_RTO = from the first action of this run, whoever began it, to the first good public answer.
report_rto() {
  REPORT_RTO='not measured (DNS was not moved)'
  [[ -f "$WORK/first-good" ]] || return 0
  clock_span "$(($(<"$WORK/first-good") - ACTION_MS))"
  REPORT_RTO="$CLOCK_SECONDS s"
}

report_text() {
  local name
  printf 'Promotion of %s-%s to %s: done (run %s).\n' "$APP" "$ENVIRONMENT" "$REGION" "$RUN"
  printf '  RTO, first action to first good public answer: %s\n' "$REPORT_RTO"
  if [[ "$MODE" == switchover ]]; then
    switchover_cost
  else
    printf '  RPO bound: last known replication lag %s\n' "$LAG_TEXT"
  fi
  for name in "${STEP_ORDER[@]}"; do
    printf '    %-20s %7s s  %s\n' "$name" "${STEP_SECONDS[$name]:-}" "$(cat "$WORK/detail.$name" 2>/dev/null || true)"
  done
  report_window
  ((${#CHECK_FORCED[@]} == 0)) || printf '  Overruled by --force: %s\n' "${CHECK_FORCED[*]}"
  report_next
}

report_window() {
  local good all errors
  [[ -f "$WORK/window" ]] || return 0
  read -r good all errors <"$WORK/window"
  printf '  Synthetic requests: %s of %s good, %s%% errors\n' "$good" "$all" "$errors"
}

report_next() {
  printf '  Next:\n'
  left_words "$LEFT_OUT"
  [[ -z "$LEFT_TEXT" ]] ||
    printf '    - left out: %s. To do it: the same command with --resume, without --skip-dns and --services\n' "$LEFT_TEXT"
  printf '    - restart clients that pool connections; watch the error rate and the database for 30 minutes\n'
  if [[ "$MODE" == switchover ]]; then
    switchover_next
  elif [[ "$MODE" == detach ]]; then
    printf '    - the global cluster %s still names the old writer; %s stands alone: no second region until failback\n' \
      "$GLOBAL_CLUSTER" "$TARGET_CLUSTER"
  else
    printf '    - AWS rebuilds the old region as a secondary when it returns; keep its rds:unplanned-global-failover snapshot\n'
  fi
  printf '    - no pulumi up anywhere until standby failback is done: the freeze %s/incident/freeze is set\n' "$(contract_path)"
  printf '    - journal: %sSSM %s\n' "${JOURNAL_FILE:+$JOURNAL_FILE and }" "$(journal_path "$RUN")"
}
