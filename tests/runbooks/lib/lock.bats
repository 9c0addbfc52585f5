load ../runbook.bash
setup() { runbook_setup; }

@test "the lock is created, never overwritten, and says who, where and since when" {
  lock_take
  grep -q -- '--name /myapp/prod/standby/incident/lock --type String --value run=' "$CALLS"
  [ "$(called overwrite)" -eq 0 ]
  for key in run host pid who since mode; do
    lock_field "$LOCK_TEXT" "$key"
    [ -n "$LOCK_FIELD" ]
  done
}

@test "somebody faster is explained" {
  answer() { if [[ "$2" == put-parameter ]]; then aws_error ParameterAlreadyExists; else echo 'run=R2 host=far pid=1 who=bob since=T'; fi; }
  refute lock_take
  grep -q 'another promotion was faster: run R2 since T by bob on far' "$WORK/failure.test"
}

@test "our own lock after an answer that was lost counts as taken" {
  answer() { if [[ "$2" == put-parameter ]]; then aws_error ParameterAlreadyExists; else echo "$LOCK_TEXT"; fi; }
  lock_take
}

@test "a lock found by resume is taken over" {
  CONTRACT[incident/lock]='run=R1 host=far pid=1 who=bob since=T'
  lock_take
  grep -q -- --overwrite "$CALLS"
}

@test "a lock's story names the run's last word" {
  CONTRACT[incident/journal/R1/0001]='{"time":"03:00","step":"run"}'
  CONTRACT[incident/journal/R1/0007]='{"time":"03:07","step":"promote-aurora"}'
  lock_story 'run=R1 host=far pid=1 who=bob since=T'
  [ "$LOCK_STORY" = 'run R1 since T by bob on far, last heard of at 03:07 in step promote-aurora' ]
}

@test "alive is only a promotion on this very machine" {
  exec -a promote-dr-test sleep 5 &
  lock_alive "run=R host=$HOSTNAME pid=$!"
  refute lock_alive "run=R host=elsewhere pid=$!"
  refute lock_alive "run=R host=$HOSTNAME pid=1"
  kill "$!"
}

@test "a lock that is gone already is released" {
  answer() { aws_error ParameterNotFound; }
  lock_release
  answer() { aws_error AccessDenied; }
  refute lock_release
}

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
