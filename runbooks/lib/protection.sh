# shellcheck shell=bash
# Protections of the record: Route 53 refuses to change a protected name and type. The list call is newer than most
# AWS CLIs, so that curl signs it where it can (7.75 or newer); credentials reach curl on its standard input, never as
# an argument or in a file.
#
# Reads: AWS_CLASS AWS_MESSAGE AWS_TRIES BACKOFF_SECONDS CONNECT_SECONDS READ_SECONDS RECORD TARGET_ARN WORK ZONE_ID
#        ZONE_KEY ZONE_ROLE ZONE_SECRET ZONE_TOKEN
# Sets:  AWS_ANSWER PROTECTION_HOST

PROTECTION_HOST=route53.amazonaws.com

# protection_ask: the protected names and types into $WORK/protections (`name<TAB>type`), or $WORK/protections.error.
protection_ask() {
  local - key secret token body
  { set +x; } 2>/dev/null
  if [[ "$TARGET_ARN" == arn:aws:* ]] && curl --help all 2>/dev/null | grep -q -- --aws-sigv4 && protection_credentials; then
    body="$(protection_request)" || return 1
    protection_parse "$body" >"$WORK/protections.new"
    mv "$WORK/protections.new" "$WORK/protections"
    return 0
  fi
  dns_aws protections route53 list-resource-record-set-protections --hosted-zone-id "$ZONE_ID" \
    --query 'ResourceRecordSetProtections[].[RecordName,RecordType]'
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

# protection_request: the signed request's body on stdout; on failure the reason, as aws_explain leaves it.
protection_request() {
  local try answer status
  for ((try = 1; ; try++)); do
    answer="$(
      {
        printf 'user = "%s:%s"\n' "$key" "$secret"
        [[ -z "$token" ]] || printf 'header = "X-Amz-Security-Token: %s"\n' "$token"
      } | curl -q -sS -K - --aws-sigv4 'aws:amz:us-east-1:route53' --connect-timeout "$CONNECT_SECONDS" \
        --max-time "$READ_SECONDS" -w '\n%{http_code}' \
        "https://$PROTECTION_HOST/2013-04-01/hostedzone/$ZONE_ID/rrsetprotection" 2>"$WORK/protections.stderr"
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
