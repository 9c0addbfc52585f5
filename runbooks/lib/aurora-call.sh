# shellcheck shell=bash
# The one irreversible call: announced in the journal first, made at most once while its outcome is accepted or unknown,
# and judged by AWS's own words only.
#
# Reads: AURORA_LOOKED_MS AURORA_NEXT AURORA_WRITER_ARN AWS_ADVICE AWS_CALL AWS_CLASS AWS_MESSAGE BACKOFF_SECONDS
#        CLOCK_MS DRY_RUN GLOBAL_CLUSTER LAG_TEXT MODE PEER_REGION SETTLE_SECONDS TARGET_ARN TARGET_CLUSTER
# Sets:  PROMOTION_CALLS PROMOTION_LEFT PROMOTION_MS PROMOTION_STATE REGION

# aurora_call: makes the irreversible call, if nothing says that it was made before. PROMOTION_STATE: none, unknown
# (made, outcome unknown), accepted. Unknown becomes none when AWS has shown no trace of the call for a while.
aurora_call() {
  aurora_settled || return 0
  [[ "$PROMOTION_STATE" != accepted ]] || forced repeat-promotion || {
    step_fail "AWS accepted the promotion, but $TARGET_CLUSTER is no writer and no failover runs" \
      "look at RDS-EVENT-0239 in $REGION for the reason; only when it says that the promotion failed: --resume --force repeat-promotion calls again" ||
      return 1
  }
  ((PROMOTION_CALLS < 3)) || { step_fail_call promote || return 1; }
  lock_announce promote-aurora mode "$MODE" global "$GLOBAL_CLUSTER" target "$TARGET_ARN" \
    writer "${AURORA_WRITER_ARN:-unknown}" lag "${LAG_TEXT:-unknown}" || return 1
  local command where="$REGION"
  aurora_command
  ((DRY_RUN)) && { REGION="$where" dry_run_print "${command[@]}"; return 0; }
  lock_fresh || return 1
  PROMOTION_CALLS=$((PROMOTION_CALLS + 1)) PROMOTION_STATE=unknown PROMOTION_MS="$CLOCK_MS"
  [[ "$MODE" != detach ]] || PROMOTION_LEFT=1
  if REGION="$where" aws_once promote "${command[@]}"; then
    PROMOTION_STATE=accepted
    clock_ms
    PROMOTION_MS="$CLOCK_MS"
    journal_write promote-aurora accepted call "${command[1]}"
    return 0
  fi
  aurora_judge
}

# aurora_command: the call of this mode into its caller's `command`, and its region into `where`: to the region that
# is promoted, but a switchover to the one that writes now.
aurora_command() {
  case "$MODE" in
    managed)
      command=(rds failover-global-cluster --global-cluster-identifier "$GLOBAL_CLUSTER"
        --target-db-cluster-identifier "$TARGET_ARN" --allow-data-loss)
      ;;
    detach)
      command=(rds remove-from-global-cluster --global-cluster-identifier "$GLOBAL_CLUSTER"
        --db-cluster-identifier "$TARGET_ARN")
      ;;
    switchover)
      command=(rds switchover-global-cluster --global-cluster-identifier "$GLOBAL_CLUSTER"
        --target-db-cluster-identifier "$TARGET_ARN")
      where="$PEER_REGION"
      ;;
  esac
}

# aurora_settled: had an earlier call had its time to show when AWS was asked? One that it accepted gets three times as
# long. What counts is the time of the look: this machine may have slept since.
aurora_settled() {
  [[ "$PROMOTION_STATE" != none ]] || return 0
  local patience="$SETTLE_SECONDS"
  [[ "$PROMOTION_STATE" != accepted ]] || patience=$((3 * patience))
  ((AURORA_LOOKED_MS - PROMOTION_MS >= patience * 1000))
}

# aurora_judge: the call brought an error: does it prove that AWS did nothing, or is the outcome unknown? What cannot
# pass by itself ends the step.
aurora_judge() {
  local event=unknown
  if aws_proves_not_made "$AWS_CLASS"; then
    event=rejected PROMOTION_STATE=none PROMOTION_LEFT=''
  fi
  aws_failure promote || true
  journal_write promote-aurora "$event" class "$AWS_CLASS" message "$AWS_MESSAGE"
  if aws_transient "$AWS_CLASS"; then
    [[ "$event" == unknown ]] || clock_pause "$BACKOFF_SECONDS"
    return 0
  fi
  aurora_look && aurora_decide && [[ "$AURORA_NEXT" != call ]] && return 0
  aws_failure promote || true
  if [[ "$event" == unknown ]]; then
    aws_advice "$AWS_CLASS" "$AWS_CALL"
    step_fail "the outcome of the promotion is unknown: aws $AWS_CALL: $AWS_MESSAGE" "$AWS_ADVICE, which looks what came of it"
    return
  fi
  aurora_suggest
}

# aurora_suggest: ends the step; a managed failover refused for the pair's state can be solved by detaching.
aurora_suggest() {
  if [[ "$MODE" == managed && "$AWS_CALL $AWS_MESSAGE" =~ (InvalidGlobalClusterState|InvalidDBClusterState|InvalidParameterCombination) ]]; then
    step_fail "aws $AWS_CALL: $AWS_MESSAGE" \
      "if the state cannot be put right, --resume --mode detach promotes without the global cluster (failback then rebuilds it)"
    return 1
  fi
  if [[ "$MODE" == switchover ]]; then
    step_fail_call promote "nothing is lost: put right what AWS names, then --resume; in an emergency --resume --mode managed accepts the loss of what has not replicated"
    return
  fi
  step_fail_call promote
}
