load ../runbook.bash
setup() { runbook_setup; TOPIC_ARN=arn:aws:sns:us-west-2:123456789012:myapp-prod; }

@test "a message goes to the region's topic, with run, mode and region" {
  notify 'done: us-west-2 serves' 'RTO 7.1 s'
  notify_settle
  grep -q "sns publish --topic-arn $TOPIC_ARN --subject myapp-prod: done: us-west-2 serves" "$CALLS"
  grep -q "RTO 7.1 s (run $RUN, mode managed, to us-west-2)" "$CALLS"
}

@test "a refusal is no failure, and a topic that hangs delays a moment only" {
  NOTIFY_PATIENCE_MS=300
  answer() { sleep 5; }
  notify x
  clock_ms
  began="$CLOCK_MS"
  notify_settle
  clock_ms
  [ $((CLOCK_MS - began)) -lt 2000 ]
  answer() { aws_error AuthorizationError; }
  notify y
}

@test "no topic, or a dry run: nothing is sent" {
  DRY_RUN=1
  notify x
  DRY_RUN=0 TOPIC_ARN=''
  notify x
  [ "$NOTIFIED" -eq 0 ]
}
