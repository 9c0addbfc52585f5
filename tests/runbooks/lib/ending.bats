load ../runbook.bash
setup() {
  runbook_setup
  FORCED=' '
}

# ended FUNCTION: runs it as the script would, in a bash of its own: strict mode, traps, and whatever end comes.
ended() {
  run bash -c '
    BATS_TEST_TMPDIR="$2"
    source "$1/tests/runbooks/runbook.bash"
    set -euo pipefail
    runbook_setup
    STORE="$2/store"
    '"$(declare -f "$1")"'
    export TMPDIR="${3:-$2}"
    ending_prepare
    STEP=raise-capacity
    '"$1"'
    end_with 0
  ' - "$REPOSITORY" "$BATS_TEST_TMPDIR" "${2:-}"
}

@test "an end that was meant keeps its code, and the temporary folder goes" {
  fine() { : >"$WORK/x"; }
  ended fine
  [ "$status" -eq 0 ]
  [ -z "$(ls -d "$BATS_TEST_TMPDIR"/promote-dr.* 2>/dev/null)" ]
}

@test "whatever breaks while acting ends with the words and the code of a stopped step" {
  breaks() { ACTED=1; grep -q nothing /nonexistent; }
  unset_one() { ACTED=1; echo "${NO_SUCH_VARIABLE}"; }
  piped() { ACTED=1; false | cat; }
  for broken in breaks unset_one piped; do
    ended "$broken"
    [ "$status" -eq 4 ]
    [[ "$output" == *'STOPPED in step raise-capacity'*'broke off unexpectedly'*'--resume'* ]]
  done
  ended breaks
  [[ "$output" == *'grep -q nothing'* ]]
}

@test "whatever breaks before is a preflight that broke off: exit 3, nothing changed" {
  early() { grep -q nothing /nonexistent; }
  ended early
  [ "$status" -eq 3 ]
  [[ "$output" == *'The preflight broke off'*'Nothing was changed'* ]]
}

@test "the words come also when the temporary folder is gone" {
  gone() { failing() { step_fail 'no room' 'make room'; }; LOCK_GENERATION=000001; ACTED=1; rm -rf "$WORK"; step_run targets-healthy failing; }
  ended gone
  [ "$status" -eq 4 ]
  [[ "$output" == *'STOPPED in step targets-healthy'*'what: no room'*'do:   make room'* ]]
}

@test "a TMPDIR that is not there is said, and another place is used" {
  fine() { : >"$WORK/x"; }
  ended fine /no/such/folder
  [ "$status" -eq 0 ]
  [[ "$output" == *'WARNING: /no/such/folder (TMPDIR) cannot be used'* ]]
}

@test "what killed promotions left goes; what runs, or is another's, stays" {
  dead=$(bash -c 'echo $$')
  mkdir "$BATS_TEST_TMPDIR"/promote-dr.{"$dead".aaaaaa,1.bbbbbb,text.cccccc}
  fine() { :; }
  ended fine
  [ "$status" -eq 0 ]
  [ ! -e "$BATS_TEST_TMPDIR/promote-dr.$dead.aaaaaa" ]
  [ -e "$BATS_TEST_TMPDIR/promote-dr.1.bbbbbb" ]
  [ -e "$BATS_TEST_TMPDIR/promote-dr.text.cccccc" ]
}

@test "the command that goes on has the options of the run, but never one that repeats or overrules blindly" {
  REPORT_DIR=promotion-reports DNS_TIMEOUT=900
  [ "$(ending_command)" = 'promote-dr.sh --app myapp --env prod --region us-west-2 --mode managed --resume' ]
  MODE=detach TARGET=other ONLY_SERVICES=api,worker SKIP_DNS=1 TIMEOUT=60 REPORT_DIR='my reports'
  FORCED=' lock capacity repeat-promotion already-writer '
  [ "$(ending_command)" = "promote-dr.sh --app myapp --env prod --region us-west-2 --mode detach --target other --services api,worker --skip-dns --force capacity --force already-writer --timeout 60 --report 'my reports' --resume" ]
  DNS_TIMEOUT=60
  [[ "$(ending_command)" == *' --force already-writer --dns-timeout 60 --timeout 60 --report '* ]]
}

@test "a terminal that went away ends like Ctrl-C" {
  hangs() { ACTED=1; kill -HUP "$$"; sleep 1; }
  ended hangs
  [ "$status" -eq 5 ]
  [[ "$output" == *'Interrupted.'*'Go on with:'*'--resume'* ]]
}

@test "a reason that found no room is told as that" {
  : >"$WORK/change.error"
  aws_failure change
  aws_advice "$AWS_CLASS" "$AWS_CALL"
  [[ "$AWS_CLASS" == full && "$AWS_MESSAGE" == "no room is left in $WORK"* && "$AWS_ADVICE" == 'free disk space'* ]]
}

@test "lines that find no room break nothing off, and the words of a stop say why" {
  WORK=/dev/full/nowhere
  work_keep window 1 2 3
  refute work_room
  run step_told verify
  [[ "$output" == *'STOPPED in step verify'*'what: no room is left in /dev/full/nowhere'*'do:   free disk space'* ]]
  [[ "$output" != *'line '* ]]
}

@test "a folder into which a job still writes goes in silence, or stays for the next sweep" {
  local folder="$BATS_TEST_TMPDIR/left"
  mkdir -p "$folder"
  rm() { [[ -e "$BATS_TEST_TMPDIR/second" ]] || { : >"$BATS_TEST_TMPDIR/second"; echo "rm: Directory not empty" >&2; return 1; }; command rm "$@"; }
  run ending_remove "$folder"
  [ "$status" -eq 0 ]
  [ -z "$output" ]
  [ ! -e "$folder" ]
}
