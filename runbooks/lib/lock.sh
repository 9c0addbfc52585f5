# shellcheck shell=bash
# One promotion at a time: the lock is an SSM parameter that only one creator can make. It outlives a killed run on
# purpose; --resume takes it over. The freeze tells the gate and the next reader that an incident is on.

# lock_text: LOCK_TEXT = who holds it: key=value pairs, single spaces.
lock_text() {
  clock_stamp
  LOCK_TEXT="run=$RUN host=${HOSTNAME:-unknown} pid=$$ who=${IDENTITY:-unknown} since=$CLOCK_STAMP mode=$MODE"
}

# lock_field TEXT KEY: LOCK_FIELD = one value of such a text; empty when not there.
lock_field() {
  local pair
  LOCK_FIELD=''
  for pair in $1; do
    [[ "$pair" != "$2="* ]] || LOCK_FIELD="${pair#*=}"
  done
}

# lock_alive TEXT: does the process that holds it still run on this machine?
lock_alive() {
  lock_field "$1" host
  [[ "$LOCK_FIELD" == "${HOSTNAME:-unknown}" ]] || return 1
  lock_field "$1" pid
  [[ "$LOCK_FIELD" =~ ^[0-9]+$ && "$LOCK_FIELD" != "$$" ]] || return 1
  [[ "$(ps -p "$LOCK_FIELD" -o args= 2>/dev/null)" == *promote-dr* ]]
}

# lock_story TEXT: LOCK_STORY = the lock in words, with the run's last journal line.
lock_story() {
  local run last='' key
  lock_field "$1" run
  run="$LOCK_FIELD"
  for key in "${!CONTRACT[@]}"; do
    [[ "$key" == "incident/journal/$run/"* && "$key" > "$last" ]] && last="$key"
  done
  lock_field "$1" since
  LOCK_STORY="run $run since $LOCK_FIELD"
  lock_field "$1" who
  LOCK_STORY+=" by $LOCK_FIELD"
  lock_field "$1" host
  LOCK_STORY+=" on $LOCK_FIELD"
  [[ -n "$last" ]] || return 0
  json_field "${CONTRACT[$last]}" time && LOCK_STORY+=", last heard of at $JSON_TEXT"
  json_field "${CONTRACT[$last]}" step && LOCK_STORY+=" in step $JSON_TEXT"
  return 0
}

# lock_take: creates the lock, or takes over the one that --resume (or --force lock) found; false when somebody else
# was faster.
lock_take() {
  local name
  name="$(contract_path)/incident/lock"
  lock_text
  if [[ -n "${CONTRACT[incident/lock]:-}" ]]; then
    aws_change lock-put ssm put-parameter --name "$name" --type String --overwrite --value "$LOCK_TEXT" ||
      step_fail_call lock-put
    return
  fi
  aws_change lock-put ssm put-parameter --name "$name" --type String --value "$LOCK_TEXT" && return 0
  aws_failure lock-put
  [[ "$AWS_CLASS" == exists ]] || { step_fail_call lock-put || return 1; }
  aws_call lock-is ssm get-parameter --name "$name" --query Parameter.Value || { step_fail_call lock-is || return 1; }
  [[ "$(<"$WORK/lock-is")" == "$LOCK_TEXT" ]] && return 0
  lock_story "$(<"$WORK/lock-is")"
  step_fail "another promotion was faster: $LOCK_STORY" 'let it finish; if it is dead, run again with --resume'
}

# lock_release: deletes the lock; a lock that is gone already is as good.
lock_release() {
  aws_change lock-delete ssm delete-parameter --name "$(contract_path)/incident/lock" && return 0
  aws_failure lock-delete
  [[ "$AWS_CLASS" == absent ]] || step_fail_call lock-delete
}

# freeze_set: the incident freeze, unless this run set it before. Failback lifts it. A freeze that cannot be set is
# said aloud and in the report, but does not keep the app down.
freeze_set() {
  lock_field "${CONTRACT[incident/freeze]:-}" run
  [[ "$LOCK_FIELD" != "$RUN" ]] || return 0
  clock_stamp
  aws_change freeze-put ssm put-parameter --name "$(contract_path)/incident/freeze" --type String --overwrite \
    --value "promotion run=$RUN since=$CLOCK_STAMP who=${IDENTITY:-unknown} region=$REGION mode=$MODE" && return 0
  aws_failure freeze-put || true
  step_detail "NOT SET ($AWS_MESSAGE): set $(contract_path)/incident/freeze by hand, or hold back every pulumi up"
}
