# shellcheck shell=bash
# The database: look at the global cluster, decide, make the one irreversible call, wait for a confirmed writer.
# What counts is what AWS shows; the journal only tells whether the call was made, so that it is never made twice.
#
# Reads: CLOCK_DEADLINE CLOCK_MS DRY_RUN GLOBAL_CLUSTER PROMOTION_LEFT REGION TARGET_ARN TARGET_CLUSTER TIMEOUT WORK
# Sets:  AURORA_CLUSTER_STATUS AURORA_CLUSTER_VERSION AURORA_INSTANCES AURORA_LOOKED_MS AURORA_MEMBER AURORA_MOVE
#        AURORA_MOVE_TO AURORA_NEXT AURORA_STATUS AURORA_SYNC AURORA_UNREAD AURORA_VERSION AURORA_WRITER
#        AURORA_WRITER_ARN PROMOTION_MS

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

# aurora_look: both reads side by side, asked at AURORA_LOOKED_MS; false when one failed or does not count (its name in
# AURORA_UNREAD).
aurora_look() {
  AURORA_UNREAD=''
  clock_ms
  AURORA_LOOKED_MS="$CLOCK_MS"
  job_start look.global aurora_ask_global
  aurora_ask_cluster || AURORA_UNREAD=cluster
  job_join look.global || AURORA_UNREAD=global
  [[ -z "$AURORA_UNREAD" ]] || return 1
  aurora_load
}

# aurora_load: the two answers into AURORA_*: STATUS, VERSION, MOVE (running failover's status), MOVE_TO, MEMBER (0/1),
# WRITER (True/False), SYNC, CLUSTER_STATUS, CLUSTER_VERSION, INSTANCES, WRITER_ARN. False, with AURORA_UNREAD, when an
# answer lacks what it must hold: the global cluster with a member, the cluster with a status. Such an answer counts as
# none, for an empty list of members would read as "the target stands alone, and takes writes".
aurora_load() {
  local kind a b c d members=0
  AURORA_STATUS='' AURORA_VERSION='' AURORA_MOVE='' AURORA_MOVE_TO='' AURORA_MEMBER=0 AURORA_WRITER=False
  AURORA_SYNC='' AURORA_WRITER_ARN='' AURORA_UNREAD='' AURORA_CLUSTER_STATUS='' AURORA_CLUSTER_VERSION='' AURORA_INSTANCES=0
  [[ -f "$WORK/global" && -f "$WORK/cluster" ]] || { aurora_hollow global 'was not given' || return 1; }
  while IFS=$'\t' read -r kind a b c d; do
    case "$kind" in
      global) AURORA_STATUS="${a#None}" AURORA_VERSION="$b" AURORA_MOVE="${c#None}" AURORA_MOVE_TO="${d#None}" ;;
      member)
        members=$((members + 1))
        [[ "$b" != True ]] || AURORA_WRITER_ARN="$a"
        [[ "$a" != "$TARGET_ARN" ]] || AURORA_MEMBER=1 AURORA_WRITER="$b" AURORA_SYNC="${c#None}"
        ;;
    esac
  done <"$WORK/global"
  IFS=$'\t' read -r AURORA_CLUSTER_STATUS AURORA_CLUSTER_VERSION AURORA_INSTANCES <"$WORK/cluster" || true
  [[ -n "$AURORA_STATUS" ]] || { aurora_hollow global "does not hold $GLOBAL_CLUSTER" || return 1; }
  ((members)) || { aurora_hollow global "names no member of $GLOBAL_CLUSTER" || return 1; }
  [[ -n "${AURORA_CLUSTER_STATUS#None}" ]] || { aurora_hollow cluster "does not hold $TARGET_CLUSTER" || return 1; }
  [[ "$AURORA_INSTANCES" =~ ^[0-9]+$ ]] || AURORA_INSTANCES=0
}

# aurora_hollow CALL TEXT: that answer does not count; always false.
aurora_hollow() {
  local call=describe-global-clusters
  [[ "$1" == global ]] || call=describe-db-clusters
  AURORA_UNREAD="$1"
  aws_hollow "$1" "rds $call" "the answer $2"
}

# aurora_decide: AURORA_NEXT = done, wait, call, elsewhere (a failover to another cluster runs) or stranger (no member
# of the global cluster, and neither this run's detach nor --force says why). A cluster that was detached is `promoting`
# for minutes, then stands alone and takes writes.
aurora_decide() {
  AURORA_NEXT=call
  if [[ "$AURORA_WRITER" == True ]] || { ((!AURORA_MEMBER)) && aurora_left; }; then
    AURORA_NEXT='wait'
    [[ "$AURORA_CLUSTER_STATUS" != available ]] || AURORA_NEXT='done'
  elif [[ "$AURORA_CLUSTER_STATUS" == promoting ]]; then
    AURORA_NEXT='wait'
  elif ((!AURORA_MEMBER)); then
    AURORA_NEXT=stranger
  elif [[ -n "$AURORA_MOVE" ]]; then
    AURORA_NEXT='wait'
    [[ -z "$AURORA_MOVE_TO" || "$AURORA_MOVE_TO" == "$TARGET_ARN" ]] || AURORA_NEXT=elsewhere
  elif [[ "$AURORA_STATUS" == *failing-over* || "$AURORA_STATUS" == *switching-over* ]]; then
    AURORA_NEXT='wait'
  fi
}

# aurora_left: is it known why the target is no member: by a detach of this run, whose call was made, or by --force?
aurora_left() {
  [[ -n "$PROMOTION_LEFT" ]] || forced already-writer
}

# aurora_promote: the step. Looks first, calls at most once per proven absence of an earlier call, waits for the writer.
aurora_promote() {
  local deadline told=''
  clock_deadline "$TIMEOUT"
  deadline="$CLOCK_DEADLINE"
  while :; do
    if aurora_look && aurora_known; then
      step_read
      case "$AURORA_NEXT" in
        'done') break ;;
        call) aurora_call || return 1 ;;
        wait) clock_ms && PROMOTION_MS="$CLOCK_MS" ;;
        elsewhere)
          step_fail "a failover of $GLOBAL_CLUSTER to $AURORA_MOVE_TO runs" "let it finish, then decide again" || return 1 ;;
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

# aurora_known: decides; a stranger counts as an answer that is not there, for a while: one odd answer must not end the
# run, and never passes for a writer.
aurora_known() {
  aurora_decide
  [[ "$AURORA_NEXT" != stranger ]] ||
    aurora_hollow global "does not name $TARGET_CLUSTER, and this run did not detach it (if it stands alone and takes writes: --resume --force already-writer)"
}

# aurora_late: the writer was not confirmed in time; where the last look failed, that call is the reason to name.
aurora_late() {
  [[ -z "${AURORA_UNREAD:-}" ]] || { step_fail_call "$AURORA_UNREAD" || return 1; }
  step_fail "$TARGET_CLUSTER is not a confirmed writer after ${TIMEOUT}s (writer $AURORA_WRITER, cluster $AURORA_CLUSTER_STATUS, failover ${AURORA_MOVE:-none})" \
    "look at RDS events RDS-EVENT-0238/0239 in $REGION; --resume goes on waiting"
}
