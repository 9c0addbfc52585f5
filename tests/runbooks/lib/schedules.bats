load ../runbook.bash

setup() {
  runbook_setup
  SCHEDULES=(nightly report) SCHEDULE_RULE=([nightly]=myapp-prod-nightly [report]=myapp-prod-report)
}

@test "every rule is enabled, by its own name" {
  schedules_enable
  grep -q 'events enable-rule --name myapp-prod-nightly' "$CALLS"
  grep -q 'events enable-rule --name myapp-prod-report' "$CALLS"
  grep -q 'schedules enabled in us-west-2: 2' "$WORK/detail.test"
}

@test "a rule that cannot be disabled stops the step and is named" {
  answer() { [[ "$*" != *myapp-prod-report* ]] || aws_error AccessDenied; }
  refute schedules_disable
  [ "$(called 'disable-rule --name myapp-prod-nightly')" -eq 1 ]
  grep -q 'aws events disable-rule: .*AccessDenied' "$WORK/failure.test"
}

@test "a rule that is missing is refused, one that is enabled already is a warning" {
  printf 'DISABLED\n' >"$WORK/rule.nightly"
  printf 'ENABLED\n' >"$WORK/rule.report"
  run check_schedules
  [[ "$output" == *'warn    schedules'*'enabled in us-west-2 already: report'* ]]
  printf 'absent\nevents describe-rule\nno such rule\n' >"$WORK/rule.report.error"
  run check_schedules
  [[ "$output" == *'refuse  schedules'*'report(myapp-prod-report)'* ]]
}

@test "disabled here is what is wanted; without schedules nothing is said" {
  printf 'DISABLED\n' >"$WORK/rule.nightly"
  printf 'DISABLED\n' >"$WORK/rule.report"
  run check_schedules
  [[ "$output" == *'ok      schedules'* ]]
  SCHEDULES=()
  run check_schedules
  [ -z "$output" ]
}
