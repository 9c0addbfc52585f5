# shellcheck shell=bash
# The database: look at the global cluster, decide, make the one irreversible call, wait for a confirmed writer.
# What counts is what AWS shows; the journal only tells whether the call was made, so that it is never made twice.

# aurora_ask_global, aurora_ask_cluster: the two reads that tell who writes, into $WORK/global and $WORK/cluster.
aurora_ask_global() {
  local query="GlobalClusters[0].[['global',Status,EngineVersion,FailoverState.Status,FailoverState.ToDbClusterArn],"
  query+="GlobalClusterMembers[].['member',DBClusterArn,IsWriter,SynchronizationStatus]]"
  aws_call global rds describe-global-clusters --global-cluster-identifier "$GLOBAL_CLUSTER" --query "$query"
}

aurora_ask_cluster() {
  aws_call cluster rds describe-db-clusters --db-cluster-identifier "$TARGET_CLUSTER" \
    --query 'DBClusters[0].[Status,EngineVersion,length(DBClusterMembers)]'
}

# aurora_look: both reads side by side; false when one failed (its name in AURORA_UNREAD).
aurora_look() {
  AURORA_UNREAD=''
  job_start look.global aurora_ask_global
  aurora_ask_cluster || AURORA_UNREAD=cluster
  job_join look.global || AURORA_UNREAD=global
  [[ -z "$AURORA_UNREAD" ]] || return 1
  aurora_load
}

# aurora_load: the two answers into AURORA_*: STATUS, VERSION, MOVE (running failover's status), MOVE_TO, MEMBER (0/1),
# WRITER (True/False), SYNC, CLUSTER_STATUS, CLUSTER_VERSION, INSTANCES, WRITER_ARN.
aurora_load() {
  local kind a b c d
  AURORA_STATUS='' AURORA_VERSION='' AURORA_MOVE='' AURORA_MOVE_TO='' AURORA_MEMBER=0 AURORA_WRITER=False
  AURORA_SYNC='' AURORA_WRITER_ARN=''
  while IFS=$'\t' read -r kind a b c d; do
    case "$kind" in
      global) AURORA_STATUS="$a" AURORA_VERSION="$b" AURORA_MOVE="${c#None}" AURORA_MOVE_TO="${d#None}" ;;
      member)
        [[ "$b" != True ]] || AURORA_WRITER_ARN="$a"
        [[ "$a" != "$TARGET_ARN" ]] || AURORA_MEMBER=1 AURORA_WRITER="$b" AURORA_SYNC="${c#None}"
        ;;
    esac
  done <"$WORK/global"
  IFS=$'\t' read -r AURORA_CLUSTER_STATUS AURORA_CLUSTER_VERSION AURORA_INSTANCES <"$WORK/cluster" || true
}

# aurora_decide: AURORA_NEXT = done, wait, call or elsewhere (a failover to another cluster runs).
# A target that is no member stands alone: it was detached, and takes writes once it is available.
aurora_decide() {
  AURORA_NEXT=call
  if [[ "$AURORA_WRITER" == True || "$AURORA_MEMBER" == 0 ]]; then
    AURORA_NEXT='wait'
    [[ "$AURORA_CLUSTER_STATUS" != available ]] || AURORA_NEXT='done'
  elif [[ -n "$AURORA_MOVE" ]]; then
    AURORA_NEXT='wait'
    [[ -z "$AURORA_MOVE_TO" || "$AURORA_MOVE_TO" == "$TARGET_ARN" ]] || AURORA_NEXT=elsewhere
  elif [[ "$AURORA_STATUS" == *failing-over* || "$AURORA_STATUS" == *switching-over* ]]; then
    AURORA_NEXT='wait'
  fi
}

# aurora_promote: the step. Looks first, calls at most once per proven absence of an earlier call, waits for the writer.
aurora_promote() {
  local deadline told=''
  clock_deadline "$TIMEOUT"
  deadline="$CLOCK_DEADLINE"
  while :; do
    if aurora_look; then
      step_read
      aurora_decide
      case "$AURORA_NEXT" in
        'done') break ;;
        call) aurora_call || return 1 ;;
        elsewhere)
          step_fail "a failover of $GLOBAL_CLUSTER to $AURORA_MOVE_TO runs" "let it finish, then decide anew" || return 1 ;;
      esac
      ((DRY_RUN)) && return 0
      [[ "$told" == "$AURORA_MOVE/$AURORA_CLUSTER_STATUS" ]] ||
        say "  database: failover ${AURORA_MOVE:-none}, writer $AURORA_WRITER, cluster $AURORA_CLUSTER_STATUS"
      told="$AURORA_MOVE/$AURORA_CLUSTER_STATUS"
    else
      step_unread "$AURORA_UNREAD" || return 1
    fi
    clock_passed "$deadline" && { aurora_late || return 1; }
    steps_reap
    clock_pause
  done
  step_detail "$TARGET_CLUSTER is the writer and available"
}

