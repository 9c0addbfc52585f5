# shellcheck shell=bash
# After the write probe: side by side, work that runs in one region only starts and the record moves; then the proof from
# outside. A step beside us that failed (raise-database, recycle-services) stops the run here, after the traffic moved.
#
# Reads: RECORD REGION SKIP_DNS
# Sets:  DRY_GROUP

traffic_move() {
  DRY_GROUP='4 traffic'
  single_runner_begin
  if ((SKIP_DNS)); then
    steps_finish
    return
  fi
  step_run move-dns dns_move
  DRY_GROUP='5 verify'
  step_start verify verify_public
  step_run wait-insync dns_insync
  notify "$RECORD points at $REGION"
  steps_finish
}
