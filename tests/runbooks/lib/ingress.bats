load ../runbook.bash
setup() { runbook_setup; TIMEOUT=1; }

@test "on the live color alone: nothing to switch" {
  printf 'action\tforward\tarn:blue\n' >"$WORK/listener"
  ingress_on_live
  printf 'action\tforward\tNone\ngroup\tarn:blue\t100\ngroup\tarn:green\t0\n' >"$WORK/listener"
  ingress_on_live
}

@test "another color, a share for it, or a fixed response is not the live color" {
  printf 'action\tforward\tarn:green\n' >"$WORK/listener"
  refute ingress_on_live
  printf 'action\tforward\tNone\ngroup\tarn:blue\t50\ngroup\tarn:green\t50\n' >"$WORK/listener"
  refute ingress_on_live
  printf 'action\tfixed-response\tNone\n' >"$WORK/listener"
  refute ingress_on_live
}

@test "the switch is one call, and none when it stands right" {
  answer() { [[ "$2" != describe-listeners ]] || printf 'action\tforward\tarn:green\n'; }
  ingress_switch
  grep -q 'modify-listener --listener-arn arn:listener --default-actions Type=forward,TargetGroupArn=arn:blue' "$CALLS"
  : >"$CALLS"
  answer() { [[ "$2" != describe-listeners ]] || printf 'action\tforward\tarn:blue\n'; }
  ingress_switch
  [ "$(called modify-listener)" -eq 0 ]
}

@test "it waits for the production minimum of the service behind the live group" {
  ingress_wanted
  [ "$TARGETS_WANTED" -eq 4 ]
  answer() { printf 'healthy\nhealthy\nhealthy\nhealthy\ninitial\n'; }
  ingress_healthy
  grep -q '4 healthy targets, 4 wanted' "$WORK/detail.test"
}

@test "with less than wanted it goes on when patience ends, and says so" {
  CAPACITY_SECONDS=0
  answer() { printf 'healthy\ninitial\n'; }
  run ingress_healthy
  [ "$status" -eq 0 ]
  [[ "$output" == *'only 1 of 4 targets are healthy'* ]]
}

@test "with no healthy target it stops" {
  CAPACITY_SECONDS=0
  answer() { printf 'initial\nunhealthy\n'; }
  refute ingress_healthy
  grep -q 'no healthy target behind the blue group' "$WORK/failure.test"
}
