# shellcheck shell=bash
# Work that must run in one region only: services with `standby=off`. It starts in the serving region after the write
# probe, beside the move of the record, so that a silent Route 53 does not keep it stopped; in a planned move it stops
# on the old side before the database changes hands.
#
# Reads: DRY_RUN OFF_SERVICES REGION SCHEDULES
# Sets:  none

# single_runner_start: the step.
single_runner_start() {
  capacity_raise_all "${OFF_SERVICES[@]}" || return 1
  step_detail "started in $REGION: ${OFF_SERVICES[*]}"
}

# single_runner_stop: the step: minimum to 0, then desired to 0, then proof that no task runs any more.
single_runner_stop() {
  capacity_lower_all 0 "${OFF_SERVICES[@]}" || return 1
  ((DRY_RUN)) || capacity_stopped "${OFF_SERVICES[@]}" || return 1
  step_detail "stopped in $REGION: ${OFF_SERVICES[*]}"
}

# single_runner_begin: both kinds of work of the serving region, beside us.
single_runner_begin() {
  ((!${#OFF_SERVICES[@]})) || step_start start-single-runner single_runner_start
  ((!${#SCHEDULES[@]})) || step_start enable-schedules schedules_enable
  ((!DRY_RUN)) || steps_finish
}
