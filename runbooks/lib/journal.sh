# shellcheck shell=bash
# The journal: what this promotion decided and did, as JSON lines. Append-only; each line goes to the local file at
# once and to SSM under incident/journal/<run>/<nnnn>, so that another person on another laptop can take over.
# A line's number is claimed by creating its parameter without overwriting: who finds a foreign line under the number
# was overtaken and must stop.

JOURNAL_NUMBER=0
JOURNAL_PENDING=()

# journal_open: the local file of run $RUN.
journal_open() {
  mkdir -p "$REPORT_DIR"
  JOURNAL_FILE="$REPORT_DIR/$RUN.jsonl"
  [[ -e "$JOURNAL_FILE" ]] || : >"$JOURNAL_FILE"
}

# journal_write STEP EVENT [KEY VALUE]...: one line, locally now, in SSM in the background.
journal_write() {
  journal_line "$@"
  ((DRY_RUN)) && return 0
  JOURNAL_PENDING+=("$JOURNAL_NUMBER")
  job_start "journal.$JOURNAL_NUMBER" journal_copy "$JOURNAL_NUMBER" "$JOURNAL_LINE"
}

# journal_commit STEP EVENT [KEY VALUE]...: the same, but returns only when the copy in SSM exists too; for what must
# be on record before the call that it announces. 9: this run was overtaken.
journal_commit() {
  local code=0
  journal_settle || code=$?
  ((code != 9)) || return 9
  journal_line "$@"
  ((DRY_RUN)) && return 0
  journal_copy "$JOURNAL_NUMBER" "$JOURNAL_LINE"
}

# journal_line STEP EVENT [KEY VALUE]...: the next line, appended to the local file: JOURNAL_LINE, JOURNAL_NUMBER.
journal_line() {
  local step="$1" event="$2"
  shift 2
  clock_ms
  clock_stamp
  JOURNAL_NUMBER=$((JOURNAL_NUMBER + 1))
  json_object n "$JOURNAL_NUMBER" run "$RUN" time "$CLOCK_STAMP" ms "$CLOCK_MS" step "$step" event "$event" "$@"
  JOURNAL_LINE="$JSON_TEXT"
  if ((DRY_RUN)); then
    journal_parameter "$JOURNAL_NUMBER"
    dry_run_print ssm put-parameter --name "$JOURNAL_PARAMETER" --type String --value "<line: $step $event>"
    return 0
  fi
  printf '%s\n' "$JOURNAL_LINE" >>"$JOURNAL_FILE"
}

# journal_parameter NUMBER: JOURNAL_PARAMETER = the SSM name of that line.
journal_parameter() {
  printf -v JOURNAL_PARAMETER '%s/incident/journal/%s/%04d' "$(contract_path)" "$RUN" "$1"
}

# journal_copy NUMBER LINE: the line's parameter; 0 copied, 1 not copied, 9 the number belongs to somebody else's line.
journal_copy() {
  local call="journal-put.$1"
  journal_parameter "$1"
  if aws_call "$call" ssm put-parameter --name "$JOURNAL_PARAMETER" --type String --value "$2"; then
    return 0
  fi
  aws_failure "$call"
  [[ "$AWS_CLASS" == exists ]] || return 1
  aws_call "$call.is" ssm get-parameter --name "$JOURNAL_PARAMETER" --query Parameter.Value || return 1
  [[ "$(<"$WORK/$call.is")" == "$2" ]] || return 9
}

# journal_settle: waits for the copies under way; 9 when this run was overtaken, 1 when a copy is missing in SSM.
journal_settle() {
  local number code worst=0
  for number in "${JOURNAL_PENDING[@]}"; do
    code=0
    job_join "journal.$number" || code=$?
    ((code <= worst)) || worst=$code
  done
  JOURNAL_PENDING=()
  return "$worst"
}

# journal_load: what SSM knows of run $RUN (from the contract as read) into JOURNAL_LINES, in order; the local file
# gets the lines that it lacks, and numbering goes on after the last.
journal_load() {
  local key number last=0
  JOURNAL_LINES=()
  while IFS= read -r key; do
    [[ "$key" == "incident/journal/$RUN/"* ]] || continue
    number=$((10#${key##*/}))
    JOURNAL_LINES+=("${CONTRACT[$key]}")
    ((number <= last)) || last=$number
    grep -qxF -- "${CONTRACT[$key]}" "$JOURNAL_FILE" || printf '%s\n' "${CONTRACT[$key]}" >>"$JOURNAL_FILE"
  done < <(printf '%s\n' "${!CONTRACT[@]}" | LC_ALL=C sort)
  JOURNAL_NUMBER=$last
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
