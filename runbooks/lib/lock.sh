# shellcheck shell=bash
# Who owns this move. Ownership is a numbered parameter, incident/lock/<generation>, that only one creator can make;
# its owner gives it back by writing <generation>/released. Nothing is deleted or overwritten, so that a run that was
# overtaken while it slept cannot harm its successor's. The protocol, shared with standby failback: docs/contract.md.
#
# Reads: AWS_CLASS CLOCK_MS CLOCK_SECONDS CLOCK_STAMP CONTRACT DRY_RUN IDENTITY JOURNAL_NUMBER LOCK_KIND LOCK_STORY
#        MODE MOVE_REGION RUN STEP WORK
# Sets:  LOCKS LOCK_ASKED_MS LOCK_FRESH_SECONDS LOCK_GENERATION LOCK_HOLDER LOCK_RUN LOCK_TEXT LOCK_TOP

declare -gA LOCKS=() # by `<generation>` and `<generation>/released`
LOCK_TOP=0 LOCK_HOLDER='' LOCK_GENERATION='' LOCK_ASKED_MS=0
LOCK_FRESH_SECONDS=15 # less than SETTLE_SECONDS

# lock_path: where the generations lie.
lock_path() {
  printf '%s/incident/lock' "$(contract_path)"
}

# lock_known: the generations that came with the contract, and who holds the highest.
lock_known() {
  local key
  LOCKS=()
  for key in "${!CONTRACT[@]}"; do
    [[ "$key" != incident/lock/* ]] || LOCKS["${key#incident/lock/}"]="${CONTRACT[$key]}"
  done
  lock_judge
}

# lock_judge: LOCK_TOP = the highest generation, LOCK_HOLDER = the text of whoever holds the move; empty when it is free.
lock_judge() {
  local key
  LOCK_TOP=0 LOCK_HOLDER=''
  for key in "${!LOCKS[@]}"; do
    [[ "$key" =~ ^[0-9]{6}$ ]] && ((10#$key > LOCK_TOP)) && LOCK_TOP=$((10#$key))
  done
  printf -v key '%06d' "$LOCK_TOP"
  if ((LOCK_TOP)) && [[ -z "${LOCKS[$key/released]:-}" ]]; then
    LOCK_HOLDER="${LOCKS[$key]}"
  else
    lock_old
  fi
}

# lock_old: a lock of the time before generations, `incident/lock` itself, holds until a generation has taken it over.
lock_old() {
  local key old="${CONTRACT[incident/lock]:-}"
  [[ -n "$old" ]] || return 0
  lock_run "$old" || LOCK_RUN=incident/lock
  for key in "${!LOCKS[@]}"; do
    [[ "$key" =~ ^[0-9]{6}$ ]] || continue
    [[ " ${LOCKS[$key]} " != *" run=$LOCK_RUN "* && " ${LOCKS[$key]} " != *" takes-over=$LOCK_RUN "* ]] || return 0
  done
  LOCK_HOLDER="$old"
}

# lock_refresh NAME: reads all generations again, as call NAME. An answer that lacks a generation which is known to
# exist does not count: nothing is ever deleted.
lock_refresh() {
  local name value prefix generation
  local -A found=()
  prefix="$(lock_path)/"
  aws_call "$1" ssm get-parameters-by-path --path "${prefix%/}" --recursive --query 'Parameters[].[Name,Value]' || return 1
  while IFS=$'\t' read -r name value; do
    [[ "$name" != "$prefix"* ]] || found["${name#"$prefix"}"]="$value"
  done <"$WORK/$1"
  for generation in "${!LOCKS[@]}"; do
    [[ -n "${found[$generation]:-}" ]] || {
      aws_hollow "$1" 'ssm get-parameters-by-path' "the answer lacks incident/lock/$generation, which exists" || return 1
    }
  done
  for generation in "${!found[@]}"; do
    LOCKS["$generation"]="${found[$generation]}"
  done
  lock_judge
}

# lock_text [TAKES_OVER]: LOCK_TEXT = what this run writes into its generation: key=value pairs, single spaces.
lock_text() {
  clock_stamp
  local by="${IDENTITY:-unknown}"
  LOCK_TEXT="run=$RUN kind=promotion by=${by//[[:space:]]/_} at=$CLOCK_STAMP host=${HOSTNAME:-unknown} pid=$$ mode=$MODE"
  LOCK_TEXT+=" region=$MOVE_REGION"
  LOCK_TEXT+="${1:+ takes-over=$1}"
}

# lock_take: this run becomes the owner: the next generation, created without overwriting. What the preflight judged
# (free, or held by the run that --resume or --force takes over) must still stand.
lock_take() {
  local judged="$LOCK_HOLDER" over=''
  if ((!DRY_RUN)); then
    lock_refresh locks || { step_fail_call locks || return 1; }
    if [[ "$LOCK_HOLDER" != "$judged" ]]; then
      lock_lost "$LOCK_HOLDER"
      return
    fi
  fi
  if [[ -n "$LOCK_HOLDER" ]]; then
    printf -v over '%06d' "$LOCK_TOP"
    [[ "$LOCK_HOLDER" != "${CONTRACT[incident/lock]:-}" ]] || { lock_run "$LOCK_HOLDER" && over="$LOCK_RUN" || over=incident/lock; }
  fi
  printf -v LOCK_GENERATION '%06d' "$((LOCK_TOP + 1))"
  lock_text "$over"
  lock_put lock-put "$LOCK_GENERATION" "$LOCK_TEXT"
}

# lock_put CALL KEY TEXT: creates one parameter without overwriting; one that holds this very text already was written
# by a try whose answer was lost. False when somebody else's stands there.
lock_put() {
  aws_change "$1" ssm put-parameter --name "$(lock_path)/$2" --type String --no-overwrite --value "$3" && {
    LOCKS["$2"]="$3"
    return 0
  }
  aws_failure "$1" || true
  [[ "$AWS_CLASS" == exists ]] || { step_fail_call "$1" || return 1; }
  lock_refresh "$1.is" || { step_fail_call "$1.is" || return 1; }
  [[ "${LOCKS[$2]:-}" == "$3" ]] || lock_lost "${LOCKS[$2]:-$LOCK_HOLDER}"
}

# lock_lost TEXT: fails the step: somebody else has the move, or it was given back since the preflight.
lock_lost() {
  local JOURNAL_LAST=''
  lock_story "$1"
  lock_kind "$1"
  if [[ -z "$1" ]]; then
    step_fail 'the lock was given back since the preflight looked' 'run the same command again: the preflight looks again'
  else
    step_fail "another $LOCK_KIND was faster: $LOCK_STORY" 'let it finish; if it is dead, run again with --resume'
  fi
}

# lock_owned: is this run still the owner? False, with the step failed, when a higher generation exists (overtaken) or
# nothing can be read for long. Asked before every step that changes something; LOCK_ASKED_MS is when.
lock_owned() {
  local call="locks.$STEP" top
  ((!DRY_RUN)) || {
    dry_run_print ssm get-parameters-by-path --path "$(lock_path)" --recursive --query 'Parameters[].[Name,Value]'
    return 0
  }
  while :; do
    clock_ms
    LOCK_ASKED_MS="$CLOCK_MS"
    if lock_refresh "$call"; then
      printf -v top '%06d' "$LOCK_TOP"
      # nothing is ever deleted there: an answer without our own generation is none
      [[ "$top" < "$LOCK_GENERATION" ]] || break
      aws_hollow "$call" 'ssm get-parameters-by-path' "the answer lacks incident/lock/$LOCK_GENERATION, which is this run's" || true
    fi
    step_unread "$call" || return 1
    clock_pause
  done
  step_read
  [[ "$top" == "$LOCK_GENERATION" ]] || lock_overtaken "$top"
}

# lock_fresh: is the last proof young enough to act on? A successor waits for longer before it repeats a call of unknown
# outcome, so that a machine that slept between proof and call must not call.
lock_fresh() {
  ((!DRY_RUN)) || return 0
  clock_ms
  ((CLOCK_MS - LOCK_ASKED_MS <= LOCK_FRESH_SECONDS * 1000)) || {
    clock_since "$LOCK_ASKED_MS"
    step_fail "$CLOCK_SECONDS s passed since ownership was proved (did this machine sleep?); nothing was called" \
      'run the same command with --resume'
  }
}

# lock_overtaken GENERATION: fails the step: another run owns the move now. An outcome of its own: there is nothing to resume.
lock_overtaken() {
  local JOURNAL_LAST=''
  lock_story "${LOCKS[$1]}"
  : >"$WORK/overtaken"
  step_fail "overtaken: generation $1 of incident/lock is above this run's $LOCK_GENERATION: $LOCK_STORY" \
    'stop here; that run goes on, and what this one began in AWS goes on with it'
}

# lock_guard STEP: before a step: nothing to ask where the step only looks, or asks by itself right before its call.
lock_guard() {
  case "$1" in
    take-lock | release-lock | promote-aurora | move-dns | targets-healthy | write-probe | verify | wait-insync) ;;
    *) lock_owned ;;
  esac
}

# lock_announce STEP [KEY VALUE]...: before a call that must not be made twice or by two: the intent on record, then
# the proof of ownership. In this order: whoever takes over makes a generation first and reads the journal then, so
# that one of the two sees the other.
lock_announce() {
  journal_commit "$1" intent "${@:2}" || { step_fail_call "journal-put.$JOURNAL_NUMBER" || return 1; }
  lock_owned
}

# lock_release: the owner gives the move back. Its own generation: harmless to a run that took over meanwhile.
lock_release() {
  [[ -z "${LOCKS[$LOCK_GENERATION/released]:-}" ]] || return 0
  clock_stamp
  lock_put lock-release "$LOCK_GENERATION/released" "run=$RUN at=$CLOCK_STAMP"
}
