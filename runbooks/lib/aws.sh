# shellcheck shell=bash
# The seam to AWS: the only file that starts the AWS CLI. Each call has a name; its answer lies in $WORK/<name> and,
# when it failed, the reason in $WORK/<name>.error (class, call, message). Every call is a line in $AWS_CALLS, without
# its arguments and its answer. Nothing here knows what a promotion is.
#
# Reads: AWS_CALLS CLOCK_MS DRY_ECHO DRY_GROUP DRY_RUN REGION WORK
# Sets:  AWS_ADVICE AWS_ANSWER AWS_CALL AWS_CLASS AWS_CODE AWS_EXIT AWS_MESSAGE AWS_TRIES BACKOFF_SECONDS
#        CONNECT_SECONDS POLL_SECONDS READ_SECONDS

AWS_EXIT=0

# aws_environment: the same behavior from CLI v1 and v2: no pager, no prompt, text output, regional STS, few retries.
aws_environment() {
  export AWS_PAGER='' AWS_CLI_AUTO_PROMPT=off AWS_DEFAULT_OUTPUT=text AWS_CLI_HISTORY_FILE=/dev/null
  export AWS_DEFAULT_REGION="$REGION" AWS_REGION="$REGION" AWS_STS_REGIONAL_ENDPOINTS=regional
  export AWS_RETRY_MODE=standard AWS_MAX_ATTEMPTS=2
  CONNECT_SECONDS="${STANDBY_CONNECT_SECONDS:-3}" READ_SECONDS="${STANDBY_READ_SECONDS:-10}"
  POLL_SECONDS="${STANDBY_POLL_SECONDS:-1}" AWS_TRIES="${STANDBY_TRIES:-3}" BACKOFF_SECONDS="${STANDBY_BACKOFF_SECONDS:-1}"
}

# aws_cli ARGS...: one process of the CLI, in the region that is promoted.
aws_cli() {
  ((!DRY_ECHO)) || dry_run_print "$@" >&3
  aws "$@" --region "$REGION" --output text \
    --cli-connect-timeout "$CONNECT_SECONDS" --cli-read-timeout "$READ_SECONDS"
}

# aws_note MS RESULT SERVICE OPERATION...: one line of the list of calls, for a call that began at MS. Nothing stops for
# it: neither a full disk nor a folder that is gone. What the CLI answers by itself is no call.
aws_note() {
  local span
  [[ "${!#}" != --generate-cli-skeleton ]] || return 0
  clock_ms
  span=$((CLOCK_MS > $1 ? CLOCK_MS - $1 : 0))
  { printf '{"ms":"%s","seconds":"%d.%03d","region":"%s","call":"%s %s","result":"%s"}\n' \
    "$1" "$((span / 1000))" "$((span % 1000))" "$REGION" "$3" "$4" "$2" >>"${AWS_CALLS:-$WORK/calls}"; } 2>/dev/null || true
}

# aws_error_class TEXT: AWS_CLASS = what kind of failure the CLI's message tells of, AWS_CODE = AWS's own code in it. Only
# a code is AWS's word: without one, a call may have been made, whatever the text says.
aws_error_class() {
  AWS_CODE=''
  [[ ! "$1" =~ 'An error occurred ('([A-Za-z0-9._:-]+)')' ]] || AWS_CODE="${BASH_REMATCH[1]}"
  case "$1" in
    *ExpiredToken* | *RequestExpired* | *'token included in the request is expired'* | *InvalidClientTokenId* | \
      *UnrecognizedClient* | *'Unable to locate credentials'* | *'Token has expired'*)
      AWS_CLASS=expired ;;
    *AccessDenied* | *UnauthorizedOperation* | *AuthFailure* | *'not authorized to perform'* | *NotAuthorized*)
      AWS_CLASS=denied ;;
    *Throttl* | *'Rate exceeded'* | *RequestLimitExceeded* | *TooManyRequests* | *TooManyUpdates* | \
      *PriorRequestNotComplete* | *SlowDown*)
      AWS_CLASS=throttled ;;
    *InternalFailure* | *InternalError* | *InternalServerError* | *InternalServiceError* | *ServiceUnavailable* | \
      *ServerException* | *'(500)'* | *'(502)'* | *'(503)'* | *'(504)'*)
      AWS_CLASS=unavailable ;;
    *'timed out'* | *'Read timeout'* | *'Connect timeout'* | *'Connection was closed'* | *RequestTimeout*)
      AWS_CLASS=timeout ;;
    *) aws_error_rest "$1" ;;
  esac
}

