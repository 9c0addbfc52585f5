# shellcheck shell=bash
# The checks of a planned move: the other region answers, is the healthy writer, and nobody moves it; the lag is known and
# small. None of them may be forced: who cannot pass them is not in a planned move.
#
# Reads: AURORA_CLUSTER_VERSION AURORA_NEXT AURORA_WRITER_ARN AWS_CALL AWS_MESSAGE CLOCK_STAMP CONTRACT
#        CONTRACT_PROBLEMS GLOBAL_CLUSTER LAG_MS LAG_TEXT LAG_TIME LOCK_FIELD LOCK_HOLDER LOCK_KIND LOCK_STORY
#        MAX_LAG_MS MOVE_REGION OFF_SERVICES PEER_REGION REGION RESUME SCHEDULES SERVICES TARGET_ARN TARGET_CLUSTER
#        WORK
# Sets:  none

# peer_gather: the reads about the other region, beside each other.
peer_gather() {
  local READ_SECONDS=$((READ_SECONDS < 5 ? READ_SECONDS : 5)) AWS_TRIES=2
  peer_read || return 0
  job_start read.running images_running
  in_peer peer_gather_there
  job_join read.running || true
}

peer_gather_there() {
  contract_problems
  work_keep problems "$CONTRACT_PROBLEMS"
  [[ -z "$CONTRACT_PROBLEMS" ]] || return 0
  job_start peer.images images_running
  job_start peer.services pair_ask_tasks
  job_start peer.maintenance maintenance_ask
  aurora_ask_cluster || true
  job_join peer.images || true
  job_join peer.services || true
  job_join peer.maintenance || true
}

# check_peer: the verdicts; before them nothing was asked of the other region in this mode or any other.
check_peer() {
  local contract=peer/contract
  if [[ ! -f "$WORK/$contract" ]]; then
    aws_failure peer/contract || true
    check refuse peer "the contract of $PEER_REGION cannot be read: aws $AWS_CALL: $AWS_MESSAGE" \
      'a switchover needs both regions; when that one is lost: --mode managed (accepts the loss of what had not replicated)'
    return
  fi
  if [[ -s "$WORK/peer/problems" && -n "$(<"$WORK/peer/problems")" ]]; then
    check refuse peer "the contract of $PEER_REGION does not fit: $(<"$WORK/peer/problems")" 'pulumi up of platform and workloads there'
    return
  fi
  in_peer check_peer_pair "$GLOBAL_CLUSTER" "$REGION" || return 0
  in_peer check_peer_lock
  in_peer check_peer_database
}

# check_peer_pair GLOBAL REGION: the two contracts speak of each other.
check_peer_pair() {
  if [[ "$GLOBAL_CLUSTER" != "$1" || "${CONTRACT[peer-region]:-}" != "$2" ]]; then
    check refuse peer "the contract of $REGION names $GLOBAL_CLUSTER and the peer ${CONTRACT[peer-region]:-none}; $1 and $2 are required" \
      'pulumi up of the platform there'
    return 1
  fi
  check ok peer "$(contract_path) in $REGION, services: ${#SERVICES[@]} (in one region only: ${#OFF_SERVICES[@]}), schedules: ${#SCHEDULES[@]}"
}

# check_peer_lock: the move must be free there too, or held by the very run that is resumed.
check_peer_lock() {
  local freeze="${CONTRACT[incident/freeze]:-}"
  lock_kind "$freeze"
  if [[ -n "$freeze" && "$LOCK_KIND" != promotion ]]; then
    check refuse peer-lock "in $REGION a $LOCK_KIND is unfinished: $freeze" 'finish it: standby failback status'
  elif [[ -z "$LOCK_HOLDER" ]]; then
    check ok peer-lock "nobody holds the lock in $REGION"
  else
    lock_kind "$LOCK_HOLDER"
    lock_story "$LOCK_HOLDER"
    lock_field "$LOCK_HOLDER" region
    if ((RESUME)) && [[ "$LOCK_KIND" == promotion && "$LOCK_FIELD" == "$MOVE_REGION" ]] && ! lock_alive "$LOCK_HOLDER"; then
      check ok peer-lock "in $REGION taking over $LOCK_STORY"
    else
      check refuse peer-lock "the lock in $REGION is held by a $LOCK_KIND: $LOCK_STORY" \
        'let it finish; if it is dead, resume it with the region and mode that it had'
    fi
  fi
}

# check_peer_database: the cluster there can hand over. After the writer has moved there is nothing to ask of it.
check_peer_database() {
  local status version instances
  check_read peer-database cluster || return 0
  IFS=$'\t' read -r status version instances <"$WORK/cluster" || true
  if [[ "${AURORA_NEXT:-}" != call ]]; then
    check ok peer-database "$TARGET_CLUSTER is $status"
  elif [[ "$AURORA_WRITER_ARN" != "$TARGET_ARN" ]]; then
    check refuse peer-database "the writer is ${AURORA_WRITER_ARN:-unknown}, not $TARGET_ARN" \
      'a switchover moves the role between the two regions of the pair'
  elif [[ "$status" != available || ! "$instances" =~ ^[1-9] ]]; then
    check refuse peer-database "$TARGET_CLUSTER is $status with ${instances:-no} instances; available with one is required" \
      'wait until it is available; when that region is failing: --mode managed'
  elif [[ "$version" != "$AURORA_CLUSTER_VERSION" ]]; then
    check refuse peer-database "$TARGET_CLUSTER runs $version, the other side $AURORA_CLUSTER_VERSION" 'finish the upgrade first'
  else
    check ok peer-database "$TARGET_CLUSTER is $status, $version, the writer"
  fi
}

# check_lag_small: known, not older than five minutes, and under --max-lag-ms, as long as the writer has not moved.
check_lag_small() {
  local oldest
  lag_load
  if [[ "${AURORA_NEXT:-}" != call ]]; then
    check ok lag "replication lag: $LAG_TEXT (the writer has moved, or moves now)"
    return
  fi
  clock_stamp 300
  oldest="$CLOCK_STAMP"
  if [[ -z "$LAG_MS" || "${LAG_TIME:0:19}" < "${oldest:0:19}" ]]; then
    check refuse lag "replication lag: $LAG_TEXT; a datapoint of the last five minutes is required" \
      'no datapoint is not zero lag: look whether replication runs (CloudWatch AuroraGlobalDBReplicationLag)'
  elif ((LAG_MS > MAX_LAG_MS)); then
    check refuse lag "replication lag: $LAG_TEXT; at most $MAX_LAG_MS ms is required" \
      'wait for a quieter moment, or raise --max-lag-ms: writes stand still until the lag is caught up'
  else
    check ok lag "replication lag: $LAG_TEXT, at most $MAX_LAG_MS ms allowed"
  fi
}
