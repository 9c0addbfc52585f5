load ../runbook.bash
setup() { runbook_setup; }

@test "a line is local at once, numbered, and copied to SSM under its number without overwriting" {
  journal_write aurora intent target x
  journal_write aurora accepted
  journal_settle
  [ "$(wc -l <"$JOURNAL_FILE")" -eq 2 ]
  json_field "$(tail -1 "$JOURNAL_FILE")" n
  [ "$JSON_TEXT" = 2 ]
  grep -q -- "ssm put-parameter --name /myapp/prod/standby/incident/journal/$RUN/0002 --type String --value" "$CALLS"
  [ "$(called overwrite)" -eq 0 ]
}

@test "a number that holds a foreign line means: overtaken" {
  answer() { if [[ "$2" == put-parameter ]]; then aws_error ParameterAlreadyExists; else echo '{"n":"1","step":"theirs"}'; fi; }
  code=0
  journal_commit aurora intent || code=$?
  [ "$code" -eq 9 ]
}

@test "a number that holds our own line is a retry that had worked" {
  answer() { if [[ "$2" == put-parameter ]]; then aws_error ParameterAlreadyExists; else tail -1 "$JOURNAL_FILE"; fi; }
  journal_commit aurora intent
}

@test "overtaken in the background stops the next commit before it writes" {
  answer() { if [[ "$2" == put-parameter ]]; then aws_error ParameterAlreadyExists; else echo '{"n":"1","step":"theirs"}'; fi; }
  journal_write run started
  answer() { :; }
  sleep 0.2
  code=0
  journal_commit aurora intent || code=$?
  [ "$code" -eq 9 ]
  [ "$(wc -l <"$JOURNAL_FILE")" -eq 1 ]
}

@test "SSM away: the line stays local, and settling says so" {
  answer() { aws_error InternalFailure; }
  journal_write run started
  code=0
  journal_settle || code=$?
  [ "$code" -eq 1 ]
  [ "$(wc -l <"$JOURNAL_FILE")" -eq 1 ]
}

@test "another laptop continues numbering and gets the lines it lacks" {
  json_object n 1 step run event started ms 5
  CONTRACT["incident/journal/$RUN/0001"]="$JSON_TEXT"
  json_object n 2 step promote-aurora event intent ms 7
  CONTRACT["incident/journal/$RUN/0002"]="$JSON_TEXT"
  CONTRACT["incident/journal/older/0009"]="$JSON_TEXT"
  journal_load
  [ "$JOURNAL_NUMBER" -eq 2 ]
  [ "$(wc -l <"$JOURNAL_FILE")" -eq 2 ]
  journal_find promote-aurora intent ms
  [ "$JSON_TEXT" = 7 ]
  refute journal_find promote-aurora accepted ms
  journal_load
  [ "$(wc -l <"$JOURNAL_FILE")" -eq 2 ]
}

@test "a dry run prints the copy and writes nothing" {
  DRY_RUN=1
  run journal_write aurora intent
  [[ "$output" == *"put-parameter --name /myapp/prod/standby/incident/journal/$RUN/0001"* ]]
  [ ! -s "$JOURNAL_FILE" ]
}
