# shellcheck shell=bash
# What the operator is told before, and what is left behind after: the plan, the measured RTO, the RPO bound, what next.

# report_plan: what will happen and how long it should take.
report_plan() {
  complain '' "What will happen in $REGION, and how long it should take:"
  complain "  1. together: promote $TARGET_CLUSTER ($MODE; irreversible; 1 to 8 min), raise ${#SERVICES[@]} services to production, listener to $LIVE_COLOR"
  complain '  2. wait for the confirmed writer and healthy targets (1 to 3 min after the launch)'
  if ((SKIP_DNS)); then
    complain '  3. write probe through the DR entrance; DNS stays where it is (--skip-dns)'
  else
    complain "  3. write probe through the DR entrance, then $RECORD -> $API_TARGET (up to 60 s), verified from outside"
  fi
  complain "  Lost: what the old writer committed and had not replicated. Last known lag: $LAG_TEXT."
}

# report_write: the report, on stdout and beside the journal.
report_write() {
  report_text | tee "$REPORT_DIR/$RUN.txt"
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
  printf '  RPO bound: last known replication lag %s\n' "$LAG_TEXT"
  for name in "${STEP_ORDER[@]}"; do
    printf '    %-16s %7s s  %s\n' "$name" "${STEP_SECONDS[$name]:-}" "$(cat "$WORK/detail.$name" 2>/dev/null || true)"
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
  if ((SKIP_DNS)); then
    printf '    - DNS was not moved. To move it: run again with --resume and without --skip-dns.\n'
  fi
  printf '    - restart clients that pool connections; watch the error rate and the database for 30 minutes\n'
  if [[ "$MODE" == detach ]]; then
    printf '    - the global cluster %s still names the old writer; %s stands alone: no second region until failback\n' \
      "$GLOBAL_CLUSTER" "$TARGET_CLUSTER"
  else
    printf '    - AWS rebuilds the old region as a secondary when it returns; keep its rds:unplanned-global-failover snapshot\n'
  fi
  printf '    - no pulumi up anywhere until standby failback is done: the freeze %s/incident/freeze is set\n' "$(contract_path)"
  printf '    - journal: %s and SSM %s/incident/journal/%s\n' "$JOURNAL_FILE" "$(contract_path)" "$RUN"
}
