#!/usr/bin/env bash
# promote-dr.sh - move the application to another region. When to use which mode: runbooks/promote-dr.md
#
#   promote-dr.sh --app NAME --env NAME --region REGION [options]
#
# Makes REGION's Aurora cluster the writer, raises its services to production, switches the listener, probes a write,
# moves the A record, starts the work that runs in one region only, and proves the move from outside. Needs bash 4.4,
# curl, and the AWS CLI (v1 1.30, v2 2.14 or newer). Uses no state file, no Pulumi, no Python, no jq. Only
# --mode switchover talks to the region that loses the role; the other modes ask nothing of a region that may be dead.
#
# Required
#   --app NAME --env NAME    whose failover contract: SSM /NAME/ENV/standby/ in REGION
#   --region REGION          the region to promote
# What to do
#   --preflight-only         check everything, change nothing (for cron and CI)
#   --dry-run                after a real preflight, print every AWS command that would run; change nothing
#   --resume                 go on with the run that was killed or stopped, here or on another laptop
#   --mode MODE              managed     the other region is lost: managed failover (default), irreversible
#                            switchover  both regions are healthy: planned move or drill, no write is lost
#                            detach      managed is refused: leave the global cluster and stand alone, irreversible
#   --max-lag-ms MS          most replication lag that a switchover accepts (default 1000)
#   --target CLUSTER         another cluster of REGION than the contract's (identifier or ARN)
#   --services A,B           raise only these services of the contract (not in a switchover)
#   --skip-dns               promote, but leave the A record alone
#   --dns-role-arn ARN       role to assume for the zone of the record (default: from the contract)
# How to answer
#   --yes --confirm NAME     do not ask: accepts warnings; NAME is the global cluster, as it would be typed
#   --force CHECK            overrule a check that refuses, by its name (repeatable, journalled)
#   --timeout SECONDS        longest wait for the writer and for targets (default 900)
#   --dns-timeout SECONDS    how long the move of the record is tried while Route 53 is silent (default 900; 0: for ever)
#   --report DIR             where journal and report go (default ./promotion-reports)
#   -h, --help               this text
#
# Exit: 0 done, 2 usage, 3 preflight refused, 4 a step failed (resumable), 5 aborted by the operator.

set -euo pipefail
LC_ALL=C

