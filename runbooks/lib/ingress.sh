# shellcheck shell=bash
# The way in: the listener's default action on the live color, and healthy targets behind it.
#
# Reads: CAPACITY_SECONDS CLOCK_DEADLINE DRY_RUN LISTENER_ARN LIVE_COLOR LIVE_GROUP SERVICES SERVICE_GROUPS SERVICE_MIN
#        TIMEOUT WORK
# Sets:  HEALTHY TARGETS_WANTED

# ingress_ask_listener: the default actions into $WORK/listener: `action<TAB>type<TAB>group`, `group<TAB>arn<TAB>weight`.
ingress_ask_listener() {
  local query="Listeners[0].DefaultActions[].[['action',Type,TargetGroupArn],"
  query+="ForwardConfig.TargetGroups[].['group',TargetGroupArn,Weight]]"
  aws_call listener elbv2 describe-listeners --listener-arns "$LISTENER_ARN" --query "$query"
}

# ingress_on_live: does the default action forward to the live color's group and to no other?
ingress_on_live() {
  local kind a b action='' live=0 other=0
  while IFS=$'\t' read -r kind a b; do
    case "$kind" in
      action)
        action="$a"
        [[ "$b" != "$LIVE_GROUP" ]] || live=1
        ;;
      group)
        [[ "$b" != 0 ]] || continue
        if [[ "$a" == "$LIVE_GROUP" ]]; then live=1; else other=1; fi
        ;;
    esac
  done <"$WORK/listener"
  [[ "$action" == forward ]] && ((live && !other))
}

# ingress_switch: the step.
ingress_switch() {
  ingress_ask_listener || { step_fail_call listener || return 1; }
  if ingress_on_live; then
    step_detail "the listener forwards to $LIVE_COLOR already"
    return 0
  fi
  aws_change listener-set elbv2 modify-listener --listener-arn "$LISTENER_ARN" \
    --default-actions "Type=forward,TargetGroupArn=$LIVE_GROUP" --query 'Listeners[0].ListenerArn' ||
    { step_fail_call listener-set || return 1; }
  step_detail "the listener forwards to $LIVE_COLOR"
}

# ingress_wanted: TARGETS_WANTED = healthy targets to wait for: the production minimum of the service behind the live
# group, 1 when no service of the contract stands there.
ingress_wanted() {
  local name
  TARGETS_WANTED=1
  for name in "${SERVICES[@]}"; do
    [[ " ${SERVICE_GROUPS[$name]} " != *" $LIVE_GROUP "* ]] || TARGETS_WANTED="${SERVICE_MIN[$name]}"
  done
}

# ingress_ask_health: HEALTHY = healthy targets of the live group.
ingress_ask_health() {
  aws_call health elbv2 describe-target-health --target-group-arn "$LIVE_GROUP" \
    --query 'TargetHealthDescriptions[].[TargetHealth.State]' || return 1
  HEALTHY="$(grep -cx healthy "$WORK/health" || true)"
}

# ingress_healthy: the step: waits for the wanted targets; after CAPACITY_SECONDS one is enough, and said aloud: in a
# region that everybody fails over to, capacity may come late, and serving with less beats not serving.
ingress_healthy() {
  local soft hard
  ((DRY_RUN)) && { dry_run_print elbv2 describe-target-health --target-group-arn "$LIVE_GROUP"; return 0; }
  ingress_wanted
  clock_deadline "$CAPACITY_SECONDS"
  soft="$CLOCK_DEADLINE"
  clock_deadline "$TIMEOUT"
  hard="$CLOCK_DEADLINE"
  HEALTHY=0
  while :; do
    if ingress_ask_health; then
      step_read
      ((HEALTHY < TARGETS_WANTED)) || break
      ((HEALTHY < 1)) || ! clock_passed "$soft" || break
    else
      step_unread health || return 1
    fi
    ! clock_passed "$hard" || {
      step_fail "no healthy target behind the $LIVE_COLOR group after ${TIMEOUT}s ($HEALTHY of $TARGETS_WANTED)" \
        'look at the stopped tasks of the front service (aws ecs list-tasks --desired-status STOPPED), then --resume' ||
        return 1
    }
    clock_pause
  done
  step_detail "$HEALTHY healthy targets, $TARGETS_WANTED wanted"
  ((HEALTHY >= TARGETS_WANTED)) || say "  WARNING: only $HEALTHY of $TARGETS_WANTED targets are healthy; going on with less"
}
