# shellcheck shell=bash
# The checks on what serves: services and scaling, listener, certificate, domain, VPC link, record.
#
# Reads: API_DOMAIN API_TARGET AWS_CALL AWS_CLASS AWS_MESSAGE CAPACITY_BATCH CERTIFICATE DNS_TIMEOUT ECS_CLUSTER HEALTH_PATH
#        LISTENER_ARN LIVE_COLOR LIVE_GROUP PROBE_BODY PROBE_STATUS RECORD RECORD_FOUND RECORD_SET RECORD_TARGET
#        SERVICES SERVICE_DESIRED SERVICE_ECS SERVICE_MIN SERVICE_STATUS SKIP_DNS TARGET_MAX VPC_LINK WORK ZONE_ID
# Sets:  PROBE_FILE

# check_capacity: every service is there, and auto scaling allows production.
check_capacity() {
  local index readable=1 name ecs missing='' low='' unscaled=''
  for ((index = 0; index < ${#SERVICES[@]}; index += CAPACITY_BATCH)); do
    if check_read services "services.$index"; then capacity_load_services "$index"; else readable=0; fi
  done
  check_read capacity targets || return 0
  capacity_load_targets
  for name in "${SERVICES[@]}"; do
    ecs="${SERVICE_ECS[$name]}"
    [[ "${SERVICE_STATUS[$ecs]:-}" == ACTIVE ]] || missing+=" $name(${SERVICE_STATUS[$ecs]:-not found})"
    if [[ -z "${TARGET_MAX[$ecs]:-}" ]]; then
      unscaled+=" $name"
    elif [[ "${TARGET_MAX[$ecs]}" -lt "${SERVICE_DESIRED[$name]}" || "${TARGET_MAX[$ecs]}" -lt "${SERVICE_MIN[$name]}" ]]; then
      low+=" $name(max ${TARGET_MAX[$ecs]}, production ${SERVICE_DESIRED[$name]})"
    fi
  done
  ((readable)) || return 0
  if [[ -n "$missing" ]]; then
    check refuse services "not active in ECS cluster $ECS_CLUSTER:$missing" 'pulumi up of the workloads of this region'
  else
    check ok services "services active in $ECS_CLUSTER: ${#SERVICES[@]}"
  fi
  if [[ -n "$low" ]]; then
    check refuse capacity "auto scaling allows less than production:$low" \
      'raise max: aws application-autoscaling register-scalable-target --max-capacity …, or pulumi up of the workloads'
  else
    check ok capacity 'auto scaling allows production for every service'
  fi
  [[ -z "$unscaled" ]] || check warn scaling "no scalable target:$unscaled" 'only their desired count will be raised'
}

# check_entrance: listener, certificate, domain, VPC link, and the whole way as it answers now.
check_entrance() {
  check_listener
  check_certificate
  check_domain
  check_link
  check_path
}

check_listener() {
  check_read listener listener || return 0
  if [[ -z "$LIVE_GROUP" ]]; then
    check refuse listener "the contract names no target group for live color '$LIVE_COLOR'" 'pulumi up of the platform'
  elif ! grep -q '^action' "$WORK/listener"; then
    check refuse listener "AWS answered without a default action of $LISTENER_ARN" 'is there such a listener? pulumi up of the platform'
  elif ingress_on_live; then
    check ok listener "forwards to $LIVE_COLOR"
  else
    check ok listener "will be switched to $LIVE_COLOR"
  fi
}

check_certificate() {
  local status domain names
  check_read certificate certificate || return 0
  IFS=$'\t' read -r status domain names <"$WORK/certificate" || true
  if [[ "$status" == ISSUED && -z "$API_DOMAIN" ]] && ! certificate_covers "$domain,$names"; then
    check refuse certificate "$CERTIFICATE is for $domain, not for $RECORD" \
      'give the listener a certificate for that name (the default one, or one more by SNI), name it in ingress/certificate-arn'
  elif [[ "$status" == ISSUED ]]; then
    check ok certificate "issued for $domain"
  else
    check refuse certificate "the certificate of $domain is $status; ISSUED is required" \
      'create its validation record in the hosted zone and wait; without it the domain serves no TLS'
  fi
}

# certificate_covers NAMES: is one of the names, split by commas, that of the record? A wildcard stands for one label.
# API Gateway compares by itself when the domain is made; a load balancer takes any certificate.
certificate_covers() {
  local name wanted="${RECORD,,}"
  for name in ${1//,/ }; do
    name="${name,,}"
    [[ "$name" != "$wanted" && "$name" != "*.${wanted#*.}" ]] || return 0
  done
  return 1
}

check_domain() {
  local status target
  [[ -n "$API_DOMAIN" ]] || return 0
  check_read domain domain || return 0
  IFS=$'\t' read -r status target <"$WORK/domain" || true
  target="${target#None}"
  if [[ "$status" != AVAILABLE && "$status" != None ]]; then
    check refuse domain "$API_DOMAIN is $status; AVAILABLE is required" 'wait for the domain name, or pulumi up of the platform'
  elif ! dns_same "$target" "$API_TARGET"; then
    check refuse domain "$API_DOMAIN enters at ${target:-no domain target (AWS gives none)}, the contract says $API_TARGET" 'pulumi up of the platform writes it again'
  else
    check ok domain "$API_DOMAIN enters at $API_TARGET"
  fi
}

# check_link: a link without traffic for 60 days goes INACTIVE, and takes minutes to come back.
check_link() {
  local status message
  [[ -n "$VPC_LINK" ]] || return 0
  check_read link link || return 0
  IFS=$'\t' read -r status message <"$WORK/link" || true
  if [[ "$status" == AVAILABLE ]]; then
    check ok link "VPC link $VPC_LINK is AVAILABLE"
  else
    check refuse link "VPC link $VPC_LINK is $status${message:+ ($message)}; AVAILABLE is required" \
      'an INACTIVE link (60 days without traffic) wakes up when a request comes; this preflight has sent one: again in minutes'
  fi
}

# check_path: a request through the DR entrance as it stands; a warm standby answers.
check_path() {
  local status='' body=''
  [[ ! -f "$WORK/path.answer" ]] || { IFS= read -r status && IFS= read -r body; } <"$WORK/path.answer" || true
  if [[ "$status" == 2?? ]]; then
    check ok path "GET $HEALTH_PATH through $API_TARGET answers $status"
  else
    check warn path "GET $HEALTH_PATH through $API_TARGET answers ${status:-nothing}: $body" \
      'the warm standby does not serve now; capacity may mend that, the write probe will tell before DNS moves'
  fi
}

# probe_http_into NAME ARGS...: one probe, its status and body as two lines of $WORK/NAME.answer.
probe_http_into() {
  PROBE_FILE="$1"
  probe_http "${@:2}"
  work_keep "$1.answer" "$PROBE_STATUS" "$PROBE_BODY"
}

# check_dns_read CALL: a silent Route 53 stops no promotion: everything else is done, and the move is tried for a while.
check_dns_read() {
  aws_failure "$1" || return 0
  if [[ "$1" == zone-role ]] || aws_transient "$AWS_CLASS"; then
    local how="for ${DNS_TIMEOUT}s"
    ((DNS_TIMEOUT)) || how='for ever'
    check warn record "cannot be read, will be tried: aws $AWS_CALL: $AWS_MESSAGE" \
      "everything else is done meanwhile; move-dns keeps trying $how (--dns-timeout)"
    return 1
  fi
  check_read record "$1"
}

# check_dns: role, record and protection.
check_dns() {
  if ((SKIP_DNS)); then
    check ok record '--skip-dns: the record is not looked at and not moved'
    return
  fi
  check_dns_read zone-role || return 0
  check_dns_read record || return 0
  dns_load_record
  if [[ -n "$RECORD_SET" ]]; then
    check refuse record "$RECORD has a routing policy (set identifier $RECORD_SET); a simple record is required" \
      'ownership of the record is binary: replace the set by one A alias'
  elif ((RECORD_FOUND)); then
    check ok record "$RECORD points at ${RECORD_TARGET:-plain addresses}; will point at $API_TARGET"
  else
    check warn record "$RECORD has no A record in zone $ZONE_ID" 'it will be created; is this the right zone?'
  fi
  check_protection
}
