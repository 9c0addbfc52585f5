# shellcheck shell=bash
# Capacity: services of one region raised to their production numbers, or lowered on the side that stops serving. Looks
# at ten services at a time, right before it changes them, so that raising never lowers a number that auto scaling has
# raised meanwhile.
#
# Reads: AWS_ADVICE AWS_CALL AWS_CLASS AWS_MESSAGE CLOCK_DEADLINE DRY_RUN ECS_CLUSTER LOWER_TO REGION SERVICES
#        SERVICE_DESIRED SERVICE_ECS SERVICE_MIN TIMEOUT WARM_SERVICES WORK
# Sets:  CAPACITY_BATCH CAPACITY_CALLS CAPACITY_CHANGED NEED_DESIRED NEED_MIN RUNNING_COUNT RUNNING_DESIRED
#        SERVICE_STATUS STILL_RUNNING TARGET_MAX TARGET_MIN

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

# capacity_load_services INDEX: that answer into SERVICE_STATUS, RUNNING_DESIRED, RUNNING_COUNT (by ECS name). False
# when a service is not in it that an earlier answer had: such an answer does not count.
capacity_load_services() {
  local ecs status desired running name
  local -A found=()
  while IFS=$'\t' read -r ecs status desired running; do
    [[ "$desired" =~ ^[0-9]+$ && "$running" =~ ^[0-9]+$ ]] || continue
    found["$ecs"]=1
    SERVICE_STATUS["$ecs"]="$status" RUNNING_DESIRED["$ecs"]="$desired" RUNNING_COUNT["$ecs"]="$running"
  done <"$WORK/services.$1"
  for name in "${SERVICES[@]:$1:$CAPACITY_BATCH}"; do
    ecs="${SERVICE_ECS[$name]}"
    [[ -n "${found[$ecs]:-}" || -z "${SERVICE_STATUS[$ecs]:-}" ]] || {
      aws_hollow "services.$1" 'ecs describe-services' "AWS answered without service $ecs, which exists"
      return
    }
  done
}

# capacity_ask_targets: min and max of every scalable ECS service of the region, into $WORK/targets.
capacity_ask_targets() {
  aws_call targets application-autoscaling describe-scalable-targets --service-namespace ecs \
    --scalable-dimension ecs:service:DesiredCount --query 'ScalableTargets[].[ResourceId,MinCapacity,MaxCapacity]'
}

