load ../runbook.bash

# An SSM that keeps what is written, and a run that owns nothing yet.
setup() {
  runbook_setup
  STORE="$BATS_TEST_TMPDIR/store"
  locks() { store ssm get-parameters-by-path --path /myapp/prod/standby/incident/lock; }
  answer() { store "$@"; }
  LOCK_GENERATION=''
  lock_known
}

# written KEY TEXT: what another run has left in SSM.
written() {
  store ssm put-parameter --name "/myapp/prod/standby/incident/lock/$1" --value "$2"
}

# seen KEY TEXT: the same, and this run's preflight saw it.
seen() {
  written "$1" "$2"
  CONTRACT["incident/lock/$1"]="$2"
  lock_known
}

@test "the first generation is created, never overwritten, and says who, where and since when" {
  lock_take
  grep -q -- '--name /myapp/prod/standby/incident/lock/000001 --type String --no-overwrite --value run=' "$CALLS"
  [ "$(called ' --overwrite')" -eq 0 ]
  for key in run by at host pid mode; do
    lock_field "$LOCK_TEXT" "$key"
    [ -n "$LOCK_FIELD" ]
  done
  lock_kind "$LOCK_TEXT"
  [ "$LOCK_KIND/$LOCK_GENERATION" = promotion/000001 ]
}

@test "a released generation is free: the next one is taken, and takes over nothing" {
  seen 000008 'run=R1 kind=promotion by=bob at=T'
  [ -n "$LOCK_HOLDER" ]
  seen 000008/released 'run=R1 at=T2'
  [ -z "$LOCK_HOLDER" ]
  lock_take
  [ "$LOCK_GENERATION" = 000009 ]
  [[ "$LOCK_TEXT" != *takes-over* ]]
}

@test "the generation after 000009 is 000010, and 000010 beats 000009" {
  seen 000009 'run=R9 kind=promotion by=bob at=T'
  seen 000010 'run=R10 kind=promotion by=bob at=T'
  [ "$LOCK_TOP/$LOCK_HOLDER" = '10/run=R10 kind=promotion by=bob at=T' ]
}

@test "somebody faster, between preflight and now, is explained" {
  written 000001 'run=R2 kind=promotion by=bob at=T host=far'
  refute lock_take
  grep -q 'another promotion was faster: run R2 since T by bob on far' "$WORK/failure.test"
}

@test "somebody faster, between our look and our call, is explained" {
  eval "$(declare -f store | sed '1s/store/stored/')"
  answer() { [[ "$2" != put-parameter || -e "$WORK/once" ]] || { : >"$WORK/once" && written 000001 'run=R2 kind=failback by=bob at=T'; }; stored "$@"; }
  refute lock_take
  grep -q 'another failback was faster: run R2 since T by bob' "$WORK/failure.test"
}

@test "our own generation after an answer that was lost counts as taken" {
  answer() {
    store "$@" || return
    [[ "$2" != put-parameter || -e "$WORK/lost" ]] || { : >"$WORK/lost" && echo 'Read timeout on endpoint URL' >&2 && return 255; }
  }
  lock_take
  [ "$(called put-parameter)" -eq 2 ]
}

@test "what resume found is taken over by a generation that says so; the old text stays" {
  seen 000001 'run=R1 kind=promotion by=bob at=T'
  lock_take
  [[ "$LOCK_TEXT" == *' takes-over=000001' && "$LOCK_GENERATION" == 000002 ]]
  [ "$(store ssm get-parameter --name /myapp/prod/standby/incident/lock/000001)" = 'run=R1 kind=promotion by=bob at=T' ]
}

@test "two that take over the same dead run: one wins" {
  seen 000001 'run=R1 kind=promotion by=bob at=T'
  written 000002 'run=R1 kind=promotion by=eve at=T2 takes-over=000001'
  refute lock_take
  grep -q 'another promotion was faster: run R1 since T2 by eve' "$WORK/failure.test"
}

@test "a lock that was given back since the preflight is not taken over" {
  seen 000001 'run=R1 kind=promotion by=bob at=T'
  written 000001/released 'run=R1 at=T2'
  refute lock_take
  grep -q 'given back since the preflight' "$WORK/failure.test"
}

@test "a lock of an earlier version holds, until a generation has taken it over" {
  CONTRACT[incident/lock]='run=R1 host=far pid=1 who=bob since=T mode=detach'
  lock_known
  [ "$LOCK_HOLDER" = "${CONTRACT[incident/lock]}" ]
  lock_take
  [[ "$LOCK_TEXT" == *' takes-over=R1' ]]
  CONTRACT[incident/lock/000001]="$LOCK_TEXT" CONTRACT[incident/lock/000001/released]='run=x at=T'
  lock_known
  [ -z "$LOCK_HOLDER" ]
  CONTRACT[incident/lock]='run=R7 host=far'
  lock_known
  [ "$LOCK_HOLDER" = 'run=R7 host=far' ]
}

@test "the owner owns while no higher generation exists; then it is overtaken, and told by whom" {
  lock_take
  lock_owned
  written 000002 'run=R1 kind=promotion by=eve at=T2 host=far takes-over=000001'
  refute lock_owned
  grep -q "overtaken: generation 000002 .* above this run's 000001: run R1 since T2 by eve on far" "$WORK/failure.test"
  [ -e "$WORK/overtaken" ]
}

@test "an answer without our own generation is no answer" {
  UNREAD_SECONDS=0
  lock_take
  locks() { :; }
  refute lock_owned
  grep -q 'the answer lacks incident/lock/000001, which exists' "$WORK/failure.test"
  # a step beside the main shell has not seen what the other region holds
  LOCKS=()
  refute lock_owned 2>"$BATS_TEST_TMPDIR/screen"
  grep -q "the answer lacks incident/lock/000001, which is this run's" "$WORK/failure.test"
  refute grep -q unbound "$BATS_TEST_TMPDIR/screen"
  [ ! -e "$WORK/overtaken" ]
}

@test "a proof of ownership that slept is too old to act on" {
  lock_take
  lock_owned
  lock_fresh
  LOCK_ASKED_MS=$((LOCK_ASKED_MS - 16000))
  refute lock_fresh
  grep -q 'did this machine sleep' "$WORK/failure.test"
}

@test "an intent is on record before ownership is proved" {
  lock_take
  : >"$CALLS"
  lock_announce move-dns record x
  intent=$(grep -n '"event":"intent"' "$CALLS" | cut -d: -f1)
  proof=$(grep -n 'incident/lock --recursive' "$CALLS" | cut -d: -f1)
  [ "$intent" -lt "$proof" ]
}

@test "releasing writes a marker and deletes nothing; twice is once" {
  lock_take
  lock_release
  lock_release
  [ "$(called delete)" -eq 0 ]
  lock_refresh again
  [ -z "$LOCK_HOLDER" ]
}
