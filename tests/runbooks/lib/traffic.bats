load ../runbook.bash

setup() {
  runbook_setup
  OFF_SERVICES=(worker) SCHEDULES=(nightly)
  step_run() { printf 'run %s\n' "$1" >>"$BATS_TEST_TMPDIR/steps"; }
  step_start() { printf 'beside %s\n' "$1" >>"$BATS_TEST_TMPDIR/steps"; }
  steps_finish() { printf 'join\n' >>"$BATS_TEST_TMPDIR/steps"; }
}

@test "work of one region starts beside the move of the record, the proof comes last" {
  traffic_move
  [ "$(tr '\n' ',' <"$BATS_TEST_TMPDIR/steps")" = 'beside start-single-runner,beside enable-schedules,run move-dns,beside verify,run wait-insync,join,' ]
}

@test "without the record, the work starts all the same" {
  SKIP_DNS=1
  traffic_move
  [ "$(tr '\n' ',' <"$BATS_TEST_TMPDIR/steps")" = 'beside start-single-runner,beside enable-schedules,join,' ]
}
