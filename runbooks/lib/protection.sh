# shellcheck shell=bash
# Protections of the record: Route 53 refuses to change a protected name and type. An AWS CLI that is too old to know the
# list call leaves it to curl (7.75 or newer), which signs the same request to the same endpoint; credentials reach curl
# on its standard input, never as an argument or in a file.
#
# Reads: AWS_CLASS AWS_ENDPOINT_URL AWS_ENDPOINT_URL_ROUTE_53 AWS_MESSAGE AWS_TRIES BACKOFF_SECONDS CONNECT_SECONDS
#        READ_SECONDS RECORD TARGET_ARN WORK ZONE_ID ZONE_KEY ZONE_ROLE ZONE_SECRET ZONE_TOKEN
# Sets:  AWS_ANSWER PROTECTION_CALL PROTECTION_ENDPOINT PROTECTION_SIGNER PROTECTION_TOKEN

PROTECTION_CALL='route53 list-resource-record-set-protections'

# protection_ask: the protected names and types into $WORK/protections (`name<TAB>type`, after a line `listed<TAB>-`, which
# proves that Route 53 answered with a list), or $WORK/protections.error.
protection_ask() {
  if dns_aws protections route53 list-resource-record-set-protections --hosted-zone-id "$ZONE_ID" \
    --query "[[['listed','-']],ResourceRecordSetProtections[].[RecordName,RecordType]][]"; then
    if grep -q $'^listed\t-$' "$WORK/protections" && ! grep -q '^None$' "$WORK/protections"; then return 0; fi
    aws_hollow protections "$PROTECTION_CALL" 'the answer has no list of protections'
    return
  fi
  [[ "$AWS_CLASS" == unknown-command ]] && protection_endpoint || return 1
  protection_ask_curl
}

# protection_endpoint: PROTECTION_ENDPOINT = where the AWS CLI sends Route 53's calls, PROTECTION_SIGNER = the region that signs
# them; false where only the CLI knows, and where curl cannot sign. The order is the CLI's: the environment, then the
# profile; a `services` section of the profile is read by the CLI alone.
protection_endpoint() {
  PROTECTION_ENDPOINT="${AWS_ENDPOINT_URL_ROUTE_53:-${AWS_ENDPOINT_URL:-}}"
  PROTECTION_SIGNER=us-east-1
  curl --help all 2>/dev/null | grep -q -- --aws-sigv4 || return 1
  [[ -z "$PROTECTION_ENDPOINT" ]] || return 0
  [[ -z "$(aws_cli configure get services 2>/dev/null)" ]] || return 1
  PROTECTION_ENDPOINT="$(aws_cli configure get endpoint_url 2>/dev/null)" || true
  [[ -z "$PROTECTION_ENDPOINT" ]] || return 0
  # Route 53's endpoint of each partition: botocore's endpoints.json, service route53
  case "$TARGET_ARN" in
    arn:aws:*) PROTECTION_ENDPOINT=https://route53.amazonaws.com ;;
    arn:aws-cn:*) PROTECTION_ENDPOINT=https://route53.amazonaws.com.cn PROTECTION_SIGNER=cn-northwest-1 ;;
    arn:aws-us-gov:*) PROTECTION_ENDPOINT=https://route53.us-gov.amazonaws.com PROTECTION_SIGNER=us-gov-west-1 ;;
    *) return 1 ;;
  esac
}

# protection_ask_curl: the same as protection_ask, page by page.
protection_ask_curl() {
  local - key secret token body
  { set +x; } 2>/dev/null
  protection_credentials || return 1
  PROTECTION_TOKEN=''
  printf 'listed\t-\n' >"$WORK/protections.new"
  while :; do
    body="$(protection_request)" || return 1
    if [[ "$body" != *'<ResourceRecordSetProtections'* ]]; then
      aws_hollow protections "$PROTECTION_CALL" 'the answer has no list of protections'
      return
    fi
    protection_parse "$body" >>"$WORK/protections.new"
    [[ "$body" == *'<NextToken>'* ]] || break
    PROTECTION_TOKEN="${body#*<NextToken>}"
    PROTECTION_TOKEN="${PROTECTION_TOKEN%%<*}"
  done
  mv "$WORK/protections.new" "$WORK/protections"
  rm -f "$WORK/protections.error"
}

