# shellcheck shell=bash
# The preflight: every fact that the promotion rests on, read in parallel within seconds, and one line per check.
# Reads ask the region that is promoted, Route 53 and STS; only --mode switchover asks the other region (peer.sh).
#
# Reads: API_DOMAIN API_TARGET AWS_ADVICE AWS_CALL AWS_CLASS AWS_MESSAGE CAPACITY_BATCH CERTIFICATE CONTRACT_PROBLEMS
#        EXIT_REFUSED HEALTH_PATH MIN_ACU MODE SCHEDULES SERVICES SKIP_DNS VPC_LINK WORK
# Sets:  CHECK_FORCED CHECK_REFUSED CHECK_WARNED FORCEABLE

# The checks that --force may overrule, and what may be forced besides.
FORCEABLE='lock failback already-writer cluster version instance services capacity images schedules listener certificate domain link record
  protection repeat-promotion'
FORCEABLE="${FORCEABLE//$'\n'/ }"

CHECK_REFUSED=() CHECK_WARNED=() CHECK_FORCED=()

# check LEVEL NAME TEXT [FIX]: one verdict: ok, advice (only said), warn or refuse. A refusal that --force names counts as a warning.
check() {
  local level="$1"
  if [[ "$level" == refuse ]] && forced "$2" && [[ " $FORCEABLE " == *" $2 "* ]]; then
    level=forced
  fi
  case "$level" in
    refuse) CHECK_REFUSED+=("$2") ;;
    warn) CHECK_WARNED+=("$2") ;;
    forced) CHECK_FORCED+=("$2") ;;
  esac
  console_check "$level" "$2" "$3" "${4:-}"
}

# check_read NAME CALL: refuses check NAME when that call failed, or left no answer because its process was killed: what
# cannot be read is not known to be well. A role's credentials leave no file.
check_read() {
  [[ -s "$WORK/$2.error" || -f "$WORK/$2" || "$2" == zone-role ]] ||
    aws_hollow "$2" "($2)" 'the process that asked ended without an answer' || true
  aws_failure "$2" || return 0
  aws_advice "$AWS_CLASS" "$AWS_CALL"
  check refuse "$1" "cannot be read: aws $AWS_CALL: $AWS_MESSAGE" "${AWS_ADVICE/, then*--resume/, then run this again}"
  return 1
}

# preflight_gather: all reads. False when the contract cannot be had, which everything else needs.
preflight_gather() {
  local READ_SECONDS=$((READ_SECONDS < 5 ? READ_SECONDS : 5)) AWS_TRIES=2 index job jobs=()
  job_start read.identity aws_call identity sts get-caller-identity --query '[Account,Arn]'
  job_start read.skeleton aws_call skeleton rds failover-global-cluster --generate-cli-skeleton
  jobs=(identity skeleton)
  if contract_read; then
    contract_load
    contract_problems
    if [[ -z "$CONTRACT_PROBLEMS" ]]; then
      contract_names
      preflight_start
    fi
  fi
  for job in "${jobs[@]}"; do
    job_join "read.$job" || true
  done
}

# preflight_start: the reads that need the contract; adds their names to `jobs`.
preflight_start() {
  local index
  preflight_job global aurora_ask_global
  preflight_job cluster aurora_ask_cluster
  preflight_job targets capacity_ask_targets
  for ((index = 0; index < ${#SERVICES[@]}; index += CAPACITY_BATCH)); do
    preflight_job "services.$index" capacity_ask_services "$index"
  done
  for index in "${SCHEDULES[@]}"; do
    preflight_job "rule.$index" schedules_ask "$index"
  done
  [[ -z "$MIN_ACU" ]] || preflight_job acu acu_ask
  preflight_job images images_ask
  preflight_job maintenance maintenance_ask
  preflight_job listener ingress_ask_listener
  preflight_job certificate aws_call certificate acm describe-certificate --certificate-arn "$CERTIFICATE" \
    --query "Certificate.[Status,DomainName,join(',',SubjectAlternativeNames || [''])]"
  [[ -z "$API_DOMAIN" ]] || preflight_job domain aws_call domain apigatewayv2 get-domain-name --domain-name "$API_DOMAIN" \
    --query 'DomainNameConfigurations[].[DomainNameStatus,ApiGatewayDomainName]'
  preflight_job path preflight_path
  preflight_job lag lag_ask
  ((SKIP_DNS)) || preflight_job zone preflight_zone
}

# preflight_path: the link as it is, and then a request through it (which brings an inactive link back).
preflight_path() {
  [[ -z "$VPC_LINK" ]] || aws_call link apigatewayv2 get-vpc-link --vpc-link-id "$VPC_LINK" --query '[VpcLinkStatus,VpcLinkStatusMessage]' || true
  probe_http_into path GET "$HEALTH_PATH" "$API_TARGET"
}

preflight_job() {
  job_start "read.$1" "${@:2}"
  jobs+=("$1")
}

# preflight_zone: the zone's role, then the record and its protections.
preflight_zone() {
  dns_quick dns_assume || return 1
  job_start read.protections dns_quick protection_ask
  job_start read.hosted-zone dns_quick zone_ask
  dns_quick dns_ask_record || true
  job_join read.hosted-zone || true
  job_join read.protections || true
}

# preflight_checks: the verdicts on what was gathered; false when any refuses.
preflight_checks() {
  check_tools
  if check_credentials && check_contract; then
    check_report
    check_lock
    check_resume
    check_journal
    check_freeze
    check_database
    [[ "$MODE" != switchover ]] || check_peer
    check_acu
    check_capacity
    check_images
    [[ "$MODE" != switchover || ! -d "$WORK/peer" ]] || check_same_images
    check_maintenance
    check_schedules
    check_entrance
    check_dns
    check_control_plane
    if [[ "$MODE" == switchover ]]; then check_lag_small; else check_lag; fi
  fi
  ((${#CHECK_REFUSED[@]} == 0))
}

# preflight_end: refuses with exit 3, and says how to overrule.
preflight_refuse() {
  complain '' "Preflight refuses: ${CHECK_REFUSED[*]}"
  complain 'Nothing was changed. Put the lines above right, or overrule a check by name: --force <check> (journalled).'
  end_with "$EXIT_REFUSED"
}
