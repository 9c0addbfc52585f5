# shellcheck shell=bash
# The failover contract: what the stacks left in SSM. One read brings the platform's keys, the services, the schedules,
# and what earlier runs wrote under incident/. Format: pattern/contract.py. Versions 1 and 2 are read; keys and pairs
# that are not known are ignored.
#
# Reads: APP DNS_ROLE_ARN ENVIRONMENT ONLY_SERVICES REGION TARGET WORK
# Sets:  API_DOMAIN API_TARGET API_ZONE CERTIFICATE CONTRACT CONTRACT_KEYS CONTRACT_MAY_BE_NONE CONTRACT_PROBLEMS
#        CONTRACT_READABLE CONTRACT_VALUE ECS_CLUSTER GLOBAL_CLUSTER HEALTH_PATH LISTENER_ARN LIVE_COLOR LIVE_GROUP
#        MIN_ACU OFF_SERVICES PEER_REGION RECORD SCHEDULES SCHEDULE_RULE SERVICES SERVICE_DESIRED SERVICE_ECS
#        SERVICE_GROUPS SERVICE_IMAGE SERVICE_MAX SERVICE_MIN SERVICE_RECYCLE TARGET_ARN TARGET_CLUSTER TOPIC_ARN
#        VPC_LINK WARM_SERVICES WRITE_PATH ZONE_ID ZONE_ROLE

CONTRACT_READABLE='1 2'
CONTRACT_KEYS='version app environment region peer-region database/global-cluster database/cluster
  database/cluster-arn ecs/cluster ingress/listener-arn ingress/live-color ingress/blue-target-group-arn
  ingress/green-target-group-arn ingress/vpc-link-id ingress/api-domain ingress/api-domain-target
  ingress/api-domain-zone-id ingress/certificate-arn dns/zone-id dns/record dns/role-arn probe/health-path
  probe/write-path'

CONTRACT_MAY_BE_NONE='ingress/green-target-group-arn ingress/vpc-link-id ingress/api-domain dns/role-arn probe/write-path'

declare -gA CONTRACT=() SERVICE_ECS=() SERVICE_DESIRED=() SERVICE_MIN=() SERVICE_MAX=() SERVICE_GROUPS=()
declare -gA SERVICE_IMAGE=() SERVICE_RECYCLE=() SCHEDULE_RULE=()
SERVICES=() WARM_SERVICES=() OFF_SERVICES=() SCHEDULES=()

# contract_path: where the contract lies.
contract_path() {
  printf '/%s/%s/standby' "$APP" "$ENVIRONMENT"
}

# contract_read: the whole path into $WORK/contract, one `name<TAB>value` per line.
contract_read() {
  aws_call contract ssm get-parameters-by-path --path "$(contract_path)" --recursive \
    --query 'Parameters[].[Name,Value]'
}

