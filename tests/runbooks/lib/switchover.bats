load ../runbook.bash

setup() {
  runbook_setup
  MODE=switchover MOVE_REGION=us-west-2 STEPS="$BATS_TEST_TMPDIR/steps"
  : >"$STEPS"
}

# What the steps do is noted, not done.
noted() {
  step_run() { printf 'run %s\n' "$1" >>"$STEPS"; }
  step_start() { printf 'beside %s\n' "$1" >>"$STEPS"; }
  steps_finish() { printf 'join\n' >>"$STEPS"; }
  traffic_move() { printf 'traffic\n' >>"$STEPS"; }
  gap_begin() { printf 'gap\n' >>"$STEPS"; }
  gap_end() { :; }
}

# failed_with NEXT WRITER STATUS: a failed step, and what AWS shows afterwards.
failed_with() {
  local next="$1"
  AURORA_WRITER_ARN="$2" AURORA_STATUS="$3"
  eval "aurora_decide() { AURORA_NEXT=$next; }"
  aurora_look() { :; }
  in_peer() { printf 'in-peer %s\n' "$*" >>"$STEPS"; }
  step_fail 'AWS refused it' 'mend it' || true
}

@test "the order: ready, stop there, switch, probe, traffic, and only then lower there" {
  noted
  MIN_ACU=4
  switchover_act
  [ "$(tr '\n' ',' <"$STEPS")" = 'beside set-freeze,beside raise-capacity,beside switch-listener,beside raise-database,join,run targets-healthy,gap,run stop-single-runner,run promote-aurora,run write-probe,traffic,run lower-old-side,' ]
}

@test "where the record stays, the old side keeps its capacity" {
  noted
  SKIP_DNS=1
  switchover_act
  refute grep -q lower-old-side "$STEPS"
}

@test "fewer healthy targets than wanted: nothing moves" {
  ingress_healthy() { HEALTHY=1 TARGETS_WANTED=4; }
  refute switchover_ready
  grep -q '1 of 4 targets are healthy in us-west-2; nothing has moved' "$WORK/failure.test"
}

@test "refused, and the writer stays: the old side's work starts again, and the words say so" {
  failed_with call "$OTHER_ARN" available
  switchover_restore || true
  grep -q 'in-peer peer_owned switchover_start_there' "$STEPS"
  grep -q 'AWS refused it - us-east-1 serves as before' "$WORK/failure.test"
}

@test "the writer may be moving, or has moved: nothing starts there" {
  failed_with wait "$OTHER_ARN" switching-over
  switchover_restore || true
  failed_with 'done' "$TARGET_ARN" available
  switchover_restore || true
  refute grep -q switchover_start_there "$STEPS"
  grep -q 'stays stopped: the writer may be moving' "$WORK/failure.test"
}

@test "an unknown outcome that is fresh, and a run that was overtaken: nothing starts there" {
  failed_with call "$OTHER_ARN" available
  PROMOTION_STATE=unknown SETTLE_SECONDS=60
  clock_ms
  PROMOTION_MS="$CLOCK_MS"
  switchover_restore || true
  PROMOTION_STATE=none
  : >"$WORK/overtaken"
  switchover_restore || true
  refute grep -q switchover_start_there "$STEPS"
}

@test "the call goes to the region that writes now" {
  local command where
  aurora_command
  [ "${command[*]}/$where" = "rds switchover-global-cluster --global-cluster-identifier myapp-prod-global --target-db-cluster-identifier $TARGET_ARN/us-east-1" ]
}
