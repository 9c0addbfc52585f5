load ../runbook.bash

setup() {
  runbook_setup
  WARM_SERVICES=(api) OFF_SERVICES=(worker) TIMEOUT=1
  WORKER='worker	ACTIVE	0	0' TARGETS='service/myapp-prod/worker	0	8'
  answer() {
    case "$2" in
      describe-services) printf '%s\n' "$WORKER" ;;
      describe-scalable-targets) printf '%s\n' "$TARGETS" ;;
    esac
  }
}

@test "start: production numbers for what was off, and for nothing else" {
  single_runner_start
  grep -q 'update-service --cluster myapp-prod --service worker --desired-count 4' "$CALLS"
  grep -q -- '--resource-id service/myapp-prod/worker --min-capacity 2' "$CALLS"
  [ "$(called 'service api')" -eq 0 ]
}

@test "stop: minimum, tasks, and proof that none runs" {
  TARGETS='service/myapp-prod/worker	2	8'
  printf '4' >"$WORK/left"
  answer() {
    case "$2" in
      describe-services) printf 'worker\tACTIVE\t%s\t%s\n' "$(<"$WORK/left")" "$(<"$WORK/left")" ;;
      describe-scalable-targets) printf '%s\n' "$TARGETS" ;;
      update-service) printf '0' >"$WORK/left" ;;
    esac
  }
  single_runner_stop
  [ "$(grep -n 'min-capacity 0' "$CALLS" | cut -d: -f1)" -lt "$(grep -n 'desired-count 0' "$CALLS" | cut -d: -f1)" ]
  grep -q 'stopped in us-west-2: worker' "$WORK/detail.test"
}

@test "stop fails while a task still runs" {
  WORKER='worker	ACTIVE	0	1'
  refute single_runner_stop
  grep -q 'tasks still run' "$WORK/failure.test"
}

@test "nothing of that kind: no step" {
  OFF_SERVICES=() SCHEDULES=()
  single_runner_begin
  [ "${#STEPS_BESIDE[@]}" -eq 0 ]
}
