load ../runbook.bash
setup() { runbook_setup; MODE=switchover; OFF_SERVICES=(worker) SCHEDULES=(nightly); }

@test "the plan names both regions, what stops where, and that nothing is lost" {
  run report_plan
  [[ "$output" == *'planned move from us-east-1 to us-west-2; nothing is lost'* ]]
  [[ "$output" == *'us-east-1 stops what runs in one region only: worker, schedules: 1'* ]]
  [[ "$output" == *'refused or failed switchover leaves us-east-1 serving'* ]]
}

@test "the report tells the loss, the gap and the way back" {
  GAP_TEXT='2.4 s (5 of 12 writes through the public name failed)' ACTION_MS=0 LEFT_OUT=''
  run report_text
  [[ "$output" == *'Lost writes: none'*'Writes failed for: 2.4 s'*'--region us-east-1'* ]]
  [[ "$output" != *'RPO bound'* ]]
}
