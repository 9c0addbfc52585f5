load ../runbook.bash

setup() {
  runbook_setup
  MIN_ACU=4 TIMEOUT=1
  printf 'available\t0.5\t16.0\n' >"$WORK/as-is"
  answer() {
    case "$2" in
      describe-db-clusters) cat "$WORK/as-is" ;;
      modify-db-cluster) printf 'available\t4.0\t16.0\n' >"$WORK/as-is" ;;
    esac
  }
}

@test "capacity units compare as numbers, halves included" {
  acu_units 0.5
  [ "$ACU_UNITS" -eq 5 ]
  acu_units 128
  [ "$ACU_UNITS" -eq 1280 ]
  acu_units 08.0
  [ "$ACU_UNITS" -eq 80 ]
  acu_units None
  [ "$ACU_UNITS" -eq 0 ]
}

@test "the minimum is raised once, the maximum is kept" {
  acu_raise
  grep -q -- '--serverless-v2-scaling-configuration MinCapacity=4,MaxCapacity=16.0' "$CALLS"
  acu_raise
  [ "$(called modify-db-cluster)" -eq 1 ]
}

@test "it is never lowered" {
  printf 'available\t8.0\t16.0\n' >"$WORK/as-is"
  acu_raise
  [ "$(called modify-db-cluster)" -eq 0 ]
}

@test "a cluster that is being promoted is waited for, not modified" {
  printf 'failing-over\t0.5\t16.0\n' >"$WORK/as-is"
  refute acu_raise
  [ "$(called modify-db-cluster)" -eq 0 ]
  grep -q 'is failing-over after 1s' "$WORK/failure.test"
}

@test "a maximum below the production minimum is said, not overruled" {
  printf 'available\t0.5\t2.0\n' >"$WORK/as-is"
  refute acu_raise
  [ "$(called modify-db-cluster)" -eq 0 ]
  grep -q 'the maximum of myapp-prod-us-west-2 is 2.0 ACU, below the production minimum of 4' "$WORK/failure.test"
}

@test "preflight tells both numbers, and a contract that fits no provisioned cluster" {
  printf 'available\t0.5\t16.0\n' >"$WORK/acu"
  run check_acu
  [[ "$output" == *'ok      minimum-acu'*'0.5 ACU now, 4 ACU in production'* ]]
  printf 'available\tNone\tNone\n' >"$WORK/acu"
  run check_acu
  [[ "$output" == *'warn    minimum-acu'*'is not serverless'* ]]
}
