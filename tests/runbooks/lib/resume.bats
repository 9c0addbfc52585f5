load ../runbook.bash
setup() { runbook_setup; MODE=''; }

@test "nothing there: a new run, also with --resume" {
  RESUME=1
  run resume_find
  [ "$status" -eq 0 ]
  [[ "$output" == *'this is a new run'* ]]
  resume_find 2>/dev/null
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

@test "first action and lag come from the run's first line" {
  json_object n 1 step run event started ms 1700 lag '5 ms at T'
  CONTRACT["incident/journal/$RUN/0001"]="$JSON_TEXT"
  resume_load
  [ "$FIRST_ACTION_MS/$LAG_TEXT" = '1700/5 ms at T' ]
}
