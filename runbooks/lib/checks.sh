# shellcheck shell=bash
# The checks on the operator's side and on the database: tools, credentials, contract, Aurora, lag.
#
# Reads: AURORA_CLUSTER_STATUS AURORA_CLUSTER_VERSION AURORA_INSTANCES AURORA_MOVE AURORA_MOVE_TO AURORA_NEXT
#        AURORA_STATUS AURORA_SYNC AURORA_UNREAD AURORA_VERSION AURORA_WRITER_ARN AWS_CLASS AWS_MESSAGE CLOCK_STAMP
#        CONTRACT_PROBLEMS GLOBAL_CLUSTER IDENTITY MODE PEER_REGION REGION RESUME SERVICES TARGET_ARN TARGET_CLUSTER
#        WORK
# Sets:  AWS_ADVICE LAG_MS LAG_TEXT LAG_TIME

# check_tools: an AWS CLI that knows the managed failover, and curl.
check_tools() {
  if aws_failure skeleton && [[ "$AWS_CLASS" == unknown-command ]] ||
    { [[ -f "$WORK/skeleton" ]] && ! grep -q AllowDataLoss "$WORK/skeleton"; }; then
    check refuse tools 'this AWS CLI does not know failover-global-cluster --allow-data-loss and switchover-global-cluster' \
      'install AWS CLI v1 1.30, v2 2.14 or newer (the commands came on 2023-08-21)'
  elif [[ ! -f "$WORK/skeleton" ]]; then
    case "${AWS_CLASS:-}" in
      profile | sso | proxy | expired) aws_advice "$AWS_CLASS" ;;
      *) AWS_ADVICE='install AWS CLI v1 1.30, v2 2.14 or newer; look which aws comes first in PATH' ;;
    esac
    check refuse tools "aws failed: ${AWS_MESSAGE:-it exited without an error message}" "${AWS_ADVICE/, then --resume/, then run this again}"
  elif ! command -v curl >/dev/null; then
    check refuse tools 'curl is not installed' 'install curl: the write probe and the verification need it'
  else
    check ok tools 'the AWS CLI knows the global-cluster commands; curl is here'
  fi
}

# check_credentials: who we are, in the account that the contract is about.
check_credentials() {
  check_read credentials identity || return 1
  local account
  IFS=$'\t' read -r account IDENTITY <"$WORK/identity" || true
  if [[ -n "${TARGET_ARN:-}" && "$TARGET_ARN" != *":$account:"* ]]; then
    check refuse credentials "these credentials are of account $account, the database is ${TARGET_ARN}" \
      'use credentials of the account that the contract names'
    return 1
  fi
  check ok credentials "$IDENTITY"
}

# check_contract: readable, complete, about this app and this region.
check_contract() {
  check_read contract contract || return 1
  if [[ -n "$CONTRACT_PROBLEMS" ]]; then
    check refuse contract "$CONTRACT_PROBLEMS" \
      'check --app, --env and --region; the contract is written by pulumi up of platform and workloads'
    return 1
  fi
  check ok contract "$(contract_path) in $REGION, services: ${#SERVICES[@]}"
}

# check_database: the global cluster, the member, its state, its version and its instances.
check_database() {
  check_read global-cluster global || return 0
  check_read cluster cluster || return 0
  aurora_load || { check_read global-cluster "$AURORA_UNREAD" || return 0; }
  aurora_decide
  check_writer || return 0
  check_version
  check_instances
}

# check_writer: is there something to promote? False when the database needs nothing more.
check_writer() {
  case "$AURORA_NEXT" in
    'done')
      if ((RESUME)); then
        check ok already-writer "$TARGET_CLUSTER is the writer"
      else
        check refuse already-writer "$TARGET_CLUSTER is the writer already: there is nothing to promote" \
          'to go on with the rest (capacity, listener, DNS): --force already-writer'
      fi
      return 1
      ;;
    stranger)
      check refuse already-writer "$TARGET_CLUSTER ($AURORA_CLUSTER_STATUS) is no member of $GLOBAL_CLUSTER, and this run did not detach it" \
        'look whether it stands alone and takes writes; if so, go on with the rest (capacity, listener, DNS): --force already-writer'
      return 1
      ;;
    wait)
      check ok global-cluster "a failover to $TARGET_CLUSTER runs (${AURORA_MOVE:-$AURORA_CLUSTER_STATUS}): waiting, not calling"
      return 1
      ;;
    elsewhere)
      check refuse global-cluster "a failover to $AURORA_MOVE_TO runs" 'let it finish, then decide again'
      return 1
      ;;
  esac
  check ok global-cluster "$GLOBAL_CLUSTER is $AURORA_STATUS, writer ${AURORA_WRITER_ARN:-none}"
  if [[ "$AURORA_CLUSTER_STATUS" == available ]]; then
    check ok cluster "$TARGET_CLUSTER is available, a secondary${AURORA_SYNC:+, $AURORA_SYNC}"
  else
    check refuse cluster "$TARGET_CLUSTER is $AURORA_CLUSTER_STATUS; available is required" 'wait until it is available'
  fi
}

