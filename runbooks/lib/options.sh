# shellcheck shell=bash
# The command line: options and their defaults as globals, and the help that is the script's own header.
#
# Reads: FORCEABLE SCRIPT
# Sets:  APP CONFIRM DNS_ROLE_ARN DNS_TIMEOUT DRY_RUN ENVIRONMENT FORCED MAX_LAG_MS MODE MODES MOVE_REGION
#        ONLY_SERVICES PREFLIGHT_ONLY REGION REPORT_DIR RESUME SKIP_DNS TARGET TIMEOUT YES

MODES='managed switchover detach'

options_defaults() {
  APP='' ENVIRONMENT='' REGION='' MODE='' TARGET='' DNS_ROLE_ARN='' ONLY_SERVICES='' CONFIRM=''
  DRY_RUN=0 YES=0 RESUME=0 SKIP_DNS=0 PREFLIGHT_ONLY=0 TIMEOUT=900 REPORT_DIR=promotion-reports FORCED=' '
  DNS_TIMEOUT=900 MAX_LAG_MS=1000
}

# options_parse ARGS...: fills the globals, or refuses with exit 2 and every problem of the line.
options_parse() {
  options_defaults
  while (($#)); do
    case "$1" in
      -h | --help) options_help && exit 0 ;;
      --dry-run) DRY_RUN=1 ;;
      --yes) YES=1 ;;
      --resume) RESUME=1 ;;
      --skip-dns) SKIP_DNS=1 ;;
      --preflight-only) PREFLIGHT_ONLY=1 ;;
      --app | --env | --region | --mode | --target | --dns-role-arn | --services | --timeout | --report | \
        --confirm | --force | --dns-timeout | --max-lag-ms)
        [[ $# -gt 1 && -n "${2:-}" && "${2:-}" != --* ]] || refuse_usage "$1 needs a value"
        options_value "$1" "$2"
        shift
        ;;
      *) refuse_usage "unknown option '$1'" ;;
    esac
    shift
  done
  options_check
}

# options_value OPTION VALUE: one option that takes a value.
options_value() {
  case "$1" in
    --app) APP="$2" ;;
    --env) ENVIRONMENT="$2" ;;
    --region) REGION="$2" ;;
    --mode) MODE="$2" ;;
    --target) TARGET="$2" ;;
    --dns-role-arn) DNS_ROLE_ARN="$2" ;;
    --services) ONLY_SERVICES="$2" ;;
    --timeout) TIMEOUT="$2" ;;
    --report) REPORT_DIR="$2" ;;
    --confirm) CONFIRM="$2" ;;
    --dns-timeout) DNS_TIMEOUT="$2" ;;
    --max-lag-ms) MAX_LAG_MS="$2" ;;
    --force) FORCED+="$2 " ;;
  esac
}

# options_check: every problem at once, then exit 2.
options_check() {
  local problems=''
  [[ -n "$APP" ]] || problems+='--app is required (for example --app myapp); '
  [[ -n "$ENVIRONMENT" ]] || problems+='--env is required (for example --env prod); '
  [[ -n "$REGION" ]] || problems+='--region is required: the region to promote (for example --region us-west-2); '
  [[ -z "$MODE" || " $MODES " == *" $MODE "* ]] || problems+="--mode is '$MODE'; one of $MODES is required; "
  [[ "$TIMEOUT" =~ ^[1-9][0-9]{0,4}$ ]] || problems+="--timeout is '$TIMEOUT'; whole seconds are required; "
  [[ "$DNS_TIMEOUT" =~ ^(0|[1-9][0-9]{0,5})$ ]] ||
    problems+="--dns-timeout is '$DNS_TIMEOUT'; whole seconds are required, 0 waits for ever; "
  [[ "$MAX_LAG_MS" =~ ^[1-9][0-9]{0,7}$ ]] || problems+="--max-lag-ms is '$MAX_LAG_MS'; whole milliseconds are required; "
  [[ -z "$ONLY_SERVICES" || "$ONLY_SERVICES" =~ ^[A-Za-z0-9_-]+(,[A-Za-z0-9_-]+)*$ ]] ||
    problems+="--services is '$ONLY_SERVICES'; names parted by commas are required; "
  local name
  for name in $FORCED; do
    [[ " $FORCEABLE " == *" $name "* ]] || problems+="--force '$name' is no check that can be forced ($FORCEABLE); "
  done
  ((PREFLIGHT_ONLY + DRY_RUN < 2)) || problems+='--preflight-only and --dry-run exclude each other; '
  [[ "$MODE" != switchover || -z "$ONLY_SERVICES" ]] ||
    problems+='--services is for an unplanned promotion; a planned move takes all services along; '
  MOVE_REGION="$REGION"
  [[ -z "$problems" ]] || refuse_usage "${problems%; }"
}

# options_help: the comment block at the head of the script, without its marks.
options_help() {
  local line first=1
  while IFS= read -r line; do
    if ((first)); then
      first=0
      continue
    fi
    [[ "$line" == '#'* ]] || break
    line="${line#\#}"
    printf '%s\n' "${line# }"
  done <"$SCRIPT"
}

# forced NAME: was --force NAME given?
forced() {
  [[ "$FORCED" == *" $1 "* ]]
}
