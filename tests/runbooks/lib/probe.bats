load ../runbook.bash

setup() {
  runbook_setup
  ANSWER=200 BODY='{"region": "us-west-2"}'
  curl() {
    printf '%s\n' "$*" >>"$CALLS"
    while (($#)); do
      [[ "$1" != -o ]] || printf '%s' "$BODY" >"$2"
      shift
    done
    printf '%s' "$ANSWER"
  }
}

@test "the entrance is the DR target, under the public name" {
  probe_http GET /healthz d-1.target
  grep -q -- '-X GET --connect-to app.example.com:443:d-1.target:443 .*https://app.example.com/healthz' "$CALLS"
  probe_http GET /healthz
  refute grep -q 'connect-to.*\n.*connect-to' "$CALLS"
  [ "$(called connect-to)" -eq 1 ]
}

@test "every probe is bounded and ignores a person's curlrc" {
  probe_http GET /
  grep -q -- '^-q .*--connect-timeout 3 --max-time 5' "$CALLS"
}

@test "status, body and region are read" {
  probe_http GET /
  probe_ok
  probe_region
  [ "$PROBE_STATUS/$PROBE_REGION" = 200/ours ]
  BODY='{"region": "us-east-1"}'
  probe_http GET /
  probe_region
  [ "$PROBE_REGION" = other ]
  BODY=ok
  probe_http GET /
  probe_region
  [ "$PROBE_REGION" = unsaid ]
}

@test "a body is one line of at most 300 characters, whatever it holds" {
  curl() {
    printf 'a\0b\nc%0400d' 0 >"$WORK/probe"
    printf 200
  }
  probe_http GET /
  [[ "$PROBE_BODY" == 'ab c0000'* ]]
  [ "${#PROBE_BODY}" -eq 300 ]
}

@test "no answer is 000 with curl's own words" {
  curl() { echo 'curl: (7) refused' >&2; printf 000; return 7; }
  probe_http GET /
  refute probe_ok
  [[ "$PROBE_STATUS/$PROBE_BODY" == '000/curl: (7) refused'* ]]
}

@test "health first, then a write; a write that fails stops before DNS" {
  probe_before_dns
  [ "$(called 'X POST')" -eq 1 ]
  curl() { [[ "$*" == *POST* ]] && printf 503 || printf 200; }
  PROBE_SECONDS=0
  refute probe_before_dns
  grep -q 'POST /write through .* answers 503' "$WORK/failure.test"
  grep -q 'DNS was not moved' "$WORK/failure.test"
}

@test "no write path: a warning, not a stop" {
  WRITE_PATH=''
  run probe_before_dns
  [ "$status" -eq 0 ]
  [[ "$output" == *'WARNING: no write path'* ]]
  [ "$(called POST)" -eq 0 ]
}
