# shellcheck shell=bash
# Schedules: one EventBridge rule each, enabled in the serving region only. Enabling and disabling are one call per rule
# and idempotent: a rule that is in the wanted state already answers the same.
#
# Reads: AWS_CALL AWS_CLASS AWS_MESSAGE REGION RESUME SCHEDULES SCHEDULE_RULE WORK
# Sets:  none

# schedules_ask NAME: the state of that schedule's rule (ENABLED or DISABLED).
schedules_ask() {
  aws_call "rule.$1" events describe-rule --name "${SCHEDULE_RULE[$1]}" --query State
}

# schedules_enable, schedules_disable: the steps.
schedules_enable() {
  schedules_set enable-rule || return 1
  step_detail "schedules enabled in $REGION: ${#SCHEDULES[@]}"
}

schedules_disable() {
  schedules_set disable-rule || return 1
  step_detail "schedules disabled in $REGION: ${#SCHEDULES[@]}"
}

# schedules_set OPERATION: the same call for every rule; false, with the first failure, when any failed.
schedules_set() {
  local name
  for name in "${SCHEDULES[@]}"; do
    aws_change "$1.$name" events "$1" --name "${SCHEDULE_RULE[$name]}" || { step_fail_call "$1.$name" || return 1; }
  done
}

# check_schedules: every rule exists here. A rule that is enabled in a region that does not serve yet may run its work
# in both regions.
check_schedules() {
  local name enabled='' missing=''
  ((${#SCHEDULES[@]})) || return 0
  for name in "${SCHEDULES[@]}"; do
    if aws_failure "rule.$name"; then
      [[ "$AWS_CLASS" != absent ]] || { missing+=" $name(${SCHEDULE_RULE[$name]})" && continue; }
      check warn schedules "the rule of $name cannot be read: aws $AWS_CALL: $AWS_MESSAGE" \
        'enabling it may fail; look at the rights of the role'
      return 0
    fi
    [[ ! -f "$WORK/rule.$name" || "$(<"$WORK/rule.$name")" != ENABLED ]] || enabled+=" $name"
  done
  if [[ -n "$missing" ]]; then
    check refuse schedules "no such rule in $REGION:$missing" 'pulumi up of the workloads of this region'
  elif [[ -n "$enabled" ]] && ((!RESUME)); then
    check warn schedules "enabled in $REGION already:$enabled" \
      'a schedule runs in the serving region only: is its work done twice? It stays enabled here'
  else
    check ok schedules "schedules to enable: ${#SCHEDULES[@]}"
  fi
}
