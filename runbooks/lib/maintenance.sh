# shellcheck shell=bash
# What AWS is about to do by itself: pending maintenance of the databases (patch levels hide behind an equal
# EngineVersion), and the control plane of Route 53, which lives in us-east-1.
#
# Reads: MODE PEER_REGION REGION SKIP_DNS TARGET_CLUSTER WORK ZONE_ID
# Sets:  CONTROL_PLANE_REGION MAINTENANCE_TEXT

CONTROL_PLANE_REGION=us-east-1

# maintenance_ask: the pending actions of this region's cluster, into $WORK/maintenance.
maintenance_ask() {
  aws_call maintenance rds describe-pending-maintenance-actions --filters "Name=db-cluster-id,Values=$TARGET_CLUSTER" \
    --query 'PendingMaintenanceActions[].PendingMaintenanceActionDetails[].Action'
}

# maintenance_text FILE: MAINTENANCE_TEXT = the actions, sorted; none as `nothing`.
maintenance_text() {
  MAINTENANCE_TEXT="$(tr -s '[:space:]' '\n' <"$1" | LC_ALL=C sort -u | tr '\n' ' ')"
  MAINTENANCE_TEXT="${MAINTENANCE_TEXT# }"
  MAINTENANCE_TEXT="${MAINTENANCE_TEXT% }"
  [[ -n "$MAINTENANCE_TEXT" && "$MAINTENANCE_TEXT" != None ]] || MAINTENANCE_TEXT=nothing
}

# check_maintenance: a patch that waits on one side only may refuse a failover between equal versions.
check_maintenance() {
  local here there risk='equal EngineVersions may hide different patch levels, and some do not fail over between each other: apply the pending maintenance on both sides'
  if [[ ! -f "$WORK/maintenance" ]]; then
    check advice maintenance "pending maintenance of $TARGET_CLUSTER cannot be read" "$risk"
    return
  fi
  maintenance_text "$WORK/maintenance"
  here="$MAINTENANCE_TEXT"
  if [[ "$MODE" != switchover || ! -f "$WORK/peer/maintenance" ]]; then
    if [[ "$here" == nothing ]]; then
      check ok maintenance "nothing is pending for $TARGET_CLUSTER"
    else
      check advice maintenance "pending for $TARGET_CLUSTER: $here; the other side is not asked" "$risk"
    fi
    return
  fi
  maintenance_text "$WORK/peer/maintenance"
  there="$MAINTENANCE_TEXT"
  if [[ "$here" == "$there" ]]; then
    check ok maintenance "the same is pending on both sides: $here"
  else
    check warn maintenance "pending in $REGION: $here; in $PEER_REGION: $there" "$risk"
  fi
}

# zone_ask: is the accelerated recovery of the zone on? Into $WORK/zone.
zone_ask() {
  dns_aws zone route53 get-hosted-zone --id "$ZONE_ID" --query 'HostedZone.Features.AcceleratedRecoveryStatus'
}

# check_control_plane: advice where one side of the pair is the region that Route 53's control plane lives in.
check_control_plane() {
  local recovery='unknown'
  [[ "$REGION" == "$CONTROL_PLANE_REGION" || "$PEER_REGION" == "$CONTROL_PLANE_REGION" ]] && ((!SKIP_DNS)) || return 0
  [[ ! -f "$WORK/zone" ]] || recovery="$(<"$WORK/zone")"
  [[ "$recovery" != None ]] || recovery='off'
  check advice control-plane "$CONTROL_PLANE_REGION is one side of the pair, and Route 53's control plane lives there; accelerated recovery of the zone: ${recovery,,}" \
    'when that region is lost, the record may not move for a while: see --dns-timeout; choose a pair without it, or enable accelerated recovery (about 60 minutes)'
}
