load ../runbook.bash
setup() {
  runbook_setup
  CONTRACT=([services/api]=x [services/worker]=x [dns/zone-id]=Z)
}

# done_with LEFT: the journal's last word.
done_with() {
  json_object step run event 'done' left "$1"
  JOURNAL_LINES=("$JSON_TEXT")
  left_recall
}

@test "what a run leaves out: the record, and every service that was not named" {
  left_out
  [ -z "$LEFT_OUT" ]
  SKIP_DNS=1 ONLY_SERVICES=api
  left_out
  [ "$LEFT_OUT" = 'dns service:worker' ]
  left_words "$LEFT_OUT"
  [ "$LEFT_TEXT" = 'the A record was not moved; not raised: worker' ]
}

@test "what an earlier part of the run has done is not left out again" {
  done_with 'dns service:worker'
  ONLY_SERVICES=worker SKIP_DNS=1
  left_out
  [ "$LEFT_OUT" = dns ]
  done_with ''
  left_out
  [ -z "$LEFT_OUT" ]
}

@test "a command that asks for something that was left out wants to go on" {
  done_with 'dns service:worker'
  left_wanted
  SKIP_DNS=1
  left_wanted
  ONLY_SERVICES=api
  refute left_wanted
  ONLY_SERVICES=worker
  left_wanted
  SKIP_DNS=0 ONLY_SERVICES=api
  left_wanted
  done_with ''
  refute left_wanted
  JOURNAL_LINES=('{"step":"run","event":"done","rto":"1 s"}')
  left_recall
  refute left_wanted
}
