load ../runbook.bash
setup() { runbook_setup; }

@test "defaults: managed, nothing accepted, 900 seconds" {
  options_parse --app a --env e --region r
  [ "$APP/$ENVIRONMENT/$REGION/$DRY_RUN$YES$RESUME$SKIP_DNS/$TIMEOUT" = a/e/r/0000/900 ]
  [ -z "$MODE" ]
}

@test "every option lands where it belongs" {
  options_parse --app a --env e --region r --mode detach --target c --dns-role-arn arn:x --services b,c --timeout 60 \
    --report d --confirm g --force lock --force link --dry-run --yes --resume --skip-dns
  [ "$MODE/$TARGET/$DNS_ROLE_ARN/$ONLY_SERVICES/$TIMEOUT/$REPORT_DIR/$CONFIRM" = detach/c/arn:x/b,c/60/d/g ]
  [ "$DRY_RUN$YES$RESUME$SKIP_DNS" = 1111 ]
  forced lock
  forced link
  refute forced record
}

@test "every problem is reported at once, with exit 2" {
  run options_parse --mode sideways --timeout soon --force everything
  [ "$status" -eq 2 ]
  for word in --app --env --region sideways soon everything; do
    [[ "$output" == *"$word"* ]]
  done
}

@test "an unknown option and a missing value are refused" {
  run options_parse --apple
  [ "$status" -eq 2 ]
  [[ "$output" == *"'--apple'"* ]]
  run options_parse --app --env e
  [ "$status" -eq 2 ]
  [[ "$output" == *'--app needs a value'* ]]
}

@test "the help is the script's header" {
  run options_parse --help
  [ "$status" -eq 0 ]
  [[ "$output" == *'Exit: 0 done, 2 usage, 3 preflight refused, 4 a step failed (resumable), 5 aborted'* ]]
  [[ "$output" != *'set -euo'* ]]
}

@test "every option that is parsed stands in the help" {
  help="$(options_help)"
  for option in $(grep -o -- '--[a-z-]\+' "$REPOSITORY/runbooks/lib/options.sh" | sort -u); do
    [[ "$help" == *"$option"* ]] || { echo "$option is missing"; false; }
  done
}

@test "a planned move takes all services along" {
  run options_parse --app a --env e --region r --mode switchover --services b
  [ "$status" -eq 2 ]
  [[ "$output" == *'--services is for an unplanned promotion'* ]]
  options_parse --app a --env e --region r --mode switchover --max-lag-ms 250 --dns-timeout 0
  [ "$MODE/$MAX_LAG_MS/$DNS_TIMEOUT" = switchover/250/0 ]
}