# check_version: managed failover wants the same engine version on both sides.
check_version() {
  if [[ "$AURORA_VERSION" == "$AURORA_CLUSTER_VERSION" ]]; then
    check ok version "$AURORA_VERSION on both sides"
  elif [[ "$MODE" == detach ]]; then
    check warn version "$TARGET_CLUSTER runs $AURORA_CLUSTER_VERSION, the global cluster $AURORA_VERSION" \
      'detaching does not mind; upgrade before the failback'
  else
    check refuse version "$TARGET_CLUSTER runs $AURORA_CLUSTER_VERSION, the global cluster $AURORA_VERSION: a managed failover wants the same" \
      'promote with --mode detach, or finish the upgrade'
  fi
}

# check_instances: a headless cluster cannot write.
check_instances() {
  if ((AURORA_INSTANCES > 0)); then
    check ok instance "$AURORA_INSTANCES in $TARGET_CLUSTER"
  else
    check refuse instance "$TARGET_CLUSTER is headless: it has no instance" \
      "create one first: aws rds create-db-instance --region $REGION --db-cluster-identifier $TARGET_CLUSTER …"
  fi
}

# lag_ask: the newest datapoints of the last hour, by either set of dimensions that RDS publishes, into $WORK/lag.
lag_ask() {
  local metric queries='' own="{\"Name\":\"DBClusterIdentifier\",\"Value\":\"$TARGET_CLUSTER\"}" number=0 dimensions
  for metric in AuroraGlobalDBReplicationLag AuroraGlobalDBRPOLag; do
    for dimensions in "$own" "$own,{\"Name\":\"SourceRegion\",\"Value\":\"$PEER_REGION\"}"; do
      number=$((number + 1))
      queries+="${queries:+,}{\"Id\":\"m$number\",\"MetricStat\":{\"Metric\":{\"Namespace\":\"AWS/RDS\",\"MetricName\":\"$metric\","
      queries+="\"Dimensions\":[$dimensions]},\"Period\":60,\"Stat\":\"Maximum\"}}"
    done
  done
  clock_stamp 3600
  local start="$CLOCK_STAMP"
  clock_stamp -60
  aws_call lag cloudwatch get-metric-data --start-time "$start" --end-time "$CLOCK_STAMP" \
    --scan-by TimestampDescending --metric-data-queries "[$queries]" \
    --query 'MetricDataResults[].[Id,Timestamps[0],Values[0]]'
}

# lag_load: LAG_MS and LAG_TIME of the worst of the newest datapoints; empty when there is none: no datapoint is not zero.
lag_load() {
  local id time value
  LAG_MS='' LAG_TIME='' LAG_TEXT=unknown
  [[ -f "$WORK/lag" ]] || return 0
  while IFS=$'\t' read -r id time value; do
    value="${value%%.*}"
    [[ "$time" != None && "$value" =~ ^[0-9]+$ ]] || continue
    [[ -z "$LAG_MS" ]] || ((value > LAG_MS)) || continue
    [[ ! "$time" =~ ^([0-9]+)(\.[0-9]+)?$ ]] || TZ=UTC0 printf -v time '%(%Y-%m-%dT%H:%M:%SZ)T' "${BASH_REMATCH[1]}"
    LAG_MS="$value" LAG_TIME="$time"
  done <"$WORK/lag"
  [[ -z "$LAG_MS" ]] || LAG_TEXT="$LAG_MS ms at $LAG_TIME"
}

# check_lag: the last known lag with its time, or "unknown".
check_lag() {
  lag_load
  if [[ -n "$LAG_MS" ]]; then
    check ok lag "last known replication lag: $LAG_TEXT"
  else
    check warn lag 'replication lag: unknown (no datapoint within the last hour)' \
      'what will be lost cannot be told; no datapoint is not zero lag'
  fi
}
