load ../runbook.bash

setup() {
  runbook_setup
  export AWS_ACCESS_KEY_ID=KEY AWS_SECRET_ACCESS_KEY=TOPSECRET
  unset AWS_SESSION_TOKEN
  XML='<R><ResourceRecordSetProtections><ResourceRecordSetProtection><RecordName>app.example.com.</RecordName><RecordType>A</RecordType></ResourceRecordSetProtection></ResourceRecordSetProtections></R>'
  STATUS=200
  curl() {
    if [[ "$*" == '--help all' ]]; then
      echo ' --aws-sigv4 <provider>'
      return
    fi
    printf '%s\n' "$*" >>"$CALLS"
    cat >"$BATS_TEST_TMPDIR/stdin"
    printf '%s\n%s' "$XML" "$STATUS"
  }
}

@test "the list is asked of Route 53, signed, credentials on standard input only" {
  protection_ask
  protection_stands
  grep -q 'https://route53.amazonaws.com/2013-04-01/hostedzone/Z1/rrsetprotection' "$CALLS"
  refute grep -q TOPSECRET "$CALLS"
  grep -q 'user = "KEY:TOPSECRET"' "$BATS_TEST_TMPDIR/stdin"
  refute grep -rq TOPSECRET "$WORK"
}

@test "a session token travels as a header" {
  export AWS_SESSION_TOKEN=T0KEN
  protection_ask
  grep -q 'header = "X-Amz-Security-Token: T0KEN"' "$BATS_TEST_TMPDIR/stdin"
}

@test "a profile's credentials are exported by the CLI" {
  unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY
  answer() { printf 'AWS_ACCESS_KEY_ID=K2\nAWS_SECRET_ACCESS_KEY=S2\nAWS_SESSION_TOKEN=T2\n'; }
  protection_ask
  grep -q 'user = "K2:S2"' "$BATS_TEST_TMPDIR/stdin"
}

@test "a record of another type or name does not count" {
  XML="${XML/<RecordType>A/<RecordType>AAAA}"
  protection_ask
  refute protection_stands
}

@test "a refusal that passes is asked again; one that stays is a warning" {
  STATUS=503
  refute protection_ask
  [ "$(called rrsetprotection)" -eq 3 ]
  run check_protection
  [[ "$output" == 'warn    protection'* ]]
}

@test "an old curl leaves it to the AWS CLI" {
  curl() { echo '--help text'; }
  answer() { printf 'app.example.com.\tA\n'; }
  protection_ask
  protection_stands
  grep -q list-resource-record-set-protections "$CALLS"
}

@test "protected is refused with the remedy" {
  protection_ask
  run check_protection
  [[ "$output" == refuse*'is protected'*delete-resource-record-set-protections* ]]
}