# capacity_load_targets: that answer into TARGET_MIN and TARGET_MAX (by ECS name), for our cluster only. False when one
# is not in it that an earlier answer had.
capacity_load_targets() {
  local resource min max known="${!TARGET_MIN[*]}"
  TARGET_MIN=() TARGET_MAX=()
  while IFS=$'\t' read -r resource min max; do
    [[ "$resource" == "service/$ECS_CLUSTER/"* ]] || continue
    [[ "$min" =~ ^[0-9]+$ && "$max" =~ ^[0-9]+$ ]] || continue
    TARGET_MIN["${resource##*/}"]="$min" TARGET_MAX["${resource##*/}"]="$max"
  done <"$WORK/targets"
  for resource in $known; do
    [[ -n "${TARGET_MIN[$resource]:-}" ]] || {
      aws_hollow targets 'application-autoscaling describe-scalable-targets' "AWS answered without the target of $resource, which exists"
      return
    }
  done
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

# capacity_raise: the step: what stays warm in a standby region, to production. Work that runs in one region only is
# not raised before the write probe: single-runner.sh.
capacity_raise() {
  capacity_raise_all "${WARM_SERVICES[@]}"
}

# capacity_raise_all NAME...: these services of the contract to their production numbers; never lowers one.
capacity_raise_all() {
  local SERVICES=("$@")
  capacity_visit capacity_raise_one || return 1
  capacity_finish || return 1
  step_detail "services raised to production: $CAPACITY_CHANGED of ${#SERVICES[@]}, the rest were there"
}

capacity_raise_one() {
  local ecs="${SERVICE_ECS[$1]}"
  capacity_needs "$1"
  [[ -z "$NEED_DESIRED$NEED_MIN" ]] || CAPACITY_CHANGED=$((CAPACITY_CHANGED + 1))
  [[ -z "$NEED_DESIRED" ]] || capacity_set_desired "$ecs" "$NEED_DESIRED"
  [[ -z "$NEED_MIN" ]] || capacity_set_min "$ecs" "$NEED_MIN"
}

# capacity_lower_all COUNT NAME...: these services down to COUNT tasks. The minimum of auto scaling goes first: with the
# old minimum, auto scaling would bring the tasks back.
capacity_lower_all() {
  local LOWER_TO="$1" SERVICES=("${@:2}")
  capacity_visit capacity_lower_min || return 1
  capacity_finish || return 1
  capacity_visit capacity_lower_desired || return 1
  capacity_finish
}

capacity_lower_min() {
  local ecs="${SERVICE_ECS[$1]}"
  [[ -z "${TARGET_MIN[$ecs]:-}" || "${TARGET_MIN[$ecs]:-}" -le "$LOWER_TO" ]] || capacity_set_min "$ecs" "$LOWER_TO"
}

capacity_lower_desired() {
  local ecs="${SERVICE_ECS[$1]}"
  [[ "${SERVICE_STATUS[$ecs]:-}" == ACTIVE && "${RUNNING_DESIRED[$ecs]}" -gt "$LOWER_TO" ]] || return 0
  CAPACITY_CHANGED=$((CAPACITY_CHANGED + 1))
  capacity_set_desired "$ecs" "$LOWER_TO"
}

# capacity_visit FUNCTION: looks at the SERVICES in batches and calls FUNCTION for each name; its changes run in a pool
# that capacity_finish waits for.
capacity_visit() {
  local index name
  CAPACITY_CALLS=() CAPACITY_CHANGED=0
  { capacity_ask_targets && capacity_load_targets; } || { step_fail_call targets || return 1; }
  pool_open
  for ((index = 0; index < ${#SERVICES[@]}; index += CAPACITY_BATCH)); do
    { capacity_ask_services "$index" && capacity_load_services "$index"; } || {
      pool_close
      step_fail_call "services.$index" || return 1
    }
    for name in "${SERVICES[@]:$index:$CAPACITY_BATCH}"; do
      "$1" "$name"
    done
  done
}

capacity_finish() {
  pool_close
  capacity_verdict
}

# capacity_stopped NAME...: waits until no task of these services runs; false, with their names, when TIMEOUT is over.
capacity_stopped() {
  local SERVICES=("$@") deadline index name
  clock_deadline "$TIMEOUT"
  deadline="$CLOCK_DEADLINE"
  while :; do
    STILL_RUNNING=''
    for ((index = 0; index < ${#SERVICES[@]}; index += CAPACITY_BATCH)); do
      if capacity_ask_services "$index" && capacity_load_services "$index"; then
        step_read
      else
        step_unread "services.$index" || return 1
        STILL_RUNNING+=' (cannot be read)'
      fi
    done
    for name in "${SERVICES[@]}"; do
      [[ "${RUNNING_COUNT[${SERVICE_ECS[$name]}]:-unread}" == 0 ]] || STILL_RUNNING+=" $name"
    done
    [[ -n "$STILL_RUNNING" ]] || return 0
    ! clock_passed "$deadline" || {
      step_fail "in $REGION tasks still run after ${TIMEOUT}s:$STILL_RUNNING" \
        'look at their stop time-outs (aws ecs list-tasks), then --resume' || return 1
    }
    clock_pause
  done
}

# capacity_set_desired ECS COUNT: the service's own count of tasks.
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
  ((!DRY_RUN)) || return 0
  for call in "${CAPACITY_CALLS[@]}"; do
    [[ ! -f "$WORK/$call" || -f "$WORK/$call.error" ]] || continue
    count=$((count + 1))
    first="${first:-$call}"
  done
  ((count)) || return 0
  aws_failure "$first" || aws_hollow "$first" "($first)" 'the process that called ended without an answer' || aws_failure "$first"
  aws_advice "$AWS_CLASS" "$AWS_CALL"
  step_fail "aws $AWS_CALL for ${first#*.} ($count of ${#CAPACITY_CALLS[@]} calls failed): $AWS_MESSAGE" "$AWS_ADVICE"
}
