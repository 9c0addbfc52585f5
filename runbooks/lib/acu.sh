# shellcheck shell=bash
# The capacity of a serverless database: Aurora capacity units (ACU). A DR cluster may have a lower minimum than
# production; the minimum is raised to the contract's number, and never lowered. The change is made once the cluster is
# the writer and available: while a failover runs, AWS refuses it.
#
# Reads: AWS_CALL AWS_MESSAGE CLOCK_DEADLINE DRY_RUN MIN_ACU TARGET_CLUSTER TIMEOUT WORK
# Sets:  ACU_UNITS

# acu_units NUMBER: ACU_UNITS = tenths of a capacity unit, so that bash can compare `0.5` and `4`.
acu_units() {
  local whole="${1%%.*}" tenth=0
  [[ "$1" != *.* ]] || tenth="${1#*.}"
  [[ "$whole" =~ ^[0-9]+$ ]] || whole=0
  ACU_UNITS=$((10#$whole * 10 + 10#${tenth:0:1}))
}

# acu_ask: status, minimum and maximum into $WORK/acu.
acu_ask() {
  aws_call acu rds describe-db-clusters --db-cluster-identifier "$TARGET_CLUSTER" \
    --query 'DBClusters[0].[Status,ServerlessV2ScalingConfiguration.MinCapacity,ServerlessV2ScalingConfiguration.MaxCapacity]'
}

# acu_raise: the step `raise-database`; it ends when the change is there and the cluster is available (again).
acu_raise() {
  local deadline status='' min='' max='' wanted set=0
  acu_units "$MIN_ACU"
  wanted="$ACU_UNITS"
  clock_deadline "$TIMEOUT"
  deadline="$CLOCK_DEADLINE"
  while :; do
    if acu_ask; then
      step_read
      IFS=$'\t' read -r status min max <"$WORK/acu" || true
      acu_units "${min:-0}"
      if ((DRY_RUN)); then
        ((ACU_UNITS >= wanted)) || acu_set "$min" "$max"
        return
      fi
      if [[ "$status" == available ]]; then
        ((ACU_UNITS < wanted)) || break
        ((set)) || acu_set "$min" "$max" || return 1
        set=1
      fi
    else
      step_unread acu || return 1
    fi
    ! clock_passed "$deadline" || {
      step_fail "$TARGET_CLUSTER is ${status:-unread} after ${TIMEOUT}s; its minimum is ${min:-unknown} ACU" \
        'the database serves with less and scales by itself; --resume raises the minimum' || return 1
    }
    clock_pause
  done
  step_detail "the minimum of $TARGET_CLUSTER is $min ACU, $MIN_ACU wanted"
}

# acu_set MIN MAX: the change, with the maximum as it is. Reads `wanted` of its caller.
acu_set() {
  acu_units "$2"
  ((ACU_UNITS >= wanted)) || {
    step_fail "the maximum of $TARGET_CLUSTER is ${2:-unknown} ACU, below the production minimum of $MIN_ACU" \
      "raise it: aws rds modify-db-cluster --serverless-v2-scaling-configuration, then --resume" || return 1
  }
  aws_change acu-set rds modify-db-cluster --db-cluster-identifier "$TARGET_CLUSTER" --apply-immediately \
    --serverless-v2-scaling-configuration "MinCapacity=$MIN_ACU,MaxCapacity=$2" --query DBCluster.Status ||
    step_fail_call acu-set
}

# check_acu: the database's minimum, as it is and as production wants it.
check_acu() {
  local status min max
  [[ -n "$MIN_ACU" ]] || return 0
  if aws_failure acu; then
    check warn minimum-acu "cannot be read: aws $AWS_CALL: $AWS_MESSAGE" 'raise-database may fail; the rest goes on'
    return 0
  fi
  IFS=$'\t' read -r status min max <"$WORK/acu" || true
  if [[ "$min" == None ]]; then
    check warn minimum-acu "the contract wants $MIN_ACU ACU, but $TARGET_CLUSTER is not serverless" \
      'raise-database will fail; pulumi up of the platform writes the contract again'
  else
    check ok minimum-acu "$min ACU now, $MIN_ACU ACU in production"
  fi
}