# aws_error_rest TEXT: the same, for what AWS refuses for the call's own sake, and for what stands on this machine.
aws_error_rest() {
  if [[ -n "$AWS_CODE" ]]; then
    case "$AWS_CODE" in
      *AlreadyExists*) AWS_CLASS=exists ;;
      *NotFound* | *NoSuch*) AWS_CLASS=absent ;;
      *) AWS_CLASS=refused ;;
    esac
    return
  fi
  case "$1" in
    *'SSO'* | *sso_*) AWS_CLASS=sso ;;
    *'connect to proxy'* | *ProxyConnection*) AWS_CLASS=proxy ;;
    *'config profile'*) AWS_CLASS=profile ;;
    *'Broken pipe'*) AWS_CLASS=timeout ;;
    *'Could not connect'* | *'Connection refused'* | *'Name or service not known'*) AWS_CLASS=unreachable ;;
    *'Invalid choice'* | *'invalid choice'* | *'Unknown options'*) AWS_CLASS=unknown-command ;;
    *NotFound* | *NoSuch*) AWS_CLASS=absent ;;
    *[![:space:]]*) AWS_CLASS=unclear ;;
    *) AWS_CLASS=silent ;;
  esac
}

# aws_transient CLASS: may the same call work a moment later?
aws_transient() {
  case "$1" in
    throttled | timeout | unreachable | unavailable | hollow | silent) return 0 ;;
    *) return 1 ;;
  esac
}

# aws_proves_not_made CLASS: does the last failure prove that AWS did not carry the call out? A code does, but for those
# of a server that broke down over it.
aws_proves_not_made() {
  [[ -n "$AWS_CODE" && "$1" != unavailable && "$1" != timeout ]]
}

# aws_advice CLASS [CALL]: AWS_ADVICE = what the operator does about it; CALL says which service, and so which region.
aws_advice() {
  local where="$REGION"
  [[ "${2:-}" != route53* ]] || where="us-east-1 (Route 53's control plane)"
  case "$1" in
    expired) AWS_ADVICE='renew the credentials, then run the same command with --resume' ;;
    sso) AWS_ADVICE="sign in again (aws sso login${AWS_PROFILE:+ --profile $AWS_PROFILE}), then --resume" ;;
    profile) AWS_ADVICE="correct AWS_PROFILE (${AWS_PROFILE:-not set}): aws configure list-profiles shows what there is, then --resume" ;;
    proxy) AWS_ADVICE='correct or unset HTTPS_PROXY on this machine: the proxy it names does not answer, then --resume' ;;
    denied) AWS_ADVICE='use a role with the rights of runbooks/iam/promotion-policy.json, then --resume' ;;
    throttled) AWS_ADVICE='AWS throttles this account; wait a minute, then --resume' ;;
    timeout | unreachable) AWS_ADVICE="check the network and AWS's health page for $where, then --resume" ;;
    unavailable) AWS_ADVICE="AWS answers with server errors in $where; check its health page, then --resume" ;;
    silent) AWS_ADVICE='the aws process was killed or broke down on this machine (memory, disk?), then --resume' ;;
    full) AWS_ADVICE='free disk space on this machine, or set TMPDIR to a folder with space, then --resume, here or on another laptop' ;;
    hollow) AWS_ADVICE='AWS answered without what was asked for; look in the console whether it is there, then --resume' ;;
    unknown-command) AWS_ADVICE='update the AWS CLI to v1 1.30, v2 2.14 or newer (the commands came on 2023-08-21)' ;;
    *) AWS_ADVICE='read the message, put right what it names, then --resume' ;;
  esac
}

# aws_call NAME ARGS...: a call that may be repeated: bounded tries on what passes by itself. Answer in $WORK/NAME.
aws_call() {
  local name="$1" try pause="$BACKOFF_SECONDS"
  shift
  for ((try = 1; ; try++)); do
    if aws_attempt "$name" "$@"; then
      return 0
    fi
    { ((try < AWS_TRIES)) && aws_transient "$AWS_CLASS"; } || return 1
    clock_pause "$pause"
    [[ "$pause" == *.* ]] || pause=$((pause * 2))
  done
}

