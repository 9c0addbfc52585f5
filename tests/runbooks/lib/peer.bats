load ../runbook.bash

setup() {
  runbook_setup
  MOVE_REGION=us-west-2
  mkdir -p "$WORK/peer"
  {
    printf '/myapp/prod/standby/%s\t%s\n' region us-east-1 peer-region us-west-2 ecs/cluster old-cluster \
      database/cluster-arn arn:aws:rds:us-east-1:1:cluster:old incident/lock/000003 'run=r kind=promotion' \
      services/job 'name=job service=job desired=3 min=2 max=8 blue=- green=- standby=off'
  } >"$WORK/peer/contract"
}

@test "inside: the other region's names, work and lock; outside: ours, untouched" {
  seen() {
    SEEN="$REGION/$PEER_REGION/$ECS_CLUSTER/$TARGET_CLUSTER/${OFF_SERVICES[*]}/$LOCK_TOP/${WORK##*/}"
  }
  in_peer seen
  [ "$SEEN" = us-east-1/us-west-2/old-cluster/old/job/3/peer ]
  [ "$REGION/$ECS_CLUSTER/${SERVICES[*]}/${WORK##*/}" = 'us-west-2/myapp-prod/api worker/work' ]
}

@test "calls go to the other region" {
  answer() { :; }
  in_peer aws_call x ecs list-clusters
  grep -q -- 'list-clusters --region us-east-1' "$CALLS"
}

@test "why a step failed there is known here, and the generation of its lock is kept" {
  there() { LOCK_GENERATION=000004 && step_fail 'there it broke' 'mend it'; }
  refute in_peer there
  grep -q 'there it broke' "$WORK/failure.test"
  [ "$PEER_GENERATION" = 000004 ]
}

@test "its contract is read from there, into a folder of its own" {
  answer() { printf '/myapp/prod/standby/region\tus-east-1\n'; }
  peer_read
  grep -q -- 'get-parameters-by-path --path /myapp/prod/standby .*--region us-east-1' "$CALLS"
  [ "$(<"$WORK/peer/contract")" = '/myapp/prod/standby/region	us-east-1' ]
}

@test "what changes something there asks first whether the move is still ours there" {
  lock_owned() { return 1; }
  touched() { touch "$BATS_TEST_TMPDIR/touched"; }
  refute in_peer peer_owned touched
  [ ! -e "$BATS_TEST_TMPDIR/touched" ]
}
