load ../runbook.bash

LIST='<R><ResourceRecordSetProtections>%s</ResourceRecordSetProtections>%s</R>'
ONE='<ResourceRecordSetProtection><RecordName>%s</RecordName><RecordType>A</RecordType></ResourceRecordSetProtection>'

setup() {
  runbook_setup
  export AWS_ACCESS_KEY_ID=KEY AWS_SECRET_ACCESS_KEY=TOPSECRET
  unset AWS_SESSION_TOKEN AWS_ENDPOINT_URL AWS_ENDPOINT_URL_ROUTE_53 AWS_PROFILE
  PROFILE_ENDPOINT='' PROFILE_SERVICES=''
  XML="$(printf "$LIST" "$(printf "$ONE" app.example.com.)" '')"
  STATUS=200
  curl() {
    if [[ "$*" == '--help all' ]]; then
      echo ' --aws-sigv4 <provider>'
      return
    fi
    printf 'curl %s\n' "$*" >>"$CALLS"
    cat >"$BATS_TEST_TMPDIR/stdin"
    printf '%s\n%s' "$XML" "$STATUS"
  }
}

# an AWS CLI that is older than the list call
answer() {
  case "$*" in
    *list-resource-record-set-protections*) echo 'argument operation: Invalid choice, valid choices are:' >&2; return 2 ;;
    'configure get endpoint_url'*) [[ -z "$PROFILE_ENDPOINT" ]] || printf '%s\n' "$PROFILE_ENDPOINT" ;;
    'configure get services'*) [[ -z "$PROFILE_SERVICES" ]] || printf '%s\n' "$PROFILE_SERVICES" ;;
    'configure export-credentials'*) printf 'AWS_ACCESS_KEY_ID=K2\nAWS_SECRET_ACCESS_KEY=S2\nAWS_SESSION_TOKEN=T2\n' ;;
  esac
}

known() {
  answer() { [[ "$*" != *protections* ]] || printf '%s\n' "${LISTED[@]}"; }
}

@test "the AWS CLI is asked where it knows the call, and curl is not" {
  LISTED=($'listed\t-' $'other.example.com.\tA' $'listed\t-' $'app.example.com.\tA')
  known
  protection_ask
  protection_stands
  [ "$(called '^curl')" -eq 0 ]
}

@test "no protection at all is an answer, a missing list is none" {
  LISTED=($'listed\t-')
  known
  protection_ask
  refute protection_stands
  LISTED=($'listed\t-' None)
  refute protection_ask
  run check_protection
  [[ "$output" == 'warn    protection'*'no list of protections'* ]]
  LISTED=()
  refute protection_ask
}

@test "an old AWS CLI leaves it to curl, signed, credentials on standard input only" {
  protection_ask
  protection_stands
  grep -q 'https://route53.amazonaws.com/2013-04-01/hostedzone/Z1/rrsetprotection' "$CALLS"
  refute grep -q TOPSECRET "$CALLS"
  grep -q 'user = "KEY:TOPSECRET"' "$BATS_TEST_TMPDIR/stdin"
  refute grep -rq TOPSECRET "$WORK"
}

@test "curl goes where the AWS CLI goes" {
  AWS_ENDPOINT_URL=http://127.0.0.1:9/ protection_ask
  grep -q 'http://127.0.0.1:9/2013-04-01/hostedzone/Z1/rrsetprotection' "$CALLS"
  AWS_ENDPOINT_URL=http://127.0.0.1:9 AWS_ENDPOINT_URL_ROUTE_53=http://127.0.0.1:8 protection_ask
  grep -q 'http://127.0.0.1:8/2013-04-01' "$CALLS"
  refute grep -q amazonaws.com "$CALLS"
}

@test "an endpoint of the profile is honored, and the environment comes first" {
  PROFILE_ENDPOINT=http://127.0.0.1:7
  protection_ask
  grep -q 'http://127.0.0.1:7/2013-04-01/hostedzone/Z1/rrsetprotection' "$CALLS"
  : >"$CALLS"
  AWS_ENDPOINT_URL=http://127.0.0.1:9 protection_ask
  refute grep -q 127.0.0.1:7 "$CALLS"
  refute grep -q amazonaws.com "$CALLS"
}

@test "every partition has its endpoint and its signer" {
  TARGET_ARN=arn:aws-cn:rds:cn-north-1:123456789012:cluster:x
  protection_ask
  grep -q 'aws:amz:cn-northwest-1:route53 .*https://route53.amazonaws.com.cn/2013-04-01' "$CALLS"
  TARGET_ARN=arn:aws-us-gov:rds:us-gov-west-1:123456789012:cluster:x
  protection_ask
  grep -q 'aws:amz:us-gov-west-1:route53 .*https://route53.us-gov.amazonaws.com/2013-04-01' "$CALLS"
}

@test "a services section of the profile and an unknown partition stay with the AWS CLI" {
  PROFILE_SERVICES=mine
  refute protection_ask
  PROFILE_SERVICES='' TARGET_ARN=arn:aws-iso:rds:us-iso-east-1:123456789012:cluster:x
  refute protection_ask
  [ "$(called '^curl')" -eq 0 ]
  run check_protection
  [[ "$output" == 'warn    protection'* ]]
}

@test "a protection on the second page counts" {
  curl() {
    [[ "$*" != '--help all' ]] || { echo --aws-sigv4; return; }
    cat >/dev/null
    printf 'curl %s\n' "$*" >>"$CALLS"
    if [[ "$*" == *'nexttoken=a+b='* ]]; then
      printf "$LIST" "$(printf "$ONE" app.example.com.)" ''
    else
      printf "$LIST" "$(printf "$ONE" other.example.com.)" '<NextToken>a+b=</NextToken>'
    fi
    printf '\n200'
  }
  protection_ask
  protection_stands
  [ "$(called '^curl')" -eq 2 ]
}

@test "a body without a list is no answer" {
  XML='<html>sign in</html>'
  refute protection_ask
  run check_protection
  [[ "$output" == 'warn    protection'*'no list of protections'* ]]
}

@test "a session token travels as a header" {
  export AWS_SESSION_TOKEN=T0KEN
  protection_ask
  grep -q 'header = "X-Amz-Security-Token: T0KEN"' "$BATS_TEST_TMPDIR/stdin"
}

@test "a profile's credentials are exported by the CLI" {
  unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY
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

@test "without an AWS CLI or a curl that can ask it is a warning" {
  curl() { echo '--help text'; }
  refute protection_ask
  run check_protection
  [[ "$output" == 'warn    protection'*'update curl or the AWS CLI'* ]]
}

@test "protected is refused with the remedy" {
  protection_ask
  run check_protection
  [[ "$output" == refuse*'is protected'*delete-resource-record-set-protections* ]]
}
