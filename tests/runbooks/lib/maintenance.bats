load ../runbook.bash

setup() {
  runbook_setup
  mkdir -p "$WORK/peer"
}

@test "nothing pending, or the same on both sides, is fine" {
  : >"$WORK/maintenance"
  run check_maintenance
  [[ "$output" == *'ok      maintenance'*'nothing is pending'* ]]
  MODE=switchover
  printf 'system-update\tdb-upgrade\n' >"$WORK/maintenance"
  printf 'db-upgrade\nsystem-update\n' >"$WORK/peer/maintenance"
  run check_maintenance
  [[ "$output" == *'ok      maintenance'*'the same is pending on both sides'* ]]
}

@test "a patch that waits on one side only is a warning that names the risk" {
  MODE=switchover
  printf 'system-update\n' >"$WORK/maintenance"
  : >"$WORK/peer/maintenance"
  run check_maintenance
  [[ "$output" == *'warn    maintenance'*'pending in us-west-2: system-update; in us-east-1: nothing'*'patch levels'* ]]
}

@test "in an emergency the other side is not asked: advice only" {
  printf 'system-update\n' >"$WORK/maintenance"
  check_maintenance 2>"$BATS_TEST_TMPDIR/said"
  grep -q 'advice  maintenance.*the other side is not asked' "$BATS_TEST_TMPDIR/said"
  [ "${#CHECK_WARNED[@]}/${#CHECK_REFUSED[@]}" = 0/0 ]
}

@test "us-east-1 in the pair: advice with the zone's accelerated recovery" {
  printf 'None\n' >"$WORK/zone"
  run check_control_plane
  [[ "$output" == *'advice  control-plane'*'accelerated recovery of the zone: off'* ]]
  printf 'ENABLED\n' >"$WORK/zone"
  run check_control_plane
  [[ "$output" == *'accelerated recovery of the zone: enabled'* ]]
  PEER_REGION=us-east-2
  run check_control_plane
  [ -z "$output" ]
}
