load ../runbook.bash

setup() {
  runbook_setup
  write_contract
  contract_load
}

# Every key of the contract and two services, as `ssm get-parameters-by-path --output text` prints them.
write_contract() {
  local key
  {
    for key in $CONTRACT_KEYS; do
      printf '/myapp/prod/standby/%s\tvalue-of-%s\n' "$key" "${key//\//-}"
    done
    printf '/myapp/prod/standby/%s\t%s\n' version 1 app myapp environment prod region us-west-2 dns/role-arn - \
      ingress/live-color green database/cluster-arn arn:aws:rds:us-west-2:1:cluster:c \
      services/worker 'name=worker service=myapp-worker desired=4 min=2 max=8 blue=- green=-' \
      services/api 'name=api service=api desired=6 min=4 max=12 blue=arn:b green=arn:g'
  } >"$WORK/contract"
}

@test "values and services are read, services in order of their names" {
  [ "${SERVICES[*]}" = 'api worker' ]
  [ "${SERVICE_ECS[worker]}/${SERVICE_DESIRED[api]}/${SERVICE_MIN[api]}/${SERVICE_MAX[worker]}" = myapp-worker/6/4/8 ]
  [ "${SERVICE_GROUPS[api]}" = 'arn:b arn:g' ]
  contract_get dns/zone-id
  [ "$CONTRACT_VALUE" = value-of-dns-zone-id ]
}

@test "a dash says none" {
  contract_get dns/role-arn
  [ -z "$CONTRACT_VALUE" ]
}

@test "a whole contract about this app and region has no problem" {
  contract_problems
  [ -z "$CONTRACT_PROBLEMS" ]
}

@test "every key of pattern/contract.py that the promotion reads is known there" {
  for key in $CONTRACT_KEYS; do
    grep -q "\"$key\"" "$REPOSITORY/pattern/contract.py" || { echo "$key"; false; }
  done
  version=$(sed -n 's/^VERSION = "\(.*\)"/\1/p' "$REPOSITORY/pattern/contract.py")
  [[ " $CONTRACT_READABLE " == *" $version "* ]]
}

@test "an empty path, missing keys, and another app are told apart" {
  unset 'CONTRACT[dns/zone-id]' 'CONTRACT[ecs/cluster]'
  CONTRACT[app]=other
  contract_problems
  [[ "$CONTRACT_PROBLEMS" == *'keys are missing: ecs/cluster dns/zone-id'* ]]
  [[ "$CONTRACT_PROBLEMS" == *"app is 'other', but 'myapp' is required"* ]]
  CONTRACT=()
  contract_problems
  [ "$CONTRACT_PROBLEMS" = 'nothing under /myapp/prod/standby in us-west-2' ]
}

@test "a newer contract and one of the other region are refused" {
  CONTRACT[version]=3 CONTRACT[region]=us-east-1
  contract_problems
  [[ "$CONTRACT_PROBLEMS" == *"version is '3', but one of 1 2 is required"* ]]
  [[ "$CONTRACT_PROBLEMS" == *"region is 'us-east-1', but 'us-west-2' is required"* ]]
}

@test "a service entry that cannot be read is named" {
  SERVICE_MIN[api]=many
  contract_problems
  [[ "$CONTRACT_PROBLEMS" == *'services/api cannot be read'* ]]
}

@test "--services keeps only those, and an unknown one is a problem" {
  ONLY_SERVICES=api,ghost
  contract_load
  contract_problems
  [ "${SERVICES[*]}" = api ]
  [[ "$CONTRACT_PROBLEMS" == *"names 'ghost'"* ]]
}

@test "version 1 spelled the live color otherwise, and is read" {
  sed -i -e 's,ingress/live-color\t.*,ingress/live-colour\tblue,' "$WORK/contract"
  contract_load
  contract_names
  [ "$LIVE_GROUP" = value-of-ingress-blue-target-group-arn ]
}

@test "version 2: what is off in a standby region, images, recycling, schedules" {
  {
    printf '/myapp/prod/standby/services/worker\t%s\n' \
      'name=worker service=w desired=4 min=2 max=8 blue=- green=- standby=off image=r/w:1 recycle=true later=x'
    printf '/myapp/prod/standby/schedules/nightly\t%s\n' 'rule=myapp-prod-nightly service=worker'
    printf '/myapp/prod/standby/database/min-acu\t0.5\n'
    printf '/myapp/prod/standby/some/new-key\tx\n'
  } >>"$WORK/contract"
  contract_load
  contract_problems
  [ -z "$CONTRACT_PROBLEMS" ]
  contract_names
  [ "${WARM_SERVICES[*]}/${OFF_SERVICES[*]}/${SCHEDULES[*]}" = api/worker/nightly ]
  [ "${SERVICE_IMAGE[worker]}/${SERVICE_RECYCLE[worker]}/${SERVICE_RECYCLE[api]}" = r/w:1/true/false ]
  [ "${SCHEDULE_RULE[nightly]}/$MIN_ACU" = myapp-prod-nightly/0.5 ]
  ONLY_SERVICES=api
  contract_load
  [ "${#OFF_SERVICES[@]}/${#SCHEDULES[@]}" = 0/0 ]
}

@test "version 1 says nothing of it: everything is warm" {
  [ "${WARM_SERVICES[*]}/${OFF_SERVICES[*]}/${SCHEDULES[*]}" = 'api worker//' ]
}

@test "numbers that bash would misread, a dash where a value is needed, a rule without a name" {
  SERVICE_MIN[api]=08 CONTRACT[ecs/cluster]=- CONTRACT[database/min-acu]=lots SCHEDULES=(nightly)
  SCHEDULE_RULE[nightly]=''
  contract_problems
  [[ "$CONTRACT_PROBLEMS" == *'services/api cannot be read'* ]]
  [[ "$CONTRACT_PROBLEMS" == *"ecs/cluster is '-'"* ]]
  [[ "$CONTRACT_PROBLEMS" == *"database/min-acu is 'lots'"* ]]
  [[ "$CONTRACT_PROBLEMS" == *'schedules/nightly names no rule'* ]]
}

@test "the live color chooses the target group" {
  contract_names
  [ "$LIVE_GROUP" = value-of-ingress-green-target-group-arn ]
}

@test "--target may be an identifier or an ARN; --dns-role-arn beats the contract" {
  TARGET=other DNS_ROLE_ARN=arn:role
  contract_names
  [ "$TARGET_ARN/$TARGET_CLUSTER/$ZONE_ROLE" = arn:aws:rds:us-west-2:1:cluster:other/other/arn:role ]
  TARGET=arn:aws:rds:us-west-2:1:cluster:third
  contract_names
  [ "$TARGET_CLUSTER" = third ]
}
