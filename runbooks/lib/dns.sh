# shellcheck shell=bash
# The A record: who owns it serves. Route 53 has one endpoint, and its control plane lives in us-east-1: when it does not
# answer, or the zone's role cannot be assumed, the move is tried again for --dns-timeout. A zone of another account is
# reached by a role, whose credentials stay in memory.
#
# Reads: API_TARGET API_ZONE AWS_CALL AWS_CLASS AWS_MESSAGE CLOCK_DEADLINE CLOCK_MS DNS_TIMEOUT DRY_RUN INSYNC_SECONDS
#        RECORD REGION RUN TARGET_CLUSTER WORK ZONE_ID ZONE_ROLE
# Sets:  AWS_ANSWER DNS_ANNOUNCED DNS_BATCH DNS_CHANGE DNS_FAILED DNS_PROGRESS_MS DNS_TOLD_MS RECORD_FOUND RECORD_SET
#        RECORD_TARGET RECORD_ZONE ZONE_KEY ZONE_SECRET ZONE_TOKEN

DNS_PROGRESS_MS=60000 # one line a minute while Route 53 is silent

# dns_aws NAME ARGS...: an AWS call as the zone's role, or as ourselves when there is none. The role's keys are not shown,
# not even by bash -x.
dns_aws() {
  local -
  { set +x; } 2>/dev/null
  if [[ -z "$ZONE_ROLE" ]]; then
    aws_call "$@"
    return
  fi
  AWS_ACCESS_KEY_ID="$ZONE_KEY" AWS_SECRET_ACCESS_KEY="$ZONE_SECRET" AWS_SESSION_TOKEN="$ZONE_TOKEN" aws_call "$@"
}

# dns_assume: takes the zone's role, when one is configured and not taken yet.
dns_assume() {
  local -
  { set +x; } 2>/dev/null
  [[ -n "$ZONE_ROLE" && -z "${ZONE_TOKEN:-}" ]] || return 0
  aws_secret zone-role sts assume-role --role-arn "$ZONE_ROLE" --role-session-name "promote-${RUN:-preflight}" \
    --query 'Credentials.[AccessKeyId,SecretAccessKey,SessionToken]' || return 1
  IFS=$'\t' read -r ZONE_KEY ZONE_SECRET ZONE_TOKEN <<<"$AWS_ANSWER"
  AWS_ANSWER=''
}

# dns_ask_record: what stands at the name, into $WORK/record.
dns_ask_record() {
  dns_aws record route53 list-resource-record-sets --hosted-zone-id "$ZONE_ID" --start-record-name "$RECORD" \
    --start-record-type A --max-items 1 \
    --query 'ResourceRecordSets[].[Name,Type,SetIdentifier,AliasTarget.DNSName,AliasTarget.HostedZoneId]'
}

# dns_load_record: RECORD_FOUND (0/1), RECORD_SET (its SetIdentifier), RECORD_TARGET, RECORD_ZONE: the record as it is.
dns_load_record() {
  local name type set target zone
  RECORD_FOUND=0 RECORD_SET='' RECORD_TARGET='' RECORD_ZONE=''
  while IFS=$'\t' read -r name type set target zone; do
    if ! dns_same "$name" "$RECORD" || [[ "$type" != A ]]; then continue; fi
    RECORD_FOUND=1 RECORD_SET="${set#None}" RECORD_TARGET="${target#None}" RECORD_ZONE="${zone#None}"
  done <"$WORK/record"
}

# dns_same NAME NAME: the same DNS name, whatever its case, its trailing dot, and the "dualstack." that the Route 53 console
# puts before a load balancer's name?
dns_same() {
  local one="${1%.}" other="${2%.}"
  one="${one,,}" other="${other,,}"
  [[ "${one#dualstack.}" == "${other#dualstack.}" ]]
}

# dns_batch: DNS_BATCH = the change: the A alias to the DR API domain.
dns_batch() {
  DNS_BATCH="{\"Comment\":\"promotion $RUN\",\"Changes\":[{\"Action\":\"UPSERT\",\"ResourceRecordSet\":{\"Name\":\"$RECORD\","
  DNS_BATCH+="\"Type\":\"A\",\"AliasTarget\":{\"HostedZoneId\":\"$API_ZONE\",\"DNSName\":\"$API_TARGET\","
  DNS_BATCH+="\"EvaluateTargetHealth\":false}}}]}"
}