SCRIPT="${BASH_SOURCE[0]}"
while [[ -L "$SCRIPT" ]]; do
  LINK="$(readlink "$SCRIPT")"
  [[ "$LINK" == /* ]] || LINK="$(dirname "$SCRIPT")/$LINK"
  SCRIPT="$LINK"
done
HERE="$(cd "$(dirname "$SCRIPT")" && pwd)"
MAIN_PID=$$
EXIT_USAGE=2 EXIT_REFUSED=3 EXIT_STEP=4 EXIT_ABORTED=5
DRY_ECHO=0 DRY_GROUP='' ACTED=0
STEPS_BESIDE=() STEPS_FAILED=()

((BASH_VERSINFO[0] > 4 || (BASH_VERSINFO[0] == 4 && BASH_VERSINFO[1] >= 4))) || {
  printf 'promote-dr.sh: bash %s found; 4.4 or newer is required (macOS: brew install bash)\n' "$BASH_VERSION" >&2
  exit "$EXIT_USAGE"
}

source "$HERE/lib/clock.sh"
source "$HERE/lib/json.sh"
source "$HERE/lib/console.sh"
source "$HERE/lib/options.sh"
source "$HERE/lib/aws.sh"
source "$HERE/lib/parallel.sh"
source "$HERE/lib/contract.sh"
source "$HERE/lib/step.sh"
source "$HERE/lib/journal.sh"
source "$HERE/lib/ending.sh"
source "$HERE/lib/left-out.sh"
source "$HERE/lib/lock-text.sh"
source "$HERE/lib/lock.sh"
source "$HERE/lib/freeze.sh"
source "$HERE/lib/resume.sh"
source "$HERE/lib/aurora.sh"
source "$HERE/lib/aurora-call.sh"
source "$HERE/lib/capacity.sh"
source "$HERE/lib/single-runner.sh"
source "$HERE/lib/schedules.sh"
source "$HERE/lib/acu.sh"
source "$HERE/lib/recycle.sh"
source "$HERE/lib/ingress.sh"
source "$HERE/lib/probe.sh"
source "$HERE/lib/dns.sh"
source "$HERE/lib/protection.sh"
source "$HERE/lib/verify.sh"
source "$HERE/lib/traffic.sh"
source "$HERE/lib/failover.sh"
source "$HERE/lib/peer.sh"
source "$HERE/lib/gap.sh"
source "$HERE/lib/alarms.sh"
source "$HERE/lib/switchover.sh"
source "$HERE/lib/notify.sh"
source "$HERE/lib/pair-table.sh"
source "$HERE/lib/images.sh"
source "$HERE/lib/maintenance.sh"
source "$HERE/lib/preflight.sh"
source "$HERE/lib/checks.sh"
source "$HERE/lib/checks-incident.sh"
source "$HERE/lib/checks-serving.sh"
source "$HERE/lib/checks-switchover.sh"
source "$HERE/lib/report.sh"
source "$HERE/lib/report-switchover.sh"

# main ARGS...: preflight, confirm, act.
main() {
  clock_ms
  STARTED_MS="$CLOCK_MS"
  options_parse "$@"
  aws_environment
  SETTLE_SECONDS="${STANDBY_SETTLE_SECONDS:-20}"    # how long a call of unknown outcome may leave no trace
  CAPACITY_SECONDS="${STANDBY_CAPACITY_SECONDS:-180}" # then one healthy target is enough
  PROBE_SECONDS="${STANDBY_PROBE_SECONDS:-90}"
  INSYNC_SECONDS="${STANDBY_INSYNC_SECONDS:-300}"
  VERIFY_SECONDS="${STANDBY_VERIFY_SECONDS:-240}"
  UNREAD_SECONDS="${STANDBY_UNREAD_SECONDS:-120}"     # how long a wait goes on when AWS does not tell its state
  ending_prepare

  say "preflight of $APP-$ENVIRONMENT in $REGION"
  preflight_gather
  find_run
  [[ "$MODE" != switchover || -n "${CONTRACT_PROBLEMS-unread}" ]] || peer_gather
  preflight_checks || preflight_refuse
  say 'preflight done'
  pair_table 'The pair as it is:'
  ((!PREFLIGHT_ONLY)) || end_with 0
  report_plan
  ((DRY_RUN)) || confirm
  act
}

# find_run: new or resumed; a run that is finished has nothing to resume, but what it was told to leave out.
find_run() {
  local code=0
  resume_find || code=$?
  MODE="${MODE:-managed}"
  if ((code == 9)); then
    left_words "$LEFT_BEFORE"
    say "run $RUN is finished: nothing to resume${LEFT_TEXT:+ (left out: $LEFT_TEXT; resume without --skip-dns or --services to do it)}"
    end_with 0
  fi
}

# confirm: warnings are accepted by a typed word; the irreversible step by the global cluster's name.
confirm() {
  if ((${#CHECK_WARNED[@]} && !YES)); then
    console_interactive || abort "warnings (${CHECK_WARNED[*]}) and nobody to accept them; use --yes --confirm NAME"
    console_typed "Warnings: ${CHECK_WARNED[*]}. Type 'accept' to go on:" accept || abort 'the warnings were not accepted'
  fi
  [[ "${AURORA_NEXT:-}" == call ]] || return 0
  local CONFIRM_WHY='Irreversible'
  [[ "$MODE" != switchover ]] || CONFIRM_WHY="Writes fail while the role moves from $PEER_REGION to $REGION"
  if ((YES)); then
    [[ "$CONFIRM" == "$GLOBAL_CLUSTER" ]] ||
      abort "--yes needs --confirm $GLOBAL_CLUSTER (found '${CONFIRM:-nothing}'): ${CONFIRM_WHY,}"
    return 0
  fi
  console_interactive || abort "nobody to confirm; use --yes --confirm $GLOBAL_CLUSTER"
  console_typed "$CONFIRM_WHY. Type the global cluster's name ($GLOBAL_CLUSTER) to promote $TARGET_CLUSTER:" \
    "$GLOBAL_CLUSTER" || abort "the name was not typed"
}

# act: the promotion itself. Groups run one after the other, what stands in one group runs side by side.
act() {
  journal_open
  resume_load
  ((!DRY_RUN)) || { DRY_ECHO=1; exec 3>&1; }
  ACTED=1
  clock_ms
  ACTION_MS="${FIRST_ACTION_MS:-$CLOCK_MS}"
  DRY_GROUP='1 begin'
  if [[ "$MODE" == switchover ]]; then
    step_run take-lock switchover_locks
    notify "planned move to $REGION begins"
    switchover_act
  else
    step_run take-lock take_lock
    notify "promotion of $REGION begins"
    failover_act
  fi
  finish
}

# finish: the last line, the report, the lock.
finish() {
  DRY_GROUP='6 end'
  report_rto
  STEP=release-lock
  lock_owned || step_stop release-lock
  left_out
  journal_write run 'done' rto "$REPORT_RTO" lag "$LAG_TEXT" left "$LEFT_OUT"
  journal_settle || say '  WARNING: part of the journal is only in the local file'
  ((DRY_RUN)) || { report_write && pair_after; }
  if [[ "$MODE" == switchover ]]; then switchover_release; else lock_release; fi || step_stop release-lock
  ((!DRY_RUN)) || say 'dry run: nothing was changed'
  notify "done: $REGION serves" "RTO $REPORT_RTO"
  notify_settle
  end_with 0
}

main "$@"
