# shellcheck shell=bash
# The planned move, without loss (--mode switchover): both regions answer. REGION is raised and healthy before anything
# moves; then the old side stops what must run in one region only; then the writer moves. A switchover that was refused
# or failed leaves the old side serving, its work started again. Groups run one after the other.
#
# Reads: API_TARGET AURORA_NEXT AURORA_STATUS AURORA_WRITER_ARN CAPACITY_CHANGED DRY_RUN HEALTHY HEALTH_PATH MIN_ACU
#        OFF_SERVICES PEER_REGION PROBE_BODY PROBE_SECONDS PROBE_STATUS REGION SCHEDULES SKIP_DNS STEP TARGETS_WANTED
#        TARGET_CLUSTER WARM_SERVICES WORK
# Sets:  DRY_GROUP SWITCHOVER_RESTORED WARM_TASKS

WARM_TASKS=1 # what a service with standby=warm runs on the side that does not serve

switchover_act() {
  DRY_GROUP='2 ready'
  step_start set-freeze switchover_freeze
  step_start raise-capacity capacity_raise
  step_start switch-listener ingress_switch
  [[ -z "$MIN_ACU" ]] || step_start raise-database acu_raise
  steps_finish
  step_run targets-healthy switchover_ready
  gap_begin

  DRY_GROUP='3 switch'
  step_run stop-single-runner switchover_stop
  step_run promote-aurora switchover_promote
  notify "$TARGET_CLUSTER is the writer"
  recycle_begin
  ((!DRY_RUN)) || steps_finish
  step_run write-probe probe_before_dns
  traffic_move
  DRY_GROUP='5 warm'
  ((DRY_RUN)) || gap_end
  # where the record was left alone, the customers are still there
  ((SKIP_DNS)) || step_run lower-old-side switchover_lower
}

# switchover_locks: the move becomes this run's in both regions, the other one's first: whoever moves that region is met
# before anything is held here.
switchover_locks() {
  in_peer lock_take && take_lock
}

# switchover_release: in the same order; while ours is held, a killed run can be resumed.
switchover_release() {
  in_peer lock_release && lock_release
}

switchover_freeze() {
  in_peer peer_owned freeze_set && freeze_set
}

# switchover_ready: the step: every wanted target is healthy and the way in answers. A planned move does not go on with less.
switchover_ready() {
  ingress_healthy || return 1
  ((!DRY_RUN)) || return 0
  ((HEALTHY >= TARGETS_WANTED)) || {
    step_fail "$HEALTHY of $TARGETS_WANTED targets are healthy in $REGION; nothing has moved" \
      'look at the tasks of the front service; --resume goes on when they are there' || return 1
  }
  probe_until GET "$HEALTH_PATH" "$API_TARGET" "$PROBE_SECONDS" || {
    step_fail "GET $HEALTH_PATH through $API_TARGET answers $PROBE_STATUS: $PROBE_BODY; nothing has moved" \
      'the way domain - link - listener - targets is broken where the answer says; then --resume' || return 1
  }
  alarms_set enable-alarm-actions
}

# switchover_stop: the step: schedules first, then services with standby=off, on the old side. When it cannot be finished,
# what was stopped starts again, unless the writer has moved already.
switchover_stop() {
  in_peer peer_owned switchover_stop_there && return 0
  switchover_restore
  return 1
}

switchover_stop_there() {
  schedules_disable || return 1
  if ((${#OFF_SERVICES[@]})); then
    single_runner_stop || return 1
  fi
  step_detail "in $REGION stopped: ${OFF_SERVICES[*]:-no service}; schedules disabled: ${#SCHEDULES[@]}"
}

# switchover_promote: the step: the writer moves, or the old side's work starts again.
switchover_promote() {
  aurora_promote && return 0
  switchover_restore
  return 1
}

# switchover_stands: does AWS show that the writer stays where it was? Only then may work start there again.
switchover_stands() {
  [[ ! -f "$WORK/overtaken" ]] || return 1
  aurora_settled || return 1
  aurora_look || return 1
  aurora_decide
  [[ "$AURORA_NEXT" == call && "$AURORA_WRITER_ARN" == *":$PEER_REGION:"* && "$AURORA_STATUS" == available ]]
}

# switchover_restore: the work of the old side again; the words of the failed step tell what stands now.
switchover_restore() {
  local what='it failed' advice='run the same command with --resume' words
  { IFS= read -r what && IFS= read -r advice; } 2>/dev/null <"$WORK/failure.$STEP" || true
  if ! switchover_stands; then
    words='the work that was stopped there stays stopped: the writer may be moving; --resume looks and goes on'
  elif in_peer peer_owned switchover_start_there; then
    words="$PEER_REGION serves as before: it is the writer, its single-runner work and schedules run again"
    SWITCHOVER_RESTORED=1
  else
    words="$PEER_REGION is still the writer, but its single-runner work and schedules could not be started again: start them by hand, or --resume"
  fi
  step_fail "$what - $words" "$advice"
}

switchover_start_there() {
  capacity_raise_all "${OFF_SERVICES[@]}" && schedules_enable
}

# switchover_lower: the step: what stays warm on the old side goes down to one task each, its task alarms muted first.
switchover_lower() {
  in_peer peer_owned switchover_lower_there
}

switchover_lower_there() {
  alarms_set disable-alarm-actions
  capacity_lower_all "$WARM_TASKS" "${WARM_SERVICES[@]}" || return 1
  step_detail "in $REGION: $CAPACITY_CHANGED services lowered to $WARM_TASKS task"
}
