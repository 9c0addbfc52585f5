# shellcheck shell=bash
# The journal: what this promotion decided and did, as JSON lines. Append-only; each line goes to the local file at
# once and to SSM as /<app>/<env>/standby-journal/<run>/<nnnn>, so that another person on another laptop can take over.
# A line never overwrites another: under a number that is taken, it goes to the next one.
#
# Reads: AWS_CLASS CLOCK_MS CLOCK_STAMP CONTRACT DRY_RUN LOCK_GENERATION REPORT_DIR RUN WORK
# Sets:  AWS_CALLS JOURNAL_FILE JOURNAL_FOUND JOURNAL_LAST JOURNAL_LINE JOURNAL_LINES JOURNAL_NUMBER JOURNAL_PARAMETER
#        JOURNAL_PENDING JOURNAL_UNREAD JSON_TEXT

JOURNAL_NUMBER=0 JOURNAL_LAST='' JOURNAL_UNREAD=''
JOURNAL_PENDING=() JOURNAL_LINES=()
declare -gA JOURNAL_FOUND=() # by number

# journal_path RUN: where its lines lie, outside of the contract, which is read as a whole.
journal_path() {
  printf '%s-journal/%s' "$(contract_path)" "$1"
}

# journal_open: the local file of run $RUN. One that cannot be written is said once, and stops nothing.
journal_open() {
  JOURNAL_FILE="$REPORT_DIR/$RUN.jsonl"
  journal_keep_line ''
  journal_calls
}

# journal_calls: the list of calls lies beside the local file from here on, also what was noted before; best effort. A
# job that began earlier still notes its calls in the old place: the end of the run asks once more.
journal_calls() {
  local calls
  ((!DRY_RUN)) && [[ -n "$JOURNAL_FILE" ]] || return 0
  AWS_CALLS="$REPORT_DIR/$RUN.calls"
  { calls="$(<"$WORK/calls")" && printf '%s' "${calls:+$calls$'\n'}" >>"$AWS_CALLS" && : >"$WORK/calls"; } 2>/dev/null || true
}

# journal_keep_line LINE: appends to the local file; an empty LINE only makes it.
journal_keep_line() {
  [[ -n "$JOURNAL_FILE" ]] || return 0
  { mkdir -p "$REPORT_DIR" && printf '%s' "${1:+$1$'\n'}" >>"$JOURNAL_FILE"; } 2>/dev/null || {
    say "  WARNING: $JOURNAL_FILE cannot be written; from here on the journal is only in SSM ($(journal_path "$RUN"))"
    JOURNAL_FILE=''
  }
}

# journal_write STEP EVENT [KEY VALUE]...: one line, locally now, in SSM in the background.
journal_write() {
  journal_line "$@"
  ((DRY_RUN)) && return 0
  JOURNAL_PENDING+=("$JOURNAL_NUMBER")
  job_start "journal.$JOURNAL_NUMBER" journal_copy "$JOURNAL_NUMBER" "$JOURNAL_LINE"
}

# journal_commit STEP EVENT [KEY VALUE]...: the same, but returns only when the copy in SSM exists too; for what must
# be on record before the call that it announces. False when there is no copy.
journal_commit() {
  journal_settle || true
  journal_line "$@"
  ((DRY_RUN)) && return 0
  journal_copy "$JOURNAL_NUMBER" "$JOURNAL_LINE" || return 1
  journal_advance "$JOURNAL_NUMBER"
}

# journal_line STEP EVENT [KEY VALUE]...: the next line, appended to the local file: JOURNAL_LINE, JOURNAL_NUMBER.
journal_line() {
  local step="$1" event="$2"
  shift 2
  clock_ms
  clock_stamp
  JOURNAL_NUMBER=$((JOURNAL_NUMBER + 1))
  json_object n "$JOURNAL_NUMBER" run "$RUN" generation "$LOCK_GENERATION" time "$CLOCK_STAMP" ms "$CLOCK_MS" \
    step "$step" event "$event" "$@"
  JOURNAL_LINE="$JSON_TEXT"
  if ((DRY_RUN)); then
    journal_parameter "$JOURNAL_NUMBER"
    dry_run_print ssm put-parameter --name "$JOURNAL_PARAMETER" --type String --no-overwrite --value "<line: $step $event>"
    return 0
  fi
  journal_keep_line "$JOURNAL_LINE"
}

