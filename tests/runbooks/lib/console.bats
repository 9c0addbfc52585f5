load ../runbook.bash
setup() { runbook_setup; }

@test "progress carries the seconds and goes to stderr" {
  run bash -c "source '$REPOSITORY/tests/runbooks/runbook.bash'; BATS_TEST_TMPDIR='$BATS_TEST_TMPDIR'; runbook_setup; say hello 2>/dev/null"
  [ -z "$output" ]
  run say hello
  [[ "$output" =~ ^\[\ +[0-9]+\.[0-9]s\]\ hello$ ]]
}

@test "a check shows its fix, an ok check does not" {
  run console_check refuse link 'is INACTIVE' 'wake it'
  [[ "${lines[1]}" == *'fix: wake it' ]]
  run console_check ok link 'is AVAILABLE' 'wake it'
  [ "${#lines[@]}" -eq 1 ]
}

@test "only the exact word counts" {
  console_typed 'type it:' accept <<<'accept'
  refute console_typed 'type it:' accept <<<'Accept'
  refute console_typed 'type it:' accept </dev/null
}

@test "abort exits 5, a wrong command line 2" {
  run abort 'no'
  [ "$status" -eq 5 ]
  run refuse_usage 'x'
  [ "$status" -eq 2 ]
  [[ "$output" == *--help* ]]
}
