# shellcheck shell=bash
# One operator of the ownership test: the real lock, journal, resume and promotion functions, in a bash of its own. Every
# AWS call and every pause is a question to the test, which answers when and how it likes; the time is the test's too.
#
#   bash operator.bash NAME PORT FOLDER [--resume]
set -uo pipefail
BATS_TEST_TMPDIR="$3/$1"
mkdir -p "$BATS_TEST_TMPDIR"
source "$(dirname "${BASH_SOURCE[0]}")/runbook.bash"
runbook_setup
OPERATOR="$1" PORT="$2" TIME_FILE="$3/now" HOSTNAME="laptop-$1"
RESUME=0 MODE=managed MOVE_REGION=us-west-2 LOCK_GENERATION=''
[[ "${4:-}" != --resume ]] || RESUME=1
SETTLE_SECONDS=20 UNREAD_SECONDS=120 TIMEOUT=900 POLL_SECONDS=1 BACKOFF_SECONDS=1

# ask WORD...: the test's answer: a code, then text.
ask() {
  local fd code=1 text='' IFS=$'\037'
  exec {fd}<>"/dev/tcp/127.0.0.1/$PORT" || exit 9
  printf '%s\n' "$OPERATOR$IFS$BASHPID$IFS$*" >&"$fd"
  IFS= read -r code <&"$fd"
  IFS= read -r -d '' text <&"$fd"
  exec {fd}>&-
  if [[ "$code" == 0 ]]; then printf '%s' "$text"; else printf '%s' "$text" >&2; fi
  return "$code"
}
aws() { ask "$@"; }
clock_pause() { ask sleep "${1:-$POLL_SECONDS}" || true; }
clock_ms() { IFS= read -r CLOCK_MS <"$TIME_FILE"; }

operate() {
  local code=0 key
  clock_ms
  STARTED_MS="$CLOCK_MS"
  aws_call contract ssm get-parameters-by-path --path "$(contract_path)" --recursive || exit 3
  CONTRACT=()
  while IFS=$'\t' read -r key code; do
    [[ "$key" != "$(contract_path)/"* ]] || CONTRACT["${key#"$(contract_path)/"}"]="$code"
  done <"$WORK/contract"
  code=0
  resume_find || code=$?
  ((code != 9)) || exit 0
  check_lock
  check_journal
  check_freeze
  ((${#CHECK_REFUSED[@]} == 0)) || exit 3
  journal_open
  resume_load
  ACTED=1
  step_run take-lock take_lock
  step_run set-freeze freeze_set
  step_run promote-aurora aurora_promote
  STEP=release-lock
  lock_owned || step_stop release-lock
  journal_write run 'done' left ''
  journal_settle || true
  lock_release || step_stop release-lock
}

operate
