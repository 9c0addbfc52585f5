load ../runbook.bash
# no test waits for it: a busy machine may take its time
setup() { runbook_setup; TIMEOUT=300; }

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

@test "a detach takes minutes: promoting is waited for, and nothing is called twice" {
  answer() {
    case "$2" in
      describe-global-clusters) printf 'global\tavailable\t16.8\tNone\tNone\nmember\t%s\tTrue\tNone\n' "$OTHER_ARN"
        [ -e "$WORK/gone" ] || printf 'member\t%s\tFalse\tconnected\n' "$TARGET_ARN" ;;
      describe-db-clusters)
        status=available
        if [ -e "$WORK/detached" ]; then
          echo x >>"$WORK/detached"
          [ "$(wc -l <"$WORK/detached")" -gt 60 ] || status=promoting
          [ "$(wc -l <"$WORK/detached")" -lt 30 ] || : >"$WORK/gone"
        fi
        printf '%s\t16.8\t1\n' "$status" ;;
      remove-from-global-cluster) : >"$WORK/detached" ;;
    esac
  }
  MODE=detach
  aurora_promote 2>/dev/null
  [ "$(called 'rds remove-from-global-cluster')" -eq 1 ]
  [ "$(wc -l <"$WORK/detached")" -gt 60 ]
}

@test "a call whose process was killed has an unknown outcome: it is looked for, and not called again at once" {
  moving_aws
  eval "$(declare -f answer | sed '1s/answer/aws_moving/')"
  answer() { if [[ "$2" == failover-global-cluster ]]; then return 137; else aws_moving "$@"; fi; }
  SETTLE_SECONDS=60 TIMEOUT=1
  refute aurora_promote
  [ "$(called 'rds failover-global-cluster')" -eq 1 ]
  [ "$PROMOTION_STATE" = unknown ]
  grep -q '"event":"unknown","class":"silent"' "$JOURNAL_FILE"
  refute grep -q '"event":"rejected"' "$JOURNAL_FILE"
}

@test "words that are not AWS's end the step as an unknown outcome, never as a refusal" {
  moving_aws
  eval "$(declare -f answer | sed '1s/answer/aws_moving/')"
  answer() { if [[ "$2" == failover-global-cluster ]]; then echo 'Unable to locate credentials' >&2 && return 253; else aws_moving "$@"; fi; }
  refute aurora_promote
  [ "$(called 'rds failover-global-cluster')" -eq 1 ]
  grep -q '^the outcome of the promotion is unknown: ' "$WORK/failure.test"
  grep -q '"event":"unknown"' "$JOURNAL_FILE"
}

@test "overtaken between the intent and the call: nothing is called" {
  moving_aws
  locks() { lock_line 000001 "run=$RUN kind=promotion" && lock_line 000002 "run=$RUN kind=promotion by=eve at=T"; }
  refute aurora_promote
  [ "$(called 'rds failover-global-cluster')" -eq 0 ]
  grep -q '^overtaken: ' "$WORK/failure.test"
}

@test "a look from before the time to show was over proves nothing, however long ago it is now" {
  PROMOTION_STATE=unknown
  clock_ms
  PROMOTION_MS=$((CLOCK_MS - 30000)) SETTLE_SECONDS=20
  AURORA_LOOKED_MS=$((CLOCK_MS - 25000))
  refute aurora_settled
  AURORA_LOOKED_MS=$CLOCK_MS
  aurora_settled
}
