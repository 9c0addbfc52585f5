load ../runbook.bash
setup() { runbook_setup; }

@test "the task alarms of every service, by their names" {
  alarms_set disable-alarm-actions
  grep -q 'cloudwatch disable-alarm-actions --alarm-names myapp-prod-api-tasks myapp-prod-worker-tasks' "$CALLS"
}

@test "a refusal is said and stops nothing" {
  answer() { aws_error AccessDenied; }
  run alarms_set enable-alarm-actions
  [ "$status" -eq 0 ]
  [[ "$output" == *'WARNING: enable-alarm-actions in us-west-2 failed'* ]]
}
