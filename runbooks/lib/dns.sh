# shellcheck shell=bash
# The A record: who owns it serves. Route 53 has one endpoint, and its control plane lives in us-east-1; a zone of
# another account is reached by a role, whose credentials stay in memory.

# dns_aws NAME ARGS...: an AWS call as the zone's role, or as ourselves when there is none.
dns_aws() {
  if [[ -z "$ZONE_ROLE" ]]; then
    aws_call "$@"
    return
  fi
  AWS_ACCESS_KEY_ID="$ZONE_KEY" AWS_SECRET_ACCESS_KEY="$ZONE_SECRET" AWS_SESSION_TOKEN="$ZONE_TOKEN" aws_call "$@"
}

# dns_assume: takes the zone's role, when one is configured and not taken yet.
dns_assume() {
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

# dns_same NAME NAME: the same DNS name, whatever its case and its trailing dot?
dns_same() {
  local one="${1%.}" other="${2%.}"
  [[ "${one,,}" == "${other,,}" ]]
}

# dns_batch: DNS_BATCH = the change: the A alias to the DR API domain.
dns_batch() {
  DNS_BATCH="{\"Comment\":\"promotion $RUN\",\"Changes\":[{\"Action\":\"UPSERT\",\"ResourceRecordSet\":{\"Name\":\"$RECORD\","
  DNS_BATCH+="\"Type\":\"A\",\"AliasTarget\":{\"HostedZoneId\":\"$API_ZONE\",\"DNSName\":\"$API_TARGET\","
  DNS_BATCH+="\"EvaluateTargetHealth\":false}}}]}"
}

# dns_move: the step: UPSERT, the old value in the journal first. A record that points here already is written again:
# that is harmless, and its answer is what INSYNC can be asked of.
dns_move() {
  dns_assume || { step_fail_call zone-role || return 1; }
  dns_ask_record || { step_fail_call record || return 1; }
  dns_load_record
  lock_announce move-dns record "$RECORD" old "${RECORD_TARGET:-none}" old_zone "${RECORD_ZONE:-none}" \
    new "$API_TARGET" new_zone "$API_ZONE" || return 1
  dns_batch
  ((DRY_RUN)) && { dry_run_print route53 change-resource-record-sets --hosted-zone-id "$ZONE_ID" --change-batch "$DNS_BATCH"; return 0; }
  lock_fresh || return 1
  dns_aws change route53 change-resource-record-sets --hosted-zone-id "$ZONE_ID" --change-batch "$DNS_BATCH" \
    --query ChangeInfo.Id || { dns_refused || return 1; }
  DNS_CHANGE="$(<"$WORK/change")"
  step_detail "$RECORD: ${RECORD_TARGET:-no record} -> $API_TARGET ($DNS_CHANGE)"
}

# dns_refused: why the record could not be moved; a protection has a remedy of its own.
dns_refused() {
  aws_failure change || true
  if [[ "$AWS_MESSAGE" == *InvalidChangeBatch* && "$AWS_MESSAGE" == *[Pp]rotect* ]]; then
    step_fail_call change "remove the protection (aws route53 delete-resource-record-set-protections), then --resume"
    return
  fi
  [[ "$AWS_CLASS" != unreachable && "$AWS_CLASS" != timeout && "$AWS_CLASS" != unavailable ]] || {
    step_fail_call change "Route 53's control plane (us-east-1) does not answer; everything else is ready; --resume moves the record when it does"
    return
  }
  step_fail_call change
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
