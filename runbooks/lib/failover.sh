# shellcheck shell=bash
# The unplanned move: the region that writes now may be dead, and is never asked (--mode managed and --mode detach).
# Groups run one after the other; what stands in one group runs side by side.
#
# Reads: MIN_ACU TARGET_CLUSTER DRY_RUN
# Sets:  DRY_GROUP

failover_act() {
  DRY_GROUP='2 together'
  step_start set-freeze freeze_set
  step_start raise-capacity capacity_raise
  step_start switch-listener ingress_switch
  step_run promote-aurora aurora_promote
  notify "$TARGET_CLUSTER is the writer"
  steps_finish

  DRY_GROUP='3 ready'
  [[ -z "$MIN_ACU" ]] || step_start raise-database acu_raise
  recycle_begin
  ((!DRY_RUN)) || steps_finish
  step_run targets-healthy ingress_healthy
  step_run write-probe probe_before_dns
  traffic_move
}
