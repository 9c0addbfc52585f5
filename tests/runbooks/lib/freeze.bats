load ../runbook.bash
setup() { runbook_setup; }

@test "the freeze is set once per run" {
  freeze_set
  grep -q 'incident/freeze --type String --overwrite --value promotion run=' "$CALLS"
  CONTRACT[incident/freeze]="promotion run=$RUN since=T"
  : >"$CALLS"
  freeze_set
  [ ! -s "$CALLS" ]
}

@test "a freeze that cannot be set is said, and holds nothing up" {
  answer() { aws_error AccessDenied; }
  freeze_set
  grep -q 'NOT SET' "$WORK/detail.test"
}