# journal_parameter NUMBER: JOURNAL_PARAMETER = the SSM name of that line.
journal_parameter() {
  printf -v JOURNAL_PARAMETER '%s/%04d' "$(journal_path "$RUN")" "$1"
}

# journal_copy NUMBER LINE: the line's parameter, under NUMBER or the first free number above; false when not copied.
# A foreign line under the number is one of a run that this one took over, or was taken over by: lock_owned tells.
journal_copy() {
  local call="journal-put.$1" number
  for ((number = $1; number < $1 + 100; number++)); do
    journal_parameter "$number"
    if aws_call "$call" ssm put-parameter --name "$JOURNAL_PARAMETER" --type String --no-overwrite --value "$2"; then
      break
    fi
    aws_failure "$call"
    [[ "$AWS_CLASS" == exists ]] || return 1
    aws_call "$call.is" ssm get-parameter --name "$JOURNAL_PARAMETER" --query Parameter.Value || return 1
    [[ "$(<"$WORK/$call.is")" != "$2" ]] || break
  done
  work_keep "journal-at.$1" "$number"
}

# journal_advance NUMBER: numbering goes on after where the line NUMBER came to lie.
journal_advance() {
  local at
  [[ -f "$WORK/journal-at.$1" ]] || return 0
  IFS= read -r at <"$WORK/journal-at.$1" || true
  [[ ! "$at" =~ ^[0-9]+$ ]] || ((at <= JOURNAL_NUMBER)) || JOURNAL_NUMBER=$at
}

# journal_settle: waits for the copies under way; false when a copy is missing in SSM.
journal_settle() {
  local number worst=0
  for number in "${JOURNAL_PENDING[@]}"; do
    job_join "journal.$number" || worst=1
    journal_advance "$number"
  done
  JOURNAL_PENDING=()
  return "$worst"
}

# journal_read RUN: its lines in SSM into JOURNAL_FOUND, the last of them into JOURNAL_LAST; those of the old place,
# incident/journal/<run>/, came with the contract. False, and JOURNAL_UNREAD, when SSM does not answer.
journal_read() {
  local name value number prefix
  prefix="$(journal_path "$1")/"
  JOURNAL_FOUND=() JOURNAL_LAST='' JOURNAL_UNREAD=1
  for name in "${!CONTRACT[@]}"; do
    [[ ! "$name" =~ ^"incident/journal/$1/"([0-9]{1,6})$ ]] || JOURNAL_FOUND["$((10#${BASH_REMATCH[1]}))"]="${CONTRACT[$name]}"
  done
  aws_call journal-read ssm get-parameters-by-path --path "${prefix%/}" --query 'Parameters[].[Name,Value]' || return 1
  JOURNAL_UNREAD=''
  while IFS=$'\t' read -r name value; do
    number="${name#"$prefix"}"
    [[ ! "$number" =~ ^[0-9]{1,6}$ ]] || JOURNAL_FOUND["$((10#$number))"]="$value"
  done <"$WORK/journal-read"
  journal_order
}

# journal_order: JOURNAL_LINES = JOURNAL_FOUND in order, JOURNAL_LAST = the last line; numbering goes on after it.
journal_order() {
  local number
  JOURNAL_LINES=() JOURNAL_LAST='' JOURNAL_NUMBER=0
  ((${#JOURNAL_FOUND[@]})) || return 0
  while IFS= read -r number; do
    JOURNAL_LINES+=("${JOURNAL_FOUND[$number]}")
    JOURNAL_LAST="${JOURNAL_FOUND[$number]}" JOURNAL_NUMBER="$number"
  done < <(printf '%s\n' "${!JOURNAL_FOUND[@]}" | LC_ALL=C sort -n)
}

# journal_keep: the local file gets the lines of JOURNAL_LINES that it lacks.
journal_keep() {
  local line
  for line in "${JOURNAL_LINES[@]}"; do
    [[ -z "$JOURNAL_FILE" ]] || grep -qxF -- "$line" "$JOURNAL_FILE" || journal_keep_line "$line"
  done
}

# journal_find STEP EVENT KEY: JSON_TEXT = that field of the newest such line; false when there is none.
journal_find() {
  local line found='' text=''
  for line in "${JOURNAL_LINES[@]}"; do
    [[ "$line" == *"\"step\":\"$1\",\"event\":\"$2\""* ]] || continue
    json_field "$line" "$3" || continue
    found=1 text="$JSON_TEXT"
  done
  JSON_TEXT="$text"
  [[ -n "$found" ]]
}