# aws_secret NAME ARGS...: like aws_call, but the answer is only in AWS_ANSWER: for credentials, which touch no file and no trace.
aws_secret() {
  local - name="$1" try began
  { set +x; } 2>/dev/null
  shift
  for ((try = 1; ; try++)); do
    AWS_EXIT=0
    clock_ms
    began="$CLOCK_MS"
    AWS_ANSWER="$(aws_cli "$@" 2>"$WORK/$name.stderr")" || AWS_EXIT=$?
    ((AWS_EXIT)) || { aws_note "$began" answered "$@" && return 0; }
    aws_explain "$name" "$@"
    aws_note "$began" "$AWS_CLASS" "$@"
    { ((try < AWS_TRIES)) && aws_transient "$AWS_CLASS"; } || return 1
    clock_pause "$BACKOFF_SECONDS"
  done
}

# aws_once NAME ARGS...: exactly one request on the wire, for what must never be repeated blindly.
aws_once() {
  AWS_MAX_ATTEMPTS=1 aws_attempt "$@"
}

# aws_attempt NAME ARGS...: one run of the CLI; on failure AWS_CLASS and $WORK/NAME.error tell why.
aws_attempt() {
  local name="$1" began
  shift
  AWS_EXIT=0
  clock_ms
  began="$CLOCK_MS"
  aws_cli "$@" >"$WORK/$name.new" 2>"$WORK/$name.stderr" || AWS_EXIT=$?
  if ((AWS_EXIT == 0)); then
    aws_note "$began" answered "$@"
    # an answer that cannot be put in place must not leave an older one in its stead
    mv "$WORK/$name.new" "$WORK/$name" && rm -f "$WORK/$name.error" && return 0
    : >"$WORK/$name.stderr"
  fi
  aws_explain "$name" "$@"
  ((AWS_EXIT == 0)) || aws_note "$began" "$AWS_CLASS" "$@"
  return 1
}

# aws_explain NAME SERVICE OPERATION...: the CLI's last words into AWS_CLASS and $WORK/NAME.error.
aws_explain() {
  local message
  message="$(<"$WORK/$1.stderr")" || message=''
  aws_error_class "$message"
  # ended by a signal: what stands there is bash's word for it
  ((AWS_EXIT <= 128 || AWS_EXIT >= 160)) || [[ -n "$AWS_CODE" ]] || AWS_CLASS=silent
  [[ "$AWS_CLASS" != unknown-command ]] || message="the AWS CLI does not know: ${message:0:200}"
  [[ "$AWS_CLASS" != silent ]] || message='outcome unknown: the aws process ended without an answer and without an error message'
  message="${message//$'\n'/ }"
  work_keep "$1.error" "$AWS_CLASS" "$2 $3" "${message:0:600}"
}

# aws_hollow NAME CALL TEXT: AWS answered that call, but the answer lacks what it must hold, and does not count; always
# false. An empty answer is never good news.
aws_hollow() {
  AWS_CLASS=hollow
  work_keep "$1.error" hollow "$2" "$3"
  return 1
}

# aws_failure NAME: AWS_CLASS, AWS_CALL, AWS_MESSAGE of the last failure of that call; false when it did not fail.
aws_failure() {
  AWS_CLASS='' AWS_CALL='' AWS_MESSAGE=''
  [[ -e "$WORK/$1.error" ]] || return 1
  # a reason that could not be written down
  [[ -s "$WORK/$1.error" ]] || { AWS_CLASS=full AWS_CALL="$1" AWS_MESSAGE="no room is left in $WORK for its answer" && return 0; }
  {
    IFS= read -r AWS_CLASS
    IFS= read -r AWS_CALL
    IFS= read -r AWS_MESSAGE
  } <"$WORK/$1.error" || true
}

# aws_change NAME ARGS...: a call that changes something: printed in a dry run, made otherwise.
aws_change() {
  if ((DRY_RUN)); then
    dry_run_print "${@:2}"
    return 0
  fi
  aws_call "$@"
}

# dry_run_print ARGS...: the command as it would run, quoted for a shell, with its parallel group.
dry_run_print() {
  local word line=''
  for word in aws "$@" --region "$REGION"; do
    [[ "$word" =~ ^[A-Za-z0-9_./:=,@+-]+$ ]] || word="'${word//\'/\'\\\'\'}'"
    line+=" $word"
  done
  printf '[%s]%s\n' "$DRY_GROUP" "$line"
}
