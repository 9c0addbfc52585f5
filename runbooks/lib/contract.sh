# shellcheck shell=bash
# The failover contract: what the stacks left in SSM for this hour. One read brings the platform's keys, the services,
# and what earlier runs wrote under incident/. Format: pattern/contract.py.

CONTRACT_VERSION=2
CONTRACT_READABLE='1 2'
CONTRACT_KEYS='version app environment region peer-region database/global-cluster database/cluster
  database/cluster-arn ecs/cluster ingress/listener-arn ingress/live-color ingress/blue-target-group-arn
  ingress/green-target-group-arn ingress/vpc-link-id ingress/api-domain ingress/api-domain-target
  ingress/api-domain-zone-id ingress/certificate-arn dns/zone-id dns/record dns/role-arn probe/health-path
  probe/write-path'

declare -gA CONTRACT=() SERVICE_ECS=() SERVICE_DESIRED=() SERVICE_MIN=() SERVICE_MAX=() SERVICE_GROUPS=()
SERVICES=()

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
  CONTRACT=() SERVICES=()
  while IFS=$'\t' read -r name value; do
    [[ "$name" == "$prefix"* ]] || continue
    CONTRACT["${name#"$prefix"}"]="$value"
  done <"$WORK/contract"
  # contract version 1 spelled it so
  CONTRACT[ingress/live-color]="${CONTRACT[ingress/live-color]:-${CONTRACT[ingress/live-colour]:-}}"
  [[ -n "${CONTRACT[ingress/live-color]}" ]] || unset 'CONTRACT[ingress/live-color]'
  local key
  while IFS= read -r key; do
    [[ "$key" != services/* ]] || contract_service "${key#services/}" "${CONTRACT[$key]}"
  done < <(printf '%s\n' "${!CONTRACT[@]}" | LC_ALL=C sort)
}

# contract_service NAME ENTRY: one `key=value …` entry into the tables.
contract_service() {
  local name="$1" pair service='' desired='' min='' max='' blue='-' green='-'
  [[ -z "$ONLY_SERVICES" || ",$ONLY_SERVICES," == *",$name,"* ]] || return 0
  for pair in $2; do
    case "$pair" in
      service=*) service="${pair#*=}" ;;
      desired=*) desired="${pair#*=}" ;;
      min=*) min="${pair#*=}" ;;
      max=*) max="${pair#*=}" ;;
      blue=*) blue="${pair#*=}" ;;
      green=*) green="${pair#*=}" ;;
    esac
  done
  SERVICES+=("$name")
  SERVICE_ECS["$name"]="$service" SERVICE_DESIRED["$name"]="$desired"
  SERVICE_MIN["$name"]="$min" SERVICE_MAX["$name"]="$max" SERVICE_GROUPS["$name"]="$blue $green"
}

# contract_get KEY: CONTRACT_VALUE = its value; empty where the contract says `-` for none, or has no such key.
contract_get() {
  CONTRACT_VALUE="${CONTRACT[$1]:-}"
  [[ "$CONTRACT_VALUE" != '-' ]] || CONTRACT_VALUE=''
}

# contract_problems: CONTRACT_PROBLEMS = what is wrong with the contract as loaded; empty when it fits this command.
contract_problems() {
  local key missing='' name
  CONTRACT_PROBLEMS=''
  if ((${#CONTRACT[@]} == 0)); then
    CONTRACT_PROBLEMS="nothing under $(contract_path) in $REGION"
    return 0
  fi
  for key in $CONTRACT_KEYS; do
    [[ -n "${CONTRACT[$key]:-}" ]] || missing+=" $key"
  done
  [[ -z "$missing" ]] || CONTRACT_PROBLEMS+="keys are missing:$missing; "
  contract_version_known
  contract_expect app "$APP"
  contract_expect environment "$ENVIRONMENT"
  contract_expect region "$REGION"
  ((${#SERVICES[@]})) || CONTRACT_PROBLEMS+='it names no service to raise; '
  for name in "${SERVICES[@]}"; do
    [[ -n "${SERVICE_ECS[$name]}" && "${SERVICE_DESIRED[$name]}" =~ ^[0-9]+$ && "${SERVICE_MIN[$name]}" =~ ^[0-9]+$ && \
      "${SERVICE_MAX[$name]}" =~ ^[0-9]+$ ]] || CONTRACT_PROBLEMS+="services/$name cannot be read; "
  done
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

# contract_live_group: CONTRACT_VALUE = ARN of the target group of the live colour; empty when there is none.
contract_live_group() {
  contract_get ingress/live-color
  contract_get "ingress/${CONTRACT_VALUE:-none}-target-group-arn"
}

# contract_names: the contract's values under the names that the steps use.
contract_names() {
  contract_get database/global-cluster && GLOBAL_CLUSTER="$CONTRACT_VALUE"
  contract_get database/cluster-arn && TARGET_ARN="$CONTRACT_VALUE"
  [[ -z "$TARGET" ]] || contract_target
  TARGET_CLUSTER="${TARGET_ARN##*:}"
  contract_get ecs/cluster && ECS_CLUSTER="$CONTRACT_VALUE"
  contract_get ingress/listener-arn && LISTENER_ARN="$CONTRACT_VALUE"
  contract_get ingress/live-color && LIVE_COLOUR="$CONTRACT_VALUE"
  contract_live_group && LIVE_GROUP="$CONTRACT_VALUE"
  contract_get ingress/vpc-link-id && VPC_LINK="$CONTRACT_VALUE"
  contract_get ingress/api-domain && API_DOMAIN="$CONTRACT_VALUE"
  contract_get ingress/api-domain-target && API_TARGET="${CONTRACT_VALUE%.}"
  contract_get ingress/api-domain-zone-id && API_ZONE="$CONTRACT_VALUE"
  contract_get ingress/certificate-arn && CERTIFICATE="$CONTRACT_VALUE"
  contract_get dns/zone-id && ZONE_ID="${CONTRACT_VALUE##*/}"
  contract_get dns/record && RECORD="${CONTRACT_VALUE%.}"
  contract_get dns/role-arn && ZONE_ROLE="${DNS_ROLE_ARN:-$CONTRACT_VALUE}"
  contract_get probe/health-path && HEALTH_PATH="$CONTRACT_VALUE"
  contract_get probe/write-path && WRITE_PATH="$CONTRACT_VALUE"
  contract_get peer-region && PEER_REGION="$CONTRACT_VALUE"
}

# contract_target: --target, an ARN or an identifier of this region, instead of the contract's cluster.
contract_target() {
  if [[ "$TARGET" == arn:* ]]; then TARGET_ARN="$TARGET"; else TARGET_ARN="${TARGET_ARN%:*}:$TARGET"; fi
}
