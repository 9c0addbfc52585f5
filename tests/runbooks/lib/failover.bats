load ../runbook.bash

setup() {
  runbook_setup
  step_run() { printf 'run %s\n' "$1" >>"$BATS_TEST_TMPDIR/steps"; }
  step_start() { printf 'beside %s\n' "$1" >>"$BATS_TEST_TMPDIR/steps"; }
  steps_finish() { printf 'join\n' >>"$BATS_TEST_TMPDIR/steps"; }
  traffic_move() { printf 'traffic\n' >>"$BATS_TEST_TMPDIR/steps"; }
}

@test "the order: together, ready, probe, and only then traffic" {
  MIN_ACU=4 SERVICE_RECYCLE=([api]=true)
  failover_act
  [ "$(tr '\n' ',' <"$BATS_TEST_TMPDIR/steps")" = 'beside set-freeze,beside raise-capacity,beside switch-listener,run promote-aurora,join,beside raise-database,beside recycle-services,run targets-healthy,run write-probe,traffic,' ]
}

@test "a provisioned database has no raise-database" {
  failover_act
  refute grep -q raise-database "$BATS_TEST_TMPDIR/steps"
}
