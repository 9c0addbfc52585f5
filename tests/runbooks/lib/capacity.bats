load ../runbook.bash

setup() {
  runbook_setup
  API='api	ACTIVE	1	1' WORKER='worker	ACTIVE	1	1' TARGETS='service/myapp-prod/api	1	12
service/myapp-prod/worker	1	8
service/other/api	1	2'
  answer() {
    case "$2" in
      describe-services) printf '%s\n%s\n' "$API" "$WORKER" ;;
      describe-scalable-targets) printf '%s\n' "$TARGETS" ;;
    esac
  }
}

@test "each service gets desired and min of production, max is left alone" {
  capacity_raise
  grep -q 'update-service --cluster myapp-prod --service api --desired-count 6' "$CALLS"
  grep -q 'update-service --cluster myapp-prod --service worker --desired-count 4' "$CALLS"
  grep -q -- '--resource-id service/myapp-prod/api --min-capacity 4' "$CALLS"
  grep -q -- '--resource-id service/myapp-prod/worker --min-capacity 2' "$CALLS"
  [ "$(called max-capacity)" -eq 0 ]
  grep -q 'services raised to production: 2 of 2' "$WORK/detail.test"
}

@test "nothing is ever lowered" {
  API='api	ACTIVE	9	9' WORKER='worker	ACTIVE	4	4' TARGETS='service/myapp-prod/api	6	12
service/myapp-prod/worker	2	8'
  capacity_raise
  [ "$(called 'update-service\|register-scalable-target')" -eq 0 ]
}

@test "a service without scaling gets its desired count only" {
  TARGETS='service/myapp-prod/worker	1	8'
  capacity_raise
  [ "$(called 'register-scalable-target.*api')" -eq 0 ]
  [ "$(called 'update-service.*api')" -eq 1 ]
}

@test "services are looked at ten at a time" {
  WARM_SERVICES=()
  for n in {1..23}; do
    WARM_SERVICES+=("s$n")
    SERVICE_ECS["s$n"]="s$n" SERVICE_DESIRED["s$n"]=1 SERVICE_MIN["s$n"]=1
  done
  capacity_raise
  [ "$(called describe-services)" -eq 3 ]
  grep -q -- '--services s21 s22 s23 ' "$CALLS"
}

@test "a call that fails is told with its service, after all others were made" {
  eval "$(declare -f answer | sed '1s/answer/well/')"
  answer() { if [[ "$*" == *update-service*--service\ api* ]]; then aws_error AccessDenied; else well "$@"; fi; }
  refute capacity_raise
  [ "$(called 'update-service.*worker')" -eq 1 ]
  grep -q 'aws ecs update-service for api (1 of 4 calls failed): .*AccessDenied' "$WORK/failure.test"
}

@test "a dry run prints the calls in order and makes none" {
  DRY_RUN=1
  run capacity_raise
  [ "${#lines[@]}" -eq 4 ]
  [ "$(called 'update-service\|register-scalable-target')" -eq 0 ]
}

@test "what runs in one region only is not raised with the rest" {
  WARM_SERVICES=(api) OFF_SERVICES=(worker)
  capacity_raise
  [ "$(called 'update-service.*worker')" -eq 0 ]
  [ "$(called 'update-service.*api')" -eq 1 ]
}

@test "lowering takes the minimum first, then the tasks, and only where something is above" {
  API='api	ACTIVE	6	6' WORKER='worker	ACTIVE	1	1' TARGETS='service/myapp-prod/api	4	12
service/myapp-prod/worker	0	8'
  capacity_lower_all 1 api worker
  minimum=$(grep -n 'resource-id service/myapp-prod/api --min-capacity 1' "$CALLS" | cut -d: -f1)
  desired=$(grep -n 'update-service.*--service api --desired-count 1' "$CALLS" | cut -d: -f1)
  [ "$minimum" -lt "$desired" ]
  [ "$(called '--service worker --desired-count')" -eq 0 ]
  [ "$(called 'service/myapp-prod/worker --min')" -eq 0 ]
  [ "$CAPACITY_CHANGED" -eq 1 ]
}

@test "a minimum that cannot be lowered keeps the tasks as they are" {
  API='api	ACTIVE	6	6' TARGETS='service/myapp-prod/api	4	12'
  eval "$(declare -f answer | sed '1s/answer/well/')"
  answer() { if [[ "$2" == register-scalable-target ]]; then aws_error AccessDenied; else well "$@"; fi; }
  refute capacity_lower_all 0 api
  [ "$(called update-service)" -eq 0 ]
  grep -q 'application-autoscaling register-scalable-target for api' "$WORK/failure.test"
}

@test "tasks that do not stop are named" {
  WORKER='worker	ACTIVE	0	2' TIMEOUT=1
  refute capacity_stopped worker
  grep -q 'in us-west-2 tasks still run after 1s: worker' "$WORK/failure.test"
  WORKER='worker	ACTIVE	0	0'
  capacity_stopped worker
}
