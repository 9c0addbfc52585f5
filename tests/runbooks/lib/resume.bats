load ../runbook.bash
setup() { runbook_setup; MODE=''; }

@test "nothing there: a new run" {
  resume_find
  [[ "$RUN" =~ ^[0-9]{8}T[0-9]{6}Z-[0-9a-f]{4}$ ]]
}

@test "--resume goes on with the run that holds the lock, in its mode" {
  RESUME=1
  CONTRACT[incident/lock]='run=R1 host=far pid=1 who=bob since=T mode=detach'
  resume_find
  [ "$RUN/$MODE" = R1/detach ]
}

@test "a mode given by hand beats the run's" {
  RESUME=1 MODE=managed
  CONTRACT[incident/lock]='run=R1 mode=detach'
  resume_find
  [ "$MODE" = managed ]
}

@test "without --resume the lock's run is not touched" {
  CONTRACT[incident/lock]='run=R1 mode=managed'
  resume_find
  [ "$RUN" != R1 ]
}

@test "a finished run has nothing to resume; an unfinished one is found by its freeze" {
  RESUME=1
  CONTRACT[incident/freeze]='promotion run=R1 since=T'
  CONTRACT[incident/journal/R1/0001]='{"step":"run","event":"started"}'
  resume_find
  [ "$RUN" = R1 ]
  CONTRACT[incident/journal/R1/0002]='{"step":"run","event":"done"}'
  code=0
  resume_find || code=$?
  [ "$code" -eq 9 ]
}

@test "the call's outcome: intent alone is unknown, then accepted or rejected" {
  line() { json_object step promote-aurora event "$1" ms "$2"; JOURNAL_LINES+=("$JSON_TEXT"); }
  resume_promotion
  [ "$PROMOTION_STATE" = none ]
  line intent 10
  resume_promotion
  [ "$PROMOTION_STATE/$PROMOTION_MS" = unknown/10 ]
  line rejected 11
  resume_promotion
  [ "$PROMOTION_STATE" = none ]
  line intent 12
  line accepted 13
  resume_promotion
  [ "$PROMOTION_STATE/$PROMOTION_MS" = accepted/13 ]
}

@test "between generations the gravest word counts: a stale owner's late line hides nothing" {
  line() { json_object generation "$1" step promote-aurora event "$2" ms "$3"; JOURNAL_LINES+=("$JSON_TEXT"); }
  line 000001 intent 10
  line 000002 intent 11
  line 000002 rejected 12
  resume_promotion
  [ "$PROMOTION_STATE" = unknown ]
  line 000002 accepted 13
  line 000001 rejected 14
  resume_promotion
  [ "$PROMOTION_STATE" = accepted ]
}

@test "a failback's lock or freeze is never gone on with" {
  RESUME=1
  CONTRACT=([incident/lock/000001]='run=F1 kind=failback by=bob at=T')
  resume_find
  [[ "$RUN" != F1 && "$GOES_ON" == 0 ]]
  CONTRACT=([incident/freeze]='failback run=F1 since=T')
  resume_find
  [[ "$RUN" != F1 && "$GOES_ON" == 0 ]]
}

@test "taking over reads the journal after the lock is ours, and gives a call of unknown outcome its time again" {
  STORE="$BATS_TEST_TMPDIR/store"
  answer() { store "$@"; }
  locks() { store ssm get-parameters-by-path --path /myapp/prod/standby/incident/lock; }
  put() { store ssm put-parameter --name "/myapp/prod/standby$1" --value "$2"; }
  CONTRACT=([incident/lock/000001]='run=R1 kind=promotion by=bob at=T host=far mode=managed')
  put /incident/lock/000001 "${CONTRACT[incident/lock/000001]}"
  RESUME=1
  resume_find
  [ "$PROMOTION_STATE" = none ]
  json_object generation 000001 step promote-aurora event intent ms 5
  put "-journal/R1/0001" "$JSON_TEXT"
  JOURNAL_FILE="$REPORT_DIR/R1.jsonl"
  : >"$JOURNAL_FILE"
  : >"$CALLS"
  take_lock
  [ "$PROMOTION_STATE" = unknown ]
  clock_ms
  ((CLOCK_MS - PROMOTION_MS < 5000))
  taken=$(grep -n 'lock/000002' "$CALLS" | head -1 | cut -d: -f1)
  read=$(grep -n 'by-path --path /myapp/prod/standby-journal/R1' "$CALLS" | head -1 | cut -d: -f1)
  [ "$taken" -lt "$read" ]
}

@test "first action and lag come from the run's first line" {
  json_object n 1 step run event started ms 1700 lag '5 ms at T'
  CONTRACT["incident/journal/$RUN/0001"]="$JSON_TEXT"
  journal_read "$RUN"
  GOES_ON=1
  resume_load
  [ "$FIRST_ACTION_MS/$LAG_TEXT" = '1700/5 ms at T' ]
}
