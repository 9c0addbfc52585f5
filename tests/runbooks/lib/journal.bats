load ../runbook.bash
setup() { runbook_setup; }

@test "a line is local at once, numbered, and copied to SSM under its number without overwriting" {
  journal_write aurora intent target x
  journal_write aurora accepted
  journal_settle
  [ "$(wc -l <"$JOURNAL_FILE")" -eq 2 ]
  json_field "$(tail -1 "$JOURNAL_FILE")" n
  [ "$JSON_TEXT" = 2 ]
  grep -q -- "ssm put-parameter --name /myapp/prod/standby-journal/$RUN/0002 --type String --no-overwrite --value" "$CALLS"
  [ "$(called " --overwrite")" -eq 0 ]
}

@test "a number that holds a foreign line stays as it is: ours goes to the next, and numbering after it" {
  STORE="$BATS_TEST_TMPDIR/store"
  answer() { store "$@"; }
  store ssm put-parameter --name "/myapp/prod/standby-journal/$RUN/0001" --value theirs
  journal_commit aurora intent
  [ "$JOURNAL_NUMBER" -eq 2 ]
  [ "$(store ssm get-parameter --name "/myapp/prod/standby-journal/$RUN/0001")" = theirs ]
  store ssm put-parameter --name "/myapp/prod/standby-journal/$RUN/0003" --value theirs
  journal_write aurora accepted
  journal_settle
  [ "$JOURNAL_NUMBER" -eq 4 ]
}

@test "a number that holds our own line is a retry that had worked" {
  answer() { if [[ "$2" == put-parameter ]]; then aws_error ParameterAlreadyExists; else tail -1 "$JOURNAL_FILE"; fi; }
  journal_commit aurora intent
}

@test "SSM away: the line stays local, and settling says so" {
  answer() { aws_error InternalFailure; }
  journal_write run started
  code=0
  journal_settle || code=$?
  [ "$code" -eq 1 ]
  [ "$(wc -l <"$JOURNAL_FILE")" -eq 1 ]
}

@test "another laptop continues numbering and gets the lines it lacks, from the old place too" {
  STORE="$BATS_TEST_TMPDIR/store"
  answer() { store "$@"; }
  json_object n 1 step run event started ms 5
  CONTRACT["incident/journal/$RUN/0001"]="$JSON_TEXT"
  CONTRACT["incident/journal/older/0009"]="$JSON_TEXT"
  json_object n 2 step promote-aurora event intent ms 7
  store ssm put-parameter --name "/myapp/prod/standby-journal/$RUN/0002" --value "$JSON_TEXT"
  json_object n 10 step promote-aurora event intent ms 8
  store ssm put-parameter --name "/myapp/prod/standby-journal/$RUN/0010" --value "$JSON_TEXT"
  journal_read "$RUN"
  [ "$JOURNAL_NUMBER/${#JOURNAL_LINES[@]}" = 10/3 ]
  journal_keep
  [ "$(wc -l <"$JOURNAL_FILE")" -eq 3 ]
  journal_find promote-aurora intent ms
  [ "$JSON_TEXT" = 8 ]
  refute journal_find promote-aurora accepted ms
  journal_keep
  [ "$(wc -l <"$JOURNAL_FILE")" -eq 3 ]
}

@test "a journal that SSM does not give is said to be unread" {
  answer() { aws_error InternalFailure; }
  refute journal_read "$RUN"
  [ -n "$JOURNAL_UNREAD" ]
}

@test "a dry run prints the copy and writes nothing" {
  DRY_RUN=1
  run journal_write aurora intent
  [[ "$output" == *"put-parameter --name /myapp/prod/standby-journal/$RUN/0001"* ]]
  [ ! -s "$JOURNAL_FILE" ]
}

@test "the list of calls lies beside the local file, with what was asked before the run was known; a dry run leaves none" {
  aws_call a ssm get-parameter
  DRY_RUN=1 journal_open
  [ ! -e "$REPORT_DIR/$RUN.calls" ]
  journal_open
  aws_call b rds describe-db-clusters
  AWS_CALLS='' aws_call c ecs describe-services # a job that began before the run was known
  journal_calls
  [ "$(sed -E 's/.*"call":"([a-z]+) .*/\1/' "$REPORT_DIR/$RUN.calls" | xargs)" = 'ssm rds ecs' ]
  [ ! -s "$WORK/calls" ]
}
