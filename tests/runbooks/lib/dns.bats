load ../runbook.bash

setup() {
  runbook_setup
  RECORD_LINE='app.example.com.	A	None	d-9.execute-api.us-east-1.amazonaws.com.	Z1API'
  answer() {
    case "$2" in
      list-resource-record-sets) printf '%s\n' "$RECORD_LINE" ;;
      change-resource-record-sets) echo /change/C1 ;;
      get-change) echo INSYNC ;;
      assume-role) printf 'KEY\tSECRET\tTOKEN\n' ;;
    esac
  }
}

@test "names are the same whatever their case and trailing dot" {
  dns_same App.Example.com. app.example.com
  dns_same dualstack.Front-1.us-west-2.elb.amazonaws.com. front-1.us-west-2.elb.amazonaws.com
  refute dns_same app.example.com app.example.org
}

@test "another name than ours at the start of the list is no record" {
  printf 'b.example.com.\tA\tNone\td-9\tZ\n' >"$WORK/record"
  dns_load_record
  [ "$RECORD_FOUND" -eq 0 ]
}

@test "the old value is on record before the change" {
  dns_move
  grep -q '"step":"move-dns","event":"intent","record":"app.example.com","old":"d-9.execute-api.us-east-1.amazonaws.com.","old_zone":"Z1API"' "$JOURNAL_FILE"
  intent=$(grep -n 'standby-journal' "$CALLS" | tail -1 | cut -d: -f1)
  change=$(grep -n change-resource-record-sets "$CALLS" | cut -d: -f1)
  [ "$intent" -lt "$change" ]
  [ "$DNS_CHANGE" = /change/C1 ]
}

@test "the change is one UPSERT of an alias without target health" {
  dns_batch
  printf '%s' "$DNS_BATCH" | python3 -c '
import json, sys
(change,) = json.load(sys.stdin)["Changes"]
assert change["Action"] == "UPSERT"
record = change["ResourceRecordSet"]
assert record["AliasTarget"] == {"HostedZoneId": "Z2API", "DNSName": "d-1.execute-api.us-west-2.amazonaws.com", "EvaluateTargetHealth": False}
assert "TTL" not in record'
}

@test "with a zone role the calls carry its credentials, and no file or journal does" {
  ZONE_ROLE=arn:role
  eval "$(declare -f answer | sed '1s/answer/well/')"
  answer() { [[ "$2" != change-resource-record-sets ]] || printf '%s' "$AWS_ACCESS_KEY_ID/$AWS_SESSION_TOKEN" >"$BATS_TEST_TMPDIR/used"; well "$@"; }
  dns_move
  [ "$(<"$BATS_TEST_TMPDIR/used")" = KEY/TOKEN ]
  refute grep -rqE 'SECRET|TOKEN' "$WORK" "$JOURNAL_FILE"
}

@test "a protected record has its own remedy, at once" {
  eval "$(declare -f answer | sed '1s/answer/well/')"
  answer() { if [[ "$2" == change-* ]]; then echo 'An error occurred (InvalidChangeBatch): the record is protected' >&2; return 254; fi; well "$@"; }
  DNS_TIMEOUT=600
  refute dns_move
  grep -q delete-resource-record-set-protections "$WORK/failure.test"
}

@test "a silent Route 53 is tried until the time is over; then: what serves, what is missing" {
  answer() { aws_error ServiceUnavailable; }
  refute dns_move
  [ "$(called list-resource-record-sets)" -gt 3 ]
  grep -q 'could not be moved within 1s: aws route53 list-resource-record-sets' "$WORK/failure.test"
  grep -q 'done: myapp-prod-us-west-2 writes and us-west-2 is ready to serve; missing: app.example.com -> d-1' "$WORK/failure.test"
}

@test "when Route 53 answers again the record moves, and the intent stands once in the journal" {
  eval "$(declare -f answer | sed '1s/answer/well/')"
  answer() {
    if [[ "$1" == route53 && "$(called "route53 ")" -lt 7 ]]; then aws_error ServiceUnavailable; else well "$@"; fi
  }
  DNS_TIMEOUT=0
  dns_move 2>"$BATS_TEST_TMPDIR/said"
  grep -q 'not moved yet, trying on: aws route53' "$BATS_TEST_TMPDIR/said"
  [ "$(grep -c '"step":"move-dns","event":"intent"' "$JOURNAL_FILE")" -eq 1 ]
}

@test "a zone role that cannot be assumed is tried again, too" {
  ZONE_ROLE=arn:role
  eval "$(declare -f answer | sed '1s/answer/well/')"
  answer() {
    if [[ "$2" == assume-role && "$(called assume-role)" -lt 3 ]]; then aws_error AccessDenied; else well "$@"; fi
  }
  dns_move 2>/dev/null
  [ "$DNS_CHANGE" = /change/C1 ]
}

@test "INSYNC is waited for, with an end" {
  DNS_CHANGE=/change/C1
  dns_insync
  answer() { echo PENDING; }
  INSYNC_SECONDS=0
  refute dns_insync
  grep -q 'the change /change/C1 is PENDING' "$WORK/failure.test"
}

@test "overtaken: the record stays" {
  eval "$(declare -f answer | sed '1s/answer/well/')"
  locks() { lock_line 000001 "run=$RUN kind=promotion" && lock_line 000002 'run=R2 kind=promotion by=eve at=T'; }
  refute dns_move
  [ "$(called change-resource-record-sets)" -eq 0 ]
  grep -q '^overtaken: ' "$WORK/failure.test"
}

@test "bash -x shows no key of the zone's role, and goes on tracing afterwards" {
  ZONE_ROLE=arn:role ZONE_TOKEN=''
  answer() { if [[ "$2" == assume-role ]]; then printf 'ROLEKEY\tROLESECRET\tROLETOKEN\n'; else echo x; fi; }
  traced() { set -x; dns_assume; dns_aws record route53 list; echo traced on; set +x; }
  traced 2>"$WORK/trace" >/dev/null
  grep -q 'traced on' "$WORK/trace"
  refute grep -q 'ROLEKEY\|ROLESECRET\|ROLETOKEN' "$WORK/trace"
}
