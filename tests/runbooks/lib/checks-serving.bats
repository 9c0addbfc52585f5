load ../runbook.bash

setup() {
  runbook_setup
  printf 'api\tACTIVE\t1\t1\nworker\tACTIVE\t1\t1\n' >"$WORK/services.0"
  printf 'service/myapp-prod/api\t1\t12\nservice/myapp-prod/worker\t1\t8\n' >"$WORK/targets"
  printf 'action\tforward\tarn:blue\n' >"$WORK/listener"
  printf 'ISSUED\tapp.example.com\n' >"$WORK/certificate"
  printf 'AVAILABLE\t%s\n' "$API_TARGET" >"$WORK/domain"
  printf 'AVAILABLE\tNone\n' >"$WORK/link"
  printf '200\nok\n' >"$WORK/path.answer"
  printf 'app.example.com.\tA\tNone\td-9.\tZ\n' >"$WORK/record"
  : >"$WORK/protections"
}

all() {
  check_capacity
  check_entrance
  check_dns
}

@test "what serves well passes" {
  all 2>/dev/null
  [ "${#CHECK_REFUSED[@]}/${#CHECK_WARNED[@]}" = 0/0 ]
}

@test "a missing or draining service is named" {
  printf 'api\tDRAINING\t1\t1\n' >"$WORK/services.0"
  run all
  [[ "$output" == *'refuse  services'*'api(DRAINING) worker(not found)'* ]]
}

@test "auto scaling below production is named with both numbers" {
  printf 'service/myapp-prod/api\t1\t4\nservice/myapp-prod/worker\t1\t8\n' >"$WORK/targets"
  run all
  [[ "$output" == *'refuse  capacity'*'api(max 4, production 6)'* ]]
  [[ "$output" != *'worker(max'* ]]
}

@test "no scalable target is a warning" {
  printf 'service/myapp-prod/api\t1\t12\n' >"$WORK/targets"
  run all
  [[ "$output" == *'warn    scaling'*'no scalable target: worker'* ]]
}

@test "certificate, domain, link: each in its own words" {
  printf 'PENDING_VALIDATION\tapp.example.com\n' >"$WORK/certificate"
  printf 'UPDATING\t%s\n' "$API_TARGET" >"$WORK/domain"
  printf 'INACTIVE\tno traffic\n' >"$WORK/link"
  run all
  [[ "$output" == *'refuse  certificate'*PENDING_VALIDATION* ]]
  [[ "$output" == *'refuse  domain'*UPDATING* ]]
  [[ "$output" == *'refuse  link'*'INACTIVE (no traffic)'*'60 days'* ]]
}

@test "a contract that points at another entrance than the domain has is refused" {
  printf 'AVAILABLE\td-2.execute-api.us-west-2.amazonaws.com\n' >"$WORK/domain"
  run all
  [[ "$output" == *'refuse  domain'*'enters at d-2'* ]]
}

@test "no group for the live color is refused, another color is only told" {
  printf 'action\tforward\tarn:green\n' >"$WORK/listener"
  run all
  [[ "$output" == *'ok      listener'*'will be switched to blue'* ]]
  LIVE_GROUP=''
  run all
  [[ "$output" == *'refuse  listener'* ]]
}

@test "a standby that does not answer now is a warning" {
  printf '503\nno target\n' >"$WORK/path.answer"
  run all
  [[ "$output" == *'warn    path'*'answers 503: no target'* ]]
  rm "$WORK/path.answer"
  run all
  [[ "$output" == *'warn    path'*'answers nothing'* ]]
}

@test "a routing policy at the name is refused, no record is a warning" {
  printf 'app.example.com.\tA\tweighted-1\td-9.\tZ\n' >"$WORK/record"
  run all
  [[ "$output" == *'refuse  record'*weighted-1* ]]
  : >"$WORK/record"
  run all
  [[ "$output" == *'warn    record'*'no A record'* ]]
}

@test "--skip-dns does not look at the zone" {
  SKIP_DNS=1
  rm "$WORK/record"
  run all
  [[ "$output" == *'ok      record'*'--skip-dns'* ]]
}

@test "a zone role that cannot be taken, or a silent Route 53: a warning, it will be tried" {
  printf 'denied\nsts assume-role\nnot authorized\n' >"$WORK/zone-role.error"
  run all
  [[ "$output" == *'warn    record'*'cannot be read, will be tried: aws sts assume-role'* ]]
  rm "$WORK/zone-role.error"
  printf 'unreachable\nroute53 list-resource-record-sets\nCould not connect\n' >"$WORK/record.error"
  DNS_TIMEOUT=0
  run all
  [[ "$output" == *'warn    record'*'aws route53 list-resource-record-sets'*'keeps trying for ever (--dns-timeout)'* ]]
}

@test "a zone that may not be read is refused" {
  printf 'denied\nroute53 list-resource-record-sets\nnot authorized\n' >"$WORK/record.error"
  run all
  [[ "$output" == *'refuse  record'*'cannot be read: aws route53 list-resource-record-sets'* ]]
}

@test "a domain without a target is said so" {
  printf 'AVAILABLE\tNone\n' >"$WORK/domain"
  run all
  [[ "$output" == *'refuse  domain'*'enters at no domain target'* ]]
  [[ "$output" != *None* ]]
}

@test "a load balancer's certificate has to be for the record's name, a wildcard stands for one label" {
  RECORD=app.example.com
  certificate_covers 'other.example.com,APP.example.com'
  certificate_covers '*.example.com'
  refute certificate_covers 'example.com,*.app.example.com,*.com'
  refute certificate_covers ''
}
