load ../runbook.bash

setup() {
  runbook_setup
  TIMEOUT=900
  ACTION_MS=1000000
}

@test "RTO is from the first action to the first good answer" {
  echo 1093400 >"$WORK/first-good"
  report_rto
  [ "$REPORT_RTO" = '93.4 s' ]
  rm "$WORK/first-good"
  report_rto
  [[ "$REPORT_RTO" == 'not measured'* ]]
}

@test "the report has RTO, RPO bound, steps with times, window, what was forced, what next" {
  echo 1093400 >"$WORK/first-good"
  echo '20 20 0' >"$WORK/window"
  STEP_ORDER=(promote-aurora) STEP_SECONDS=([promote-aurora]=61.2) CHECK_FORCED=(link)
  echo 'it is the writer' >"$WORK/detail.promote-aurora"
  LAG_TEXT='850 ms at T'
  report_rto
  run report_write
  [[ "$output" == *'RTO, first action to first good public answer: 93.4 s'* ]]
  [[ "$output" == *'RPO bound: last known replication lag 850 ms at T'* ]]
  [[ "$output" == *promote-aurora*61.2*'it is the writer'* ]]
  [[ "$output" == *'20 of 20 good, 0% errors'* ]]
  [[ "$output" == *'Overruled by --force: link'* ]]
  [[ "$output" == *'unplanned-global-failover'*'standby failback'* ]]
  diff <(printf '%s\n' "$output") "$REPORT_DIR/$RUN.txt"
}

@test "after a detach the report says what was broken" {
  MODE=detach
  report_rto
  run report_text
  [[ "$output" == *'myapp-prod-global still names the old writer; myapp-prod-us-west-2 stands alone'* ]]
}

@test "the plan says what is irreversible, how long, and what is lost" {
  run report_plan
  [[ "$output" == *'irreversible; 1 to 8 min'*'raise the services to production (2)'*'up to 60 s'*'Last known lag: unknown'* ]]
  SKIP_DNS=1
  run report_plan
  [[ "$output" == *'DNS stays where it is'* ]]
}
