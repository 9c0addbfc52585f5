load ../runbook.bash
setup() { runbook_setup; }

@test "ok, warn and refuse are counted; --force turns a refusal into a journalled warning" {
  FORCED=' link '
  check ok tools fine 2>/dev/null
  check warn lag unknown why 2>/dev/null
  check refuse record bad fix 2>/dev/null
  check refuse link bad fix 2>/dev/null
  [ "${CHECK_WARNED[*]}/${CHECK_REFUSED[*]}/${CHECK_FORCED[*]}" = lag/record/link ]
}

@test "what carries everything cannot be forced" {
  FORCED=' contract credentials tools '
  for name in contract credentials tools global-cluster; do
    check refuse "$name" bad fix 2>/dev/null
  done
  [ "${#CHECK_REFUSED[@]}" -eq 4 ]
}

@test "what cannot be read is refused with the call" {
  answer() { aws_error AccessDenied; }
  refute aws_call link apigatewayv2 get-vpc-link
  run check_read link link
  [ "$status" -eq 1 ]
  [[ "$output" == 'refuse  link'*'cannot be read: aws apigatewayv2 get-vpc-link'* ]]
}

@test "without a contract nothing else is asked" {
  answer() {
    case "$2" in
      get-caller-identity) printf '123456789012\tarn:me\n' ;;
      failover-global-cluster) echo AllowDataLoss ;;
    esac
  }
  preflight_gather
  [ "$(grep -vc 'ssm\|sts\|skeleton' "$CALLS" || true)" -eq 0 ]
  run preflight_checks
  [ "$status" -eq 1 ]
  [[ "$output" == *'refuse  contract'*'nothing under /myapp/prod/standby in us-west-2'* ]]
}

@test "the refusal exits 3 and tells how to overrule" {
  CHECK_REFUSED=(record)
  run preflight_refuse
  [ "$status" -eq 3 ]
  [[ "$output" == *'Preflight refuses: record'*'--force <check>'* ]]
}

@test "every check that can be forced exists, and is explained on the page for 3 a.m." {
  for name in $FORCEABLE; do
    [[ "$name" == repeat-promotion ]] || grep -q "check refuse $name " "$REPOSITORY"/runbooks/lib/*.sh || grep -q "check_read $name " "$REPOSITORY"/runbooks/lib/*.sh
    grep -q -- "$name\`" "$REPOSITORY/runbooks/promote-dr.md" || { echo "$name has no word in promote-dr.md"; false; }
  done
}
