load ../runbook.bash
setup() { runbook_setup; }

@test "milliseconds are near what date says" {
  clock_ms
  ((CLOCK_MS / 1000 - $(date +%s) <= 1 && CLOCK_MS / 1000 - $(date +%s) >= -1))
}

@test "a decimal comma of a foreign locale does not matter" {
  run bash -c "source '$REPOSITORY/runbooks/lib/clock.sh'; unset EPOCHREALTIME; EPOCHREALTIME=1700000000,123456; clock_ms; echo \$CLOCK_MS"
  [ "$output" = 1700000000123 ]
}

@test "bash 4.4 has no EPOCHREALTIME: whole seconds" {
  run bash -c "source '$REPOSITORY/runbooks/lib/clock.sh'; unset EPOCHREALTIME; clock_ms; echo \$CLOCK_MS"
  [[ "$output" =~ ^[0-9]{10}000$ ]]
}

@test "stamps are UTC whatever the laptop's zone, and may lie back" {
  export TZ=Asia/Tokyo
  clock_stamp
  [[ "$CLOCK_STAMP" == "$(date -u +%Y-%m-%dT%H)"* ]]
  now="$CLOCK_STAMP"
  clock_stamp 7200
  [[ "$CLOCK_STAMP" < "$now" ]]
}

@test "a span has one decimal and is never negative" {
  clock_span 12345
  [ "$CLOCK_SECONDS" = 12.3 ]
  clock_span -5
  [ "$CLOCK_SECONDS" = 0.0 ]
}

@test "a deadline passes when its time is over" {
  clock_deadline 60
  refute clock_passed "$CLOCK_DEADLINE"
  clock_deadline 0
  clock_passed "$CLOCK_DEADLINE"
}