# aurora_late: the writer was not confirmed in time; where the last look failed, that call is the reason to name.
aurora_late() {
  [[ -z "${AURORA_UNREAD:-}" ]] || { step_fail_call "$AURORA_UNREAD" || return 1; }
  step_fail "$TARGET_CLUSTER is not a confirmed writer after ${TIMEOUT}s (writer $AURORA_WRITER, cluster $AURORA_CLUSTER_STATUS, failover ${AURORA_MOVE:-none})" \
    "look at RDS events RDS-EVENT-0238/0239 in $REGION; --resume goes on waiting"
}

# aurora_call: makes the irreversible call, if nothing says that it was made before. PROMOTION_STATE: none, unknown
# (made, outcome unknown), accepted. Unknown becomes none when AWS has shown no trace of the call for a while.
aurora_call() {
  if [[ "$PROMOTION_STATE" != none ]]; then
    clock_since "$PROMOTION_MS"
    ((${CLOCK_SECONDS%.*} >= SETTLE_SECONDS)) || return 0
    [[ "$PROMOTION_STATE" != accepted ]] || forced repeat-promotion || {
      step_fail "AWS accepted the promotion, but $TARGET_CLUSTER is no writer and no failover runs" \
        "look at RDS-EVENT-0239 in $REGION for the reason; --resume --force repeat-promotion calls again" || return 1
    }
  fi
  ((PROMOTION_CALLS < 3)) || { step_fail_call promote || return 1; }
  lock_announce promote-aurora mode "$MODE" global "$GLOBAL_CLUSTER" target "$TARGET_ARN" \
    writer "${AURORA_WRITER_ARN:-unknown}" lag "${LAG_TEXT:-unknown}" || return 1
  local command=(rds failover-global-cluster --global-cluster-identifier "$GLOBAL_CLUSTER"
    --target-db-cluster-identifier "$TARGET_ARN" --allow-data-loss)
  [[ "$MODE" == managed ]] || command=(rds remove-from-global-cluster --global-cluster-identifier "$GLOBAL_CLUSTER"
    --db-cluster-identifier "$TARGET_ARN")
  ((DRY_RUN)) && { dry_run_print "${command[@]}"; return 0; }
  lock_fresh || return 1
  PROMOTION_CALLS=$((PROMOTION_CALLS + 1)) PROMOTION_STATE=unknown PROMOTION_MS="$CLOCK_MS"
  if aws_once promote "${command[@]}"; then
    PROMOTION_STATE=accepted
    clock_ms
    PROMOTION_MS="$CLOCK_MS"
    journal_write promote-aurora accepted call "${command[1]}"
    return 0
  fi
  aurora_refused
}

# aurora_refused: the call failed: was it not made for sure, or is that unknown? What cannot pass by itself ends the step.
aurora_refused() {
  aws_failure promote || true
  case "$AWS_CLASS" in
    timeout | unavailable) journal_write promote-aurora unknown class "$AWS_CLASS" message "$AWS_MESSAGE" ;;
    throttled | unreachable)
      PROMOTION_STATE=none
      journal_write promote-aurora rejected class "$AWS_CLASS" message "$AWS_MESSAGE"
      clock_pause "$BACKOFF_SECONDS"
      ;;
    *)
      journal_write promote-aurora rejected class "$AWS_CLASS" message "$AWS_MESSAGE"
      PROMOTION_STATE=none
      aurora_look && aurora_decide && [[ "$AURORA_NEXT" != call ]] && return 0
      aurora_suggest
      ;;
  esac
}

# aurora_suggest: ends the step; a managed failover refused for the pair's state can be solved by detaching.
aurora_suggest() {
  if [[ "$MODE" == managed && "$AWS_CALL $AWS_MESSAGE" =~ (InvalidGlobalClusterState|InvalidDBClusterState|InvalidParameterCombination) ]]; then
    step_fail "aws $AWS_CALL: $AWS_MESSAGE" \
      "if the state cannot be put right, --resume --mode detach promotes without the global cluster (failback then rebuilds it)"
    return 1
  fi
  step_fail_call promote
}
