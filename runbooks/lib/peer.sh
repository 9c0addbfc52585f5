# shellcheck shell=bash
# The other region of the pair: the one that serves now and gives the role away in a planned move. Only --mode switchover
# talks to it. The same functions work on it: in_peer gives them its region, its contract, its lock and a folder of its
# own for their files.
#
# Reads: PEER_REGION STEP
# Sets:  PEER_GENERATION

PEER_GENERATION=''

# peer_read: the other region's contract into $WORK/peer/contract; false when it cannot be had.
peer_read() {
  local REGION="$PEER_REGION" WORK="$WORK/peer"
  mkdir -p "$WORK"
  contract_read
}

# in_peer COMMAND...: runs COMMAND about the other region. All that contract_load, contract_names and lock_known set is
# local to it; what the step found out is kept for our own report.
in_peer() {
  local OUR_REGION="$REGION" OUR_WORK="$WORK" code=0 file
  local REGION="$PEER_REGION" WORK="$OUR_WORK/peer"
  local PEER_REGION="$OUR_REGION"
  local TARGET='' ONLY_SERVICES='' CONTRACT_PROBLEMS='' CONTRACT_VALUE=''
  local -A CONTRACT=() SERVICE_ECS=() SERVICE_DESIRED=() SERVICE_MIN=() SERVICE_MAX=() SERVICE_GROUPS=()
  local -A SERVICE_IMAGE=() SERVICE_RECYCLE=() SCHEDULE_RULE=() LOCKS=()
  local -A SERVICE_STATUS=() RUNNING_DESIRED=() RUNNING_COUNT=() TARGET_MIN=() TARGET_MAX=()
  local SERVICES=() WARM_SERVICES=() OFF_SERVICES=() SCHEDULES=()
  local GLOBAL_CLUSTER TARGET_ARN TARGET_CLUSTER ECS_CLUSTER LISTENER_ARN LIVE_COLOR LIVE_GROUP VPC_LINK API_DOMAIN
  local API_TARGET API_ZONE CERTIFICATE ZONE_ID RECORD ZONE_ROLE HEALTH_PATH WRITE_PATH MIN_ACU TOPIC_ARN
  local LOCK_TOP=0 LOCK_HOLDER='' LOCK_GENERATION="$PEER_GENERATION" LOCK_ASKED_MS=0
  contract_load
  contract_names
  lock_known
  "$@" || code=$?
  PEER_GENERATION="$LOCK_GENERATION"
  for file in "detail.${STEP:-none}" "failure.${STEP:-none}" overtaken; do
    [[ ! -f "$WORK/$file" ]] || mv "$WORK/$file" "$OUR_WORK/$file"
  done
  return "$code"
}

# peer_owned COMMAND...: for in_peer: COMMAND changes something there, so the move must still be ours there, too.
peer_owned() {
  lock_owned && "$@"
}
