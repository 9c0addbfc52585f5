# shellcheck shell=bash
# What a planned move says differently: the plan before it, what it cost, what next.
#
# Reads: API_TARGET GAP_TEXT LAG_TEXT OFF_SERVICES PEER_REGION RECORD REGION SCHEDULES SKIP_DNS TARGET_CLUSTER
# Sets:  none

# switchover_plan: what will happen and how long it should take.
switchover_plan() {
  complain '' "What will happen, and how long it should take (planned move from $PEER_REGION to $REGION; nothing is lost):"
  complain "  1. $REGION is raised to production and healthy before anything moves (1 to 5 min)"
  complain "  2. $PEER_REGION stops what runs in one region only: ${OFF_SERVICES[*]:-no service}, schedules: ${#SCHEDULES[@]}"
  complain "  3. the writer moves to $TARGET_CLUSTER; writes fail meanwhile (1 to 5 min), reads go on"
  if ((SKIP_DNS)); then
    complain "  4. write probe in $REGION; that work starts there; DNS stays where it is (--skip-dns)"
  else
    complain "  4. write probe in $REGION, then $RECORD -> $API_TARGET (up to 60 s); that work starts there; verified from outside"
  fi
  ((SKIP_DNS)) || complain "  5. the other services of $PEER_REGION go down to one task each, their task alarms are muted"
  complain "  A refused or failed switchover leaves $PEER_REGION serving. Last known lag: $LAG_TEXT."
}

# switchover_cost: the report's lines about loss.
switchover_cost() {
  printf '  Lost writes: none (a switchover waits until everything has replicated)\n'
  printf '  Writes failed for: %s\n' "${GAP_TEXT:-not measured}"
}

# switchover_next: what is to do.
switchover_next() {
  printf '    - %s is the secondary now; the way back is the same command with --region %s\n' \
    "$PEER_REGION" "$PEER_REGION"
}
