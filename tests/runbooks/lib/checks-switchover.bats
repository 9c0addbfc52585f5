load ../runbook.bash

setup() {
  runbook_setup
  MODE=switchover MOVE_REGION=us-west-2 AURORA_NEXT=call AURORA_CLUSTER_VERSION=16.8
  AURORA_WRITER_ARN=arn:aws:rds:us-east-1:123456789012:cluster:old MAX_LAG_MS=1000
  mkdir -p "$WORK/peer"
  contract
  : >"$WORK/peer/problems"
  printf 'available\t16.8\t1\n' >"$WORK/peer/cluster"
}

contract() {
  printf '/myapp/prod/standby/%s\t%s\n' region us-east-1 peer-region us-west-2 database/global-cluster myapp-prod-global \
    database/cluster-arn "$AURORA_WRITER_ARN" "$@" >"$WORK/peer/contract"
}

lag() { printf 'm1\t%s\t%s\n' "$1" "$2" >"$WORK/lag"; }

@test "a healthy writer on the other side passes" {
  run check_peer
  [[ "$output" == *'ok      peer '*'ok      peer-lock'*'ok      peer-database'* ]]
}

@test "a region that does not answer names the mode for that" {
  rm "$WORK/peer/contract"
  printf 'unreachable\nssm get-parameters-by-path\nCould not connect\n' >"$WORK/peer/contract.error"
  run check_peer
  [[ "$output" == *'refuse  peer'*'us-east-1 cannot be read'*'--mode managed'* ]]
}

@test "contracts that do not speak of each other are refused" {
  contract peer-region eu-west-1
  run check_peer
  [[ "$output" == *'refuse  peer'* ]]
}

@test "somebody else's lock, a failback's freeze, a run to the other region" {
  contract incident/lock/000001 'run=r1 kind=failback by=x at=now'
  run check_peer
  [[ "$output" == *'refuse  peer-lock'*'held by a failback'* ]]
  contract incident/freeze 'failback run=f1'
  run check_peer
  [[ "$output" == *'refuse  peer-lock'*'failback is unfinished'* ]]
  RESUME=1
  contract incident/lock/000001 'run=r1 kind=promotion region=us-east-1'
  run check_peer
  [[ "$output" == *'refuse  peer-lock'* ]]
  contract incident/lock/000001 'run=r1 kind=promotion region=us-west-2'
  run check_peer
  [[ "$output" == *'ok      peer-lock'*'taking over'* ]]
}

@test "--resume with no lock in either region is refused; a lock over there is what is resumed" {
  RESUME=1
  lock_known
  run check_resume
  [[ "$output" == 'refuse  resume'* ]]
  contract incident/lock/000001 'run=r1 kind=promotion region=us-west-2'
  run check_resume
  [ -z "$output" ]
}

@test "the cluster there must be the writer, available, and of the same version" {
  AURORA_WRITER_ARN=arn:aws:rds:us-east-1:123456789012:cluster:third
  run check_peer
  [[ "$output" == *'refuse  peer-database'*'the writer is'* ]]
  AURORA_WRITER_ARN=arn:aws:rds:us-east-1:123456789012:cluster:old
  printf 'modifying\t16.8\t1\n' >"$WORK/peer/cluster"
  run check_peer
  [[ "$output" == *'refuse  peer-database'*'is modifying'* ]]
  printf 'available\t16.9\t1\n' >"$WORK/peer/cluster"
  run check_peer
  [[ "$output" == *'refuse  peer-database'*'runs 16.9'* ]]
}

@test "lag: known, fresh, small" {
  clock_stamp 30
  lag "$CLOCK_STAMP" 200.0
  run check_lag_small
  [[ "$output" == *'ok      lag'* ]]
  lag "$CLOCK_STAMP" 1001.0
  run check_lag_small
  [[ "$output" == *'refuse  lag'*'at most 1000 ms'* ]]
  clock_stamp 900
  lag "$CLOCK_STAMP" 200.0
  run check_lag_small
  [[ "$output" == *'refuse  lag'*'last five minutes'* ]]
  : >"$WORK/lag"
  run check_lag_small
  [[ "$output" == *'refuse  lag'*unknown* ]]
  AURORA_NEXT='done'
  run check_lag_small
  [[ "$output" == *'ok      lag'* ]]
}
