# shellcheck shell=bash
# Capacity: every service of the contract at its production numbers. Looks at ten services at a time, right before it
# changes them, so that a number which auto scaling has raised meanwhile is never lowered.

CAPACITY_BATCH=10 # DescribeServices takes ten names

declare -gA RUNNING_DESIRED=() RUNNING_COUNT=() SERVICE_STATUS=() TARGET_MIN=() TARGET_MAX=()

# capacity_ask_services INDEX: one batch of ECS services, from the INDEXth name on, into $WORK/services.<INDEX>.
capacity_ask_services() {
  local name names=()
  for name in "${SERVICES[@]:$1:$CAPACITY_BATCH}"; do
    names+=("${SERVICE_ECS[$name]}")
  done
  aws_call "services.$1" ecs describe-services --cluster "$ECS_CLUSTER" --services "${names[@]}" \
    --query 'services[].[serviceName,status,desiredCount,runningCount]'
}

# capacity_load_services INDEX: that answer into SERVICE_STATUS, RUNNING_DESIRED, RUNNING_COUNT (by ECS name).
capacity_load_services() {
  local ecs status desired running
  while IFS=$'\t' read -r ecs status desired running; do
    SERVICE_STATUS["$ecs"]="$status" RUNNING_DESIRED["$ecs"]="$desired" RUNNING_COUNT["$ecs"]="$running"
  done <"$WORK/services.$1"
}

# capacity_ask_targets: min and max of every scalable ECS service of the region, into $WORK/targets.
capacity_ask_targets() {
  aws_call targets application-autoscaling describe-scalable-targets --service-namespace ecs \
    --scalable-dimension ecs:service:DesiredCount --query 'ScalableTargets[].[ResourceId,MinCapacity,MaxCapacity]'
}

# capacity_load_targets: that answer into TARGET_MIN and TARGET_MAX (by ECS name), for our cluster only.
capacity_load_targets() {
  local resource min max
  TARGET_MIN=() TARGET_MAX=()
  while IFS=$'\t' read -r resource min max; do
    [[ "$resource" == "service/$ECS_CLUSTER/"* ]] || continue
    TARGET_MIN["${resource##*/}"]="$min" TARGET_MAX["${resource##*/}"]="$max"
  done <"$WORK/targets"
}

# capacity_needs NAME: NEED_DESIRED and NEED_MIN = the number to set, or empty where nothing is below production.
capacity_needs() {
  local ecs="${SERVICE_ECS[$1]}"
  NEED_DESIRED='' NEED_MIN=''
  if [[ "${SERVICE_STATUS[$ecs]:-}" == ACTIVE && "${RUNNING_DESIRED[$ecs]}" -lt "${SERVICE_DESIRED[$1]}" ]]; then
    NEED_DESIRED="${SERVICE_DESIRED[$1]}"
  fi
  if [[ -n "${TARGET_MIN[$ecs]:-}" && "${TARGET_MIN[$ecs]:-}" -lt "${SERVICE_MIN[$1]}" ]]; then
    NEED_MIN="${SERVICE_MIN[$1]}"
  fi
}

# capacity_raise: the step.
capacity_raise() {
  local index raised=0 name ecs
  capacity_ask_targets || { step_fail_call targets || return 1; }
  capacity_load_targets
  pool_open
  CAPACITY_CALLS=()
  for ((index = 0; index < ${#SERVICES[@]}; index += CAPACITY_BATCH)); do
    capacity_ask_services "$index" || { pool_close; step_fail_call "services.$index" || return 1; }
    capacity_load_services "$index"
    for name in "${SERVICES[@]:$index:$CAPACITY_BATCH}"; do
      ecs="${SERVICE_ECS[$name]}"
      capacity_needs "$name"
      [[ -z "$NEED_DESIRED$NEED_MIN" ]] || raised=$((raised + 1))
      [[ -z "$NEED_DESIRED" ]] || capacity_set_desired "$ecs" "$NEED_DESIRED"
      [[ -z "$NEED_MIN" ]] || capacity_set_min "$ecs" "$NEED_MIN"
    done
  done
  pool_close
  capacity_verdict || return 1
  step_detail "$raised of ${#SERVICES[@]} services raised to production, the rest were there"
}

# capacity_set_desired ECS COUNT: the service's own count.
capacity_set_desired() {
  CAPACITY_CALLS+=("desired.$1")
  capacity_change "desired.$1" ecs update-service --cluster "$ECS_CLUSTER" --service "$1" --desired-count "$2" \
    --query service.desiredCount
}

# capacity_set_min ECS COUNT: the floor of auto scaling; the ceiling stays as it is.
capacity_set_min() {
  CAPACITY_CALLS+=("min.$1")
  capacity_change "min.$1" application-autoscaling register-scalable-target --service-namespace ecs \
    --scalable-dimension ecs:service:DesiredCount --resource-id "service/$ECS_CLUSTER/$1" --min-capacity "$2"
}

# capacity_change NAME ARGS...: in the pool, or printed by a dry run in order.
capacity_change() {
  if ((DRY_RUN)); then
    aws_change "$@"
  else
    pool_add aws_call "$@"
  fi
}

# capacity_verdict: false, with the first failure and their number, when any call failed.
capacity_verdict() {
  local call first='' count=0
  for call in "${CAPACITY_CALLS[@]}"; do
    [[ -f "$WORK/$call.error" ]] || continue
    count=$((count + 1))
    first="${first:-$call}"
  done
  ((count)) || return 0
  aws_failure "$first"
  aws_advice "$AWS_CLASS"
  step_fail "aws $AWS_CALL for ${first#*.} ($count of ${#CAPACITY_CALLS[@]} calls failed): $AWS_MESSAGE" "$AWS_ADVICE"
}