# contract_load: $WORK/contract into CONTRACT (by key) and the SERVICE_* tables (by name, in SERVICES' order).
contract_load() {
  local name value prefix
  prefix="$(contract_path)/"
  CONTRACT=() SERVICES=() WARM_SERVICES=() OFF_SERVICES=() SCHEDULES=()
  while IFS=$'\t' read -r name value; do
    [[ "$name" == "$prefix"* ]] || continue
    CONTRACT["${name#"$prefix"}"]="$value"
  done <"$WORK/contract"
  # contract version 1 spelled it so
  CONTRACT[ingress/live-color]="${CONTRACT[ingress/live-color]:-${CONTRACT[ingress/live-colour]:-}}"
  [[ -n "${CONTRACT[ingress/live-color]}" ]] || unset 'CONTRACT[ingress/live-color]'
  local key
  while IFS= read -r key; do
    case "$key" in
      services/*) contract_service "${key#services/}" "${CONTRACT[$key]}" ;;
      schedules/*) contract_schedule "${key#schedules/}" "${CONTRACT[$key]}" ;;
    esac
  done < <(printf '%s\n' "${!CONTRACT[@]}" | LC_ALL=C sort)
}

# contract_chosen NAME: is the service among those of --services (all when it was not given)?
contract_chosen() {
  [[ -z "$ONLY_SERVICES" || ",$ONLY_SERVICES," == *",$1,"* ]]
}

# contract_pair TEXT KEY DEFAULT: CONTRACT_VALUE = that value of a `key=value key=value` text.
contract_pair() {
  local pair
  CONTRACT_VALUE="$3"
  for pair in $1; do
    [[ "$pair" != "$2="* ]] || CONTRACT_VALUE="${pair#*=}"
  done
}

# contract_field TABLE NAME ENTRY KEY DEFAULT: that value of the entry into TABLE, under NAME.
contract_field() {
  local -n contract_table="$1"
  contract_pair "$3" "$4" "$5"
  contract_table["$2"]="$CONTRACT_VALUE"
}

# contract_service NAME ENTRY: one entry into the tables. What version 1 does not say: warm, no image, no recycling.
contract_service() {
  local name="$1" blue
  contract_chosen "$name" || return 0
  SERVICES+=("$name")
  contract_field SERVICE_ECS "$name" "$2" service ''
  contract_field SERVICE_DESIRED "$name" "$2" desired ''
  contract_field SERVICE_MIN "$name" "$2" min ''
  contract_field SERVICE_MAX "$name" "$2" max ''
  contract_field SERVICE_IMAGE "$name" "$2" image -
  contract_field SERVICE_RECYCLE "$name" "$2" recycle false
  contract_pair "$2" blue -
  blue="$CONTRACT_VALUE"
  contract_pair "$2" green -
  SERVICE_GROUPS["$name"]="$blue $CONTRACT_VALUE"
  contract_pair "$2" standby warm
  if [[ "$CONTRACT_VALUE" == off ]]; then OFF_SERVICES+=("$name"); else WARM_SERVICES+=("$name"); fi
}

# contract_schedule NAME ENTRY: the rule of one schedule, when its service is among the chosen ones.
contract_schedule() {
  contract_pair "$2" service ''
  contract_chosen "$CONTRACT_VALUE" || return 0
  SCHEDULES+=("$1")
  contract_field SCHEDULE_RULE "$1" "$2" rule ''
}

# contract_get KEY: CONTRACT_VALUE = its value; empty where the contract says `-` for none, or has no such key.
contract_get() {
  CONTRACT_VALUE="${CONTRACT[$1]:-}"
  [[ "$CONTRACT_VALUE" != '-' ]] || CONTRACT_VALUE=''
}

# contract_problems: CONTRACT_PROBLEMS = what is wrong with the contract as loaded; empty when it fits this command.
contract_problems() {
  local key missing='' name number='^(0|[1-9][0-9]*)$'
  CONTRACT_PROBLEMS=''
  if ((${#CONTRACT[@]} == 0)); then
    CONTRACT_PROBLEMS="nothing under $(contract_path) in $REGION"
    return 0
  fi
  for key in $CONTRACT_KEYS; do
    [[ -n "${CONTRACT[$key]:-}" ]] || missing+=" $key"
    [[ "${CONTRACT[$key]:-}" != - || " $CONTRACT_MAY_BE_NONE " == *" $key "* ]] ||
      CONTRACT_PROBLEMS+="$key is '-', but a value is required; "
  done
  [[ -z "$missing" ]] || CONTRACT_PROBLEMS+="keys are missing:$missing; "
  contract_version_known
  contract_expect app "$APP"
  contract_expect environment "$ENVIRONMENT"
  contract_expect region "$REGION"
  ((${#SERVICES[@]})) || CONTRACT_PROBLEMS+='it names no service to raise; '
  for name in "${SERVICES[@]}"; do
    [[ -n "${SERVICE_ECS[$name]}" && "${SERVICE_DESIRED[$name]}" =~ $number && "${SERVICE_MIN[$name]}" =~ $number && \
      "${SERVICE_MAX[$name]}" =~ $number ]] || CONTRACT_PROBLEMS+="services/$name cannot be read; "
  done
  for name in "${SCHEDULES[@]}"; do
    [[ -n "${SCHEDULE_RULE[$name]}" ]] || CONTRACT_PROBLEMS+="schedules/$name names no rule; "
  done
  name="${CONTRACT[database/min-acu]:--}"
  [[ "$name" == - || "$name" =~ ^[0-9]+(\.[05])?$ ]] ||
    CONTRACT_PROBLEMS+="database/min-acu is '$name', but a number such as 0.5 or 4 is required; "
  contract_only_known
  CONTRACT_PROBLEMS="${CONTRACT_PROBLEMS%; }"
}

# contract_expect KEY VALUE: adds a problem when the contract says something else.
contract_expect() {
  local found="${CONTRACT[$1]:-}"
  [[ -z "$found" || "$found" == "$2" ]] || CONTRACT_PROBLEMS+="$1 is '$found', but '$2' is required; "
}

# contract_version_known: adds a problem when this command does not read the contract's version.
contract_version_known() {
  local found="${CONTRACT[version]:-}"
  [[ -z "$found" || " $CONTRACT_READABLE " == *" $found "* ]] ||
    CONTRACT_PROBLEMS+="version is '$found', but one of $CONTRACT_READABLE is required; "
}

# contract_only_known: adds a problem for each name of --services that the contract does not have.
contract_only_known() {
  local name
  for name in ${ONLY_SERVICES//,/ }; do
    [[ -n "${CONTRACT[services/$name]:-}" ]] || CONTRACT_PROBLEMS+="--services names '$name', which it does not have; "
  done
}

# contract_name NAME KEY: the variable NAME = the value of that key; empty for none.
contract_name() {
  contract_get "$2"
  printf -v "$1" '%s' "$CONTRACT_VALUE"
}

# contract_names: the contract's values under the names that the steps use.
contract_names() {
  contract_name GLOBAL_CLUSTER database/global-cluster
  contract_name TARGET_ARN database/cluster-arn
  [[ -z "$TARGET" ]] || contract_target
  TARGET_CLUSTER="${TARGET_ARN##*:}"
  contract_name MIN_ACU database/min-acu
  contract_name ECS_CLUSTER ecs/cluster
  contract_name LISTENER_ARN ingress/listener-arn
  contract_name LIVE_COLOR ingress/live-color
  contract_name LIVE_GROUP "ingress/${LIVE_COLOR:-none}-target-group-arn"
  contract_name VPC_LINK ingress/vpc-link-id
  contract_name API_DOMAIN ingress/api-domain
  contract_name API_TARGET ingress/api-domain-target
  API_TARGET="${API_TARGET%.}"
  contract_name API_ZONE ingress/api-domain-zone-id
  contract_name CERTIFICATE ingress/certificate-arn
  contract_name ZONE_ID dns/zone-id
  ZONE_ID="${ZONE_ID##*/}"
  contract_name RECORD dns/record
  RECORD="${RECORD%.}"
  contract_name ZONE_ROLE dns/role-arn
  ZONE_ROLE="${DNS_ROLE_ARN:-$ZONE_ROLE}"
  contract_name HEALTH_PATH probe/health-path
  contract_name WRITE_PATH probe/write-path
  contract_name PEER_REGION peer-region
  contract_name TOPIC_ARN watch/topic-arn
}

# contract_target: --target, an ARN or an identifier of this region, instead of the contract's cluster.
contract_target() {
  if [[ "$TARGET" == arn:* ]]; then TARGET_ARN="$TARGET"; else TARGET_ARN="${TARGET_ARN%:*}:$TARGET"; fi
}
