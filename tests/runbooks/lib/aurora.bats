load ../runbook.bash
setup() { runbook_setup; TIMEOUT=20; }

# look STATUS MOVE MOVE_TO WRITER CLUSTER_STATUS: what AWS shows, into the files of a look.
look() {
  printf 'global\t%s\t16.8\t%s\t%s\nmember\t%s\tTrue\tNone\nmember\t%s\t%s\tconnected\n' \
    "$1" "$2" "$3" "$OTHER_ARN" "$TARGET_ARN" "$4" >"$WORK/global"
  printf '%s\t16.8\t1\n' "$5" >"$WORK/cluster"
}

# An AWS whose writer moves when the failover call comes.
moving_aws() {
  answer() {
    case "$2" in
      describe-global-clusters)
        writer=False
        [ ! -e "$WORK/moved" ] || writer=True
        printf 'global\tavailable\t16.8\tNone\tNone\nmember\t%s\t%s\tconnected\n' "$TARGET_ARN" "$writer"
        ;;
      describe-db-clusters) printf 'available\t16.8\t1\n' ;;
      failover-global-cluster) touch "$WORK/moved" ;;
    esac
  }
}

@test "what AWS shows decides: call, wait, done, elsewhere" {
  while read -r status move to writer cluster next; do
    look "$status" "$move" "${to/TARGET/$TARGET_ARN}" "$writer" "$cluster"
    aurora_load
    aurora_decide
    [ "$AURORA_NEXT" = "$next" ] || { echo "$status $move $writer $cluster: $AURORA_NEXT"; false; }
  done <<'TABLE'
available None None False available call
available None None True available done
available None None True failing-over wait
available pending TARGET False available wait
failing-over failing-over TARGET False available wait
available switching-over TARGET False available wait
failing-over None None False available wait
available failing-over arn:third False available elsewhere
TABLE
}

@test "a cluster that left the global cluster stands alone: done when available" {
  printf 'global\tavailable\t16.8\tNone\tNone\nmember\t%s\tTrue\tNone\n' "$OTHER_ARN" >"$WORK/global"
  printf 'promoting\t16.8\t1\n' >"$WORK/cluster"
  aurora_load
  aurora_decide
  [ "$AURORA_NEXT" = wait ]
  printf 'available\t16.8\t1\n' >"$WORK/cluster"
  aurora_load
  aurora_decide
  [ "$AURORA_NEXT" = 'done' ]
}

@test "the call is announced in the journal before it is made, once, and confirmed by looking" {
  moving_aws
  aurora_promote 2>/dev/null
  [ "$(called 'rds failover-global-cluster .*--allow-data-loss')" -eq 1 ]
  intent=$(grep -n 'standby-journal.*"event":"intent' "$CALLS" | head -1 | cut -d: -f1)
  call=$(grep -n 'rds failover-global-cluster' "$CALLS" | cut -d: -f1)
  [ "$intent" -lt "$call" ]
  [ "$PROMOTION_STATE" = accepted ]
}

@test "no intent on record, no call" {
  moving_aws
  eval "$(declare -f answer | sed '1s/answer/aws_moving/')"
  answer() { if [[ "$1" == ssm ]]; then aws_error AccessDenied; else aws_moving "$@"; fi; }
  refute aurora_promote
  [ "$(called 'rds failover-global-cluster')" -eq 0 ]
}

@test "already the writer: nothing is called" {
  moving_aws
  touch "$WORK/moved"
  aurora_promote 2>/dev/null
  [ "$(called 'rds failover-global-cluster')" -eq 0 ]
}

@test "an answer that was lost is looked for, not repeated" {
  moving_aws
  eval "$(declare -f answer | sed '1s/answer/aws_moving/')"
  answer() { aws_moving "$@"; [[ "$2" != failover-global-cluster ]] || { echo 'Read timeout on endpoint URL' >&2; return 255; }; }
  SETTLE_SECONDS=5
  aurora_promote 2>/dev/null
  [ "$(called 'rds failover-global-cluster')" -eq 1 ]
}

@test "an unknown outcome that left no trace for long is called again" {
  moving_aws
  PROMOTION_STATE=unknown
  clock_ms
  PROMOTION_MS=$((CLOCK_MS - 60000)) SETTLE_SECONDS=20
  aurora_promote 2>/dev/null
  [ "$(called 'rds failover-global-cluster')" -eq 1 ]
}

@test "an unknown outcome that is fresh is waited for" {
  moving_aws
  PROMOTION_STATE=unknown
  clock_ms
  PROMOTION_MS="$CLOCK_MS" SETTLE_SECONDS=20 TIMEOUT=1
  refute aurora_promote
  [ "$(called 'rds failover-global-cluster')" -eq 0 ]
  grep -q 'not a confirmed writer after 1s' "$WORK/failure.test"
}

@test "an accepted call is never repeated unless forced by name" {
  moving_aws
  PROMOTION_STATE=accepted PROMOTION_MS=0
  refute aurora_promote
  [ "$(called 'rds failover-global-cluster')" -eq 0 ]
  grep -q -- '--force repeat-promotion' "$WORK/failure.test"
  FORCED=' repeat-promotion '
  aurora_promote 2>/dev/null
  [ "$(called 'rds failover-global-cluster')" -eq 1 ]
}

@test "throttled is surely not made: again, three times at most" {
  moving_aws
  eval "$(declare -f answer | sed '1s/answer/aws_moving/')"
  answer() { if [[ "$2" == failover-global-cluster ]]; then aws_error Throttling; else aws_moving "$@"; fi; }
  refute aurora_promote
  [ "$(called 'rds failover-global-cluster')" -eq 3 ]
  grep -q 'aws rds failover-global-cluster: .*Throttling' "$WORK/failure.test"
}

@test "a managed failover refused for the pair's state points at detach" {
  moving_aws
  eval "$(declare -f answer | sed '1s/answer/aws_moving/')"
  answer() { if [[ "$2" == failover-global-cluster ]]; then aws_error InvalidGlobalClusterStateFault; else aws_moving "$@"; fi; }
  refute aurora_promote
  [ "$(called 'rds failover-global-cluster')" -eq 1 ]
  grep -q -- '--resume --mode detach' "$WORK/failure.test"
}

@test "detach leaves the global cluster instead" {
  moving_aws
  MODE=detach DRY_RUN=1
  run aurora_promote
  [[ "$output" == *"rds remove-from-global-cluster --global-cluster-identifier myapp-prod-global --db-cluster-identifier $TARGET_ARN"* ]]
}

@test "expired credentials end the wait at once" {
  answer() { aws_error ExpiredToken; }
  TIMEOUT=60
  refute aurora_promote
  grep -q 'renew the credentials' "$WORK/failure.test"
}
