# shellcheck shell=bash
# The incident freeze: tells the gate and the next reader that state and reality differ on purpose. Failback lifts it.
#
# Reads: AWS_MESSAGE CLOCK_STAMP CONTRACT IDENTITY LOCK_FIELD MODE MOVE_REGION RUN
# Sets:  none

# freeze_set: the step; once per run. A freeze that cannot be set is said aloud and in the report, but does not keep
# the app down.
freeze_set() {
  lock_field "${CONTRACT[incident/freeze]:-}" run
  [[ "$LOCK_FIELD" != "$RUN" ]] || return 0
  clock_stamp
  aws_change freeze-put ssm put-parameter --name "$(contract_path)/incident/freeze" --type String --overwrite \
    --value "promotion run=$RUN since=$CLOCK_STAMP who=${IDENTITY:-unknown} region=$MOVE_REGION mode=$MODE" && return 0
  aws_failure freeze-put || true
  step_detail "NOT SET ($AWS_MESSAGE): set $(contract_path)/incident/freeze by hand, or hold back every pulumi up"
}
