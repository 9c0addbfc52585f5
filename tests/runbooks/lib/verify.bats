load ../runbook.bash

setup() {
  runbook_setup
  SYNTHETIC_REQUESTS=4 PROBE_SECONDS=0
  ANSWERS=() # status and region per public GET; the last one stays
  probe_http() {
    PROBE_STATUS=200 PROBE_BODY='{"region": "us-west-2"}'
    [[ "$1" == GET ]] || { PROBE_STATUS="${WRITE_ANSWER:-200}"; return 0; }
    if ((${#ANSWERS[@]})); then
      read -r PROBE_STATUS PROBE_BODY <<<"${ANSWERS[0]}"
      ((${#ANSWERS[@]} == 1)) || ANSWERS=("${ANSWERS[@]:1}")
    fi
  }
}

@test "the first good answer of our region is the end of the outage" {
  ANSWERS=('503 x' '200 {"region":"us-east-1"}' '200 {"region":"us-west-2"}')
  verify_public
  [[ "$(<"$WORK/first-good")" =~ ^[0-9]{13}$ ]]
  [ "$(<"$WORK/window")" = '4 4 0' ]
}

@test "an app that does not say where it runs is believed only after INSYNC" {
  ANSWERS=('200 ok')
  VERIFY_SECONDS=0
  refute verify_public
  echo INSYNC >"$WORK/insync"
  verify_public
}

@test "the old region answering for ever is told apart from no answer" {
  ANSWERS=('200 {"region":"us-east-1"}')
  VERIFY_SECONDS=0
  refute verify_public
  grep -q 'still answered by us-east-1' "$WORK/failure.test"
  ANSWERS=('502 broken')
  refute verify_public
  grep -q 'answers 502 after 0s: broken' "$WORK/failure.test"
}

@test "too many errors in every window stop it" {
  ANSWERS=('200 {"region":"us-west-2"}' '200 {"region":"us-west-2"}' '503 x')
  VERIFY_SECONDS=0
  refute verify_public
  grep -q '75% of 4 public requests fail' "$WORK/failure.test"
}

@test "a bad window is measured again" {
  ANSWERS=('200 {"region":"us-west-2"}' '503 x' '503 x' '200 {"region":"us-west-2"}')
  VERIFY_SECONDS=5
  verify_public
  [ "$(<"$WORK/window")" = '4 4 0' ]
}

@test "a public write that fails stops it" {
  WRITE_ANSWER=503
  refute verify_public
  grep -q 'the public write POST /write answers 503' "$WORK/failure.test"
}