# protection_credentials: key, secret, token (of the caller) = whom the request is signed as.
protection_credentials() {
  local line
  if [[ -n "$ZONE_ROLE" ]]; then
    key="$ZONE_KEY" secret="$ZONE_SECRET" token="$ZONE_TOKEN"
  elif [[ -n "${AWS_ACCESS_KEY_ID:-}" && -n "${AWS_SECRET_ACCESS_KEY:-}" ]]; then
    key="$AWS_ACCESS_KEY_ID" secret="$AWS_SECRET_ACCESS_KEY" token="${AWS_SESSION_TOKEN:-}"
  else
    aws_secret exported configure export-credentials --format env-no-export || return 1
    key='' secret='' token=''
    while IFS= read -r line; do
      case "$line" in
        AWS_ACCESS_KEY_ID=*) key="${line#*=}" ;;
        AWS_SECRET_ACCESS_KEY=*) secret="${line#*=}" ;;
        AWS_SESSION_TOKEN=*) token="${line#*=}" ;;
      esac
    done <<<"$AWS_ANSWER"
    AWS_ANSWER=''
  fi
  [[ -n "$key" && -n "$secret" ]]
}

# protection_request: one page's body on stdout, from PROTECTION_TOKEN on; on failure the reason, as aws_explain leaves it.
protection_request() {
  local try answer status page=()
  [[ -z "$PROTECTION_TOKEN" ]] || page=(-G --data-urlencode "nexttoken=$PROTECTION_TOKEN")
  for ((try = 1; ; try++)); do
    answer="$(
      {
        printf 'user = "%s:%s"\n' "$key" "$secret"
        [[ -z "$token" ]] || printf 'header = "X-Amz-Security-Token: %s"\n' "$token"
      } | curl -q -sS -K - --aws-sigv4 "aws:amz:$PROTECTION_SIGNER:route53" --connect-timeout "$CONNECT_SECONDS" \
        --max-time "$READ_SECONDS" -w '\n%{http_code}' "${page[@]}" \
        "${PROTECTION_ENDPOINT%/}/2013-04-01/hostedzone/$ZONE_ID/rrsetprotection" 2>"$WORK/protections.stderr"
    )" || true
    status="${answer##*$'\n'}"
    [[ "$status" != 200 ]] || break
    printf '%s (%s) %s\n' "${answer%$'\n'*}" "$status" "$(<"$WORK/protections.stderr")" >"$WORK/protections.said"
    mv "$WORK/protections.said" "$WORK/protections.stderr"
    aws_explain protections route53 list-resource-record-set-protections
    ((try < AWS_TRIES)) && aws_transient "$AWS_CLASS" || return 1
    clock_pause "$BACKOFF_SECONDS"
  done
  printf '%s\n' "${answer%$'\n'*}"
}

# protection_parse XML: one `name<TAB>type` per protection.
protection_parse() {
  local rest="$1" name
  while [[ "$rest" == *'<RecordName>'* ]]; do
    rest="${rest#*<RecordName>}"
    name="${rest%%<*}"
    rest="${rest#*<RecordType>}"
    printf '%s\t%s\n' "$name" "${rest%%<*}"
  done
}

# protection_stands: is the record among them?
protection_stands() {
  local name type
  while IFS=$'\t' read -r name type; do
    if dns_same "$name" "$RECORD" && [[ "$type" == A ]]; then
      return 0
    fi
  done <"$WORK/protections"
  return 1
}

# check_protection: the preflight's verdict. What cannot be listed is a warning: the change itself would still tell.
check_protection() {
  if aws_failure protections; then
    check warn protection "cannot be listed: $AWS_MESSAGE" \
      'if the record is protected, Route 53 will refuse to move it; look in the console, or update curl or the AWS CLI'
  elif protection_stands; then
    check refuse protection "$RECORD A is protected: Route 53 would refuse to move it" \
      "remove it: aws route53 delete-resource-record-set-protections --hosted-zone-id $ZONE_ID …"
  else
    check ok protection "$RECORD A is not protected"
  fi
}
