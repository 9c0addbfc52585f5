# shellcheck shell=bash
# What promote-dr.sh sets before it acts, for tests of its libraries; `aws` and `curl` are functions that a test fills.

REPOSITORY="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"

runbook_setup() {
  SCRIPT="$REPOSITORY/runbooks/promote-dr.sh"
  MAIN_PID=$$
  EXIT_USAGE=2 EXIT_REFUSED=3 EXIT_STEP=4 EXIT_ABORTED=5
  DRY_ECHO=0 DRY_GROUP='1 test' ACTED=0
  STEPS_BESIDE=() STEPS_FAILED=()
  LC_ALL=C
  local library
  for library in "$REPOSITORY"/runbooks/lib/*.sh; do
    source "$library"
  done
  options_defaults
  APP=myapp ENVIRONMENT=prod REGION=us-west-2 MODE=managed
  STANDBY_POLL_SECONDS=0.01 STANDBY_BACKOFF_SECONDS=0.01
  aws_environment
  SETTLE_SECONDS=0 UNREAD_SECONDS=1 UNREAD_SINCE='' CAPACITY_SECONDS=1 PROBE_SECONDS=1 INSYNC_SECONDS=1 VERIFY_SECONDS=1 DNS_TIMEOUT=1
  WORK="$BATS_TEST_TMPDIR/work"
  REPORT_DIR="$BATS_TEST_TMPDIR/reports"
  mkdir -p "$WORK" "$REPORT_DIR"
  clock_ms
  STARTED_MS="$CLOCK_MS"
  RUN=20251121T031500Z-0001 STEP=test LAG_TEXT=unknown IDENTITY=arn:aws:iam::123456789012:user/oncall
  JOURNAL_FILE="$REPORT_DIR/$RUN.jsonl" JOURNAL_LINES=() DRY_RUN=0 ZONE_ROLE='' GOES_ON=0
  LOCK_GENERATION=000001
  : >"$JOURNAL_FILE"
  CALLS="$BATS_TEST_TMPDIR/calls"
  : >"$CALLS"
  runbook_names
}

# The contract of the examples, under the names that steps use.
runbook_names() {
  GLOBAL_CLUSTER=myapp-prod-global TARGET_CLUSTER=myapp-prod-us-west-2
  TARGET_ARN=arn:aws:rds:us-west-2:123456789012:cluster:myapp-prod-us-west-2
  OTHER_ARN=arn:aws:rds:us-east-1:123456789012:cluster:myapp-prod-us-east-1
  ECS_CLUSTER=myapp-prod LISTENER_ARN=arn:listener LIVE_COLOR=blue LIVE_GROUP=arn:blue
  VPC_LINK=link1 API_DOMAIN=app.example.com API_TARGET=d-1.execute-api.us-west-2.amazonaws.com API_ZONE=Z2API
  CERTIFICATE=arn:certificate ZONE_ID=Z1 RECORD=app.example.com HEALTH_PATH=/healthz WRITE_PATH=/write
  PEER_REGION=us-east-1 PROMOTION_STATE=none PROMOTION_MS=0 PROMOTION_CALLS=0 PROMOTION_LEFT=''
  SERVICES=(api worker) WARM_SERVICES=(api worker) OFF_SERVICES=() SCHEDULES=() MIN_ACU='' TOPIC_ARN=''
  SERVICE_IMAGE=() SERVICE_RECYCLE=() SCHEDULE_RULE=()
  SERVICE_ECS=([api]=api [worker]=worker) SERVICE_DESIRED=([api]=6 [worker]=4) SERVICE_MIN=([api]=4 [worker]=2)
  SERVICE_MAX=([api]=12 [worker]=8) SERVICE_GROUPS=([api]='arn:blue arn:green' [worker]='- -')
}

# Every call is noted; answers come from the function `answer SERVICE OPERATION ARGS…` of the test, and to the question
# who owns the move from `locks`.
aws() {
  printf '%s\n' "$*" >>"$CALLS"
  if [[ "$*" == 'ssm get-parameters-by-path --path /myapp/prod/standby/incident/lock --recursive'* ]]; then
    locks
  else
    answer "$@"
  fi
}

locks() {
  lock_line 000001 "run=$RUN kind=promotion by=me at=T"
}

# lock_line KEY TEXT: one line of the answer to that question.
lock_line() {
  printf '/myapp/prod/standby/incident/lock/%s\t%s\n' "$1" "$2"
}

answer() {
  return 0
}

# aws_error CODE: what the CLI prints when AWS refuses.
aws_error() {
  printf '\nAn error occurred (%s) when calling the Test operation: because of the test\n' "$1" >&2
  return 254
}

# called PATTERN: how many noted calls match.
called() {
  grep -c -- "$1" "$CALLS" || true
}

# refute COMMAND…: fails when it succeeds (a bare `! command` in the middle of a test is ignored by bats).
refute() {
  if "$@"; then
    printf 'unexpected success: %s\n' "$*"
    return 1
  fi
}

# store SERVICE OPERATION ARGS…: an SSM for tests that want one, as files of $STORE; put-parameter creates atomically.
store() {
  local operation="$2" name='' value='' path='' overwrite='' file
  shift 2
  while (($#)); do
    case "$1" in
      --name) name="$2" && shift ;;
      --value) value="$2" && shift ;;
      --path) path="$2" && shift ;;
      --overwrite) overwrite=1 ;;
    esac
    shift
  done
  mkdir -p "$STORE"
  file="$STORE/${name//\//%}"
  case "$operation" in
    put-parameter)
      [[ -z "$overwrite" ]] || { printf '%s\n' "$value" >"$file" && return 0; }
      (set -o noclobber && printf '%s\n' "$value" >"$file") 2>/dev/null || aws_error ParameterAlreadyExists
      ;;
    get-parameter) cat "$file" 2>/dev/null || aws_error ParameterNotFound ;;
    get-parameters-by-path)
      for file in "$STORE/${path//\//%}"%*; do
        [[ ! -e "$file" ]] || printf '%s\t%s\n' "${file#"$STORE/"}" "$(<"$file")" | sed 's,^\([^\t]*\),\1,; s,%,/,g'
      done
      ;;
  esac
}

# An AWS whose writer moves when the failover call comes.
moving_aws() {
  answer() {
    case "$2" in
      describe-global-clusters)
        writer=False
        [ ! -e "$WORK/moved" ] || writer=True
        printf 'global\tavailable\t16.8\tNone\tNone\nmember\t%s\t%s\tconnected\n' "$TARGET_ARN" "$writer"
        ;;
      describe-db-clusters) printf 'available\t16.8\t1\n' ;;
      failover-global-cluster) touch "$WORK/moved" ;;
    esac
  }
}
