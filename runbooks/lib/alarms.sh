# shellcheck shell=bash
# The alarms that count tasks (`<app>-<environment>-<service>-tasks`): on the side that goes to sleep their actions are
# switched off before its tasks are, and on the side that serves they are on. An alarm that does not exist is none.
#
# Reads: APP AWS_MESSAGE ENVIRONMENT REGION SERVICES
# Sets:  ALARM_BATCH ALARM_NAMES

ALARM_BATCH=100 # DisableAlarmActions takes a hundred names

# alarms_set OPERATION: disable-alarm-actions or enable-alarm-actions for all services; a failure is said, and stops nothing.
alarms_set() {
  local index name
  ALARM_NAMES=()
  for name in "${SERVICES[@]}"; do
    ALARM_NAMES+=("$APP-$ENVIRONMENT-$name-tasks")
  done
  for ((index = 0; index < ${#ALARM_NAMES[@]}; index += ALARM_BATCH)); do
    aws_change alarms cloudwatch "$1" --alarm-names "${ALARM_NAMES[@]:$index:$ALARM_BATCH}" || {
      aws_failure alarms || true
      say "  WARNING: $1 in $REGION failed, its task alarms may speak: $AWS_MESSAGE"
      return 0
    }
  done
}