# dns_move: the step: tries until Route 53 takes the change, --dns-timeout is over (0: never), or it refuses for a reason
# that does not pass by itself. Meanwhile what runs beside us goes on, and is journalled when it ends.
dns_move() {
  local deadline code
  clock_deadline "$DNS_TIMEOUT"
  deadline="$CLOCK_DEADLINE" DNS_ANNOUNCED=0 DNS_TOLD_MS=0
  while :; do
    code=0
    dns_try || code=$?
    case "$code" in
      0) break ;;
      2) return 1 ;;
    esac
    dns_may_pass "$DNS_FAILED" || return 1
    ((DNS_TIMEOUT == 0)) || ! clock_passed "$deadline" || { dns_late || return 1; }
    dns_tell
    steps_reap
    clock_pause
  done
  ((DRY_RUN)) || step_detail "$RECORD: ${RECORD_TARGET:-no record} -> $API_TARGET ($DNS_CHANGE)"
}

# dns_try: one go: role, record, UPSERT, the old value in the journal first. A record that points here already is written
# again: that is harmless, and its answer is what INSYNC can be asked of. 1: a call failed (DNS_FAILED), 2: the step did.
dns_try() {
  DNS_FAILED='zone-role'
  dns_quick dns_assume || return 1
  DNS_FAILED=record
  dns_quick dns_ask_record || return 1
  dns_load_record
  dns_announce || return 2
  dns_batch
  ((DRY_RUN)) && { dry_run_print route53 change-resource-record-sets --hosted-zone-id "$ZONE_ID" --change-batch "$DNS_BATCH"; return 0; }
  lock_fresh || return 2
  DNS_FAILED=change
  dns_quick dns_aws change route53 change-resource-record-sets --hosted-zone-id "$ZONE_ID" --change-batch "$DNS_BATCH" \
    --query ChangeInfo.Id || return 1
  DNS_CHANGE="$(<"$WORK/change")"
}

# dns_announce: the old value on record before the first change; before each later one, proof that the move is still ours.
dns_announce() {
  if ((!DNS_ANNOUNCED)); then
    lock_announce move-dns record "$RECORD" old "${RECORD_TARGET:-none}" old_zone "${RECORD_ZONE:-none}" \
      new "$API_TARGET" new_zone "$API_ZONE" || return 1
    DNS_ANNOUNCED=1
  else
    lock_owned || return 1
  fi
}

# dns_quick COMMAND...: one short request: the loop around it tries again.
dns_quick() {
  local AWS_TRIES=1 READ_SECONDS=$((READ_SECONDS < 5 ? READ_SECONDS : 5))
  local -x AWS_MAX_ATTEMPTS=1
  "$@"
}

# dns_may_pass CALL: may that failure pass by itself? False, with the step failed, when it cannot. Whatever keeps the
# zone's role from us may: STS and IAM depend on us-east-1 in part.
dns_may_pass() {
  aws_failure "$1" || true
  [[ "$1" != zone-role || "$AWS_CLASS" == expired ]] || return 0
  aws_transient "$AWS_CLASS" || dns_refused "$1"
}

# dns_tell: why the record still stands where it stood: at once, then once a minute.
dns_tell() {
  clock_ms
  ((CLOCK_MS - DNS_TOLD_MS >= DNS_PROGRESS_MS)) || return 0
  say "  record: not moved yet, trying on: aws $AWS_CALL: $AWS_MESSAGE"
  DNS_TOLD_MS="$CLOCK_MS"
}

# dns_late: --dns-timeout is over: what serves, and what is missing.
dns_late() {
  step_fail "the record could not be moved within ${DNS_TIMEOUT}s: aws $AWS_CALL: $AWS_MESSAGE
 - done: $TARGET_CLUSTER writes and $REGION is ready to serve; missing: $RECORD -> $API_TARGET" \
    'nothing else is left to do: --resume tries again (--dns-timeout 0 waits for ever); Route 53 and the role of a zone depend on us-east-1'
}

# dns_refused CALL: why the record cannot be moved; a protection has a remedy of its own.
dns_refused() {
  if [[ "$AWS_MESSAGE" == *InvalidChangeBatch* && "$AWS_MESSAGE" == *[Pp]rotect* ]]; then
    step_fail_call "$1" "remove the protection (aws route53 delete-resource-record-set-protections), then --resume"
    return
  fi
  step_fail_call "$1"
}

# dns_insync: the step: waits until all of Route 53's servers know the change.
dns_insync() {
  local deadline state
  ((DRY_RUN)) && { dry_run_print route53 get-change --id '<change>'; return 0; }
  clock_deadline "$INSYNC_SECONDS"
  deadline="$CLOCK_DEADLINE"
  while :; do
    state=unread
    if dns_aws insync route53 get-change --id "$DNS_CHANGE" --query ChangeInfo.Status; then
      step_read
      state="$(<"$WORK/insync")"
      [[ "$state" != INSYNC ]] || break
    else
      step_unread insync || return 1
    fi
    ! clock_passed "$deadline" || {
      step_fail "the change $DNS_CHANGE is $state after ${INSYNC_SECONDS}s" 'wait for Route 53, then --resume' || return 1
    }
    clock_pause
  done
  step_detail "$DNS_CHANGE is INSYNC"
}
