load ../runbook.bash
setup() { runbook_setup; MODE=managed; }

@test "a step is timed, journalled and told" {
  work() { step_detail 'three things'; }
  run step_run lift work
  [ "$status" -eq 0 ]
  [[ "$output" == *'lift: done in '*'three things'* ]]
  grep -q '"step":"lift","event":"done"' "$JOURNAL_FILE"
}

@test "a step that fails stops with exit 4, and says what and what to do" {
  work() { step_fail 'the door is shut' 'open it'; }
  run step_run enter work
  [ "$status" -eq 4 ]
  [[ "$output" == *'STOPPED in step enter'*'what: the door is shut'*'do:   open it'*--resume* ]]
  grep -q '"step":"enter","event":"failed"' "$JOURNAL_FILE"
}

@test "a failed AWS call brings its own words" {
  answer() { aws_error ExpiredToken; }
  work() { aws_call x ecs update-service || step_fail_call x; }
  run step_run scale work
  [ "$status" -eq 4 ]
  [[ "$output" == *'what: aws ecs update-service:'*ExpiredToken* ]]
  [[ "$output" == *'do:   renew the credentials'* ]]
}

@test "steps side by side are all waited for before the stop, and every failure is told" {
  good() { sleep 0.3; touch "$WORK/good-ended"; }
  bad() { step_fail 'no' 'yes'; }
  together() { step_start a bad; step_start b good; step_start c bad; steps_finish; }
  run together
  [ "$status" -eq 4 ]
  [ -e "$WORK/good-ended" ]
  [[ "$output" == *'STOPPED in step a'* && "$output" == *'STOPPED in step c'* ]]
}

@test "reaping journals what has ended and keeps what runs" {
  quick() { :; }
  slow() { until [ -e "$WORK/end" ]; do sleep 0.02; done; }
  step_start q quick 2>/dev/null
  step_start s slow 2>/dev/null
  until job_done step.q; do sleep 0.02; done
  steps_reap 2>/dev/null
  [ "${STEPS_BESIDE[*]}" = s ]
  grep -q '"step":"q","event":"done"' "$JOURNAL_FILE"
  touch "$WORK/end"
  steps_finish 2>/dev/null
}

@test "a step that dies without an error message is a failure" {
  dies() { kill -9 "$BASHPID"; }
  together() { step_start a dies; steps_finish; }
  run together
  [ "$status" -eq 4 ]
  [[ "$output" == *'without an error message'* ]]
}

@test "a state that cannot be read is waited for, but not for ever; what waiting cannot mend stops at once" {
  answer() { aws_error Throttling; }
  refute aws_call x rds describe-db-clusters
  UNREAD_SECONDS=60
  step_unread x 2>/dev/null
  clock_ms
  UNREAD_SINCE=$((CLOCK_MS - 61000))
  refute step_unread x
  grep -q 'aws rds describe-db-clusters: .*Throttling' "$WORK/failure.test"
  step_read
  step_unread x 2>/dev/null
  answer() { aws_error ExpiredToken; }
  refute aws_call x rds describe-db-clusters
  refute step_unread x
}
