# shellcheck shell=bash
# HTTP probes with curl: the public name as a customer meets it, or the DR region's own entrance before DNS points
# there (--connect-to: the public name in TLS and Host, the API domain's target on the wire).
#
# Reads: API_TARGET CLOCK_DEADLINE DRY_GROUP DRY_RUN HEALTH_PATH PEER_REGION PROBE_FILE PROBE_SECONDS RECORD REGION
#        WORK WRITE_PATH
# Sets:  PROBE_BODY PROBE_CONNECT_SECONDS PROBE_MAX_SECONDS PROBE_REGION PROBE_STATUS

PROBE_CONNECT_SECONDS=3
PROBE_MAX_SECONDS=5

# probe_http METHOD PATH [TARGET]: PROBE_STATUS (000 when nothing answered) and PROBE_BODY, its first 300 characters.
# Each caller that runs beside others sets PROBE_FILE of its own.
probe_http() {
  local file="$WORK/${PROBE_FILE:-probe}" enter=()
  [[ -z "${3:-}" ]] || enter=(--connect-to "$RECORD:443:$3:443")
  PROBE_STATUS="$(curl -q -sS -X "$1" "${enter[@]}" --connect-timeout "$PROBE_CONNECT_SECONDS" \
    --max-time "$PROBE_MAX_SECONDS" -o "$file" -w '%{http_code}' "https://$RECORD$2" 2>"$file.stderr")" || true
  [[ "$PROBE_STATUS" =~ ^[0-9]{3}$ ]] || PROBE_STATUS=000
  [[ "$PROBE_STATUS" != 000 ]] || file="$file.stderr"
  PROBE_BODY=''
  [[ ! -f "$file" ]] || IFS= read -r -N 300 PROBE_BODY <"$file" || true
  PROBE_BODY="${PROBE_BODY//$'\n'/ }"
}

# probe_ok: did the last probe get a 2xx?
probe_ok() {
  [[ "$PROBE_STATUS" == 2?? ]]
}

# probe_region: PROBE_REGION = ours, other or unsaid: which region the last answer says it came from.
probe_region() {
  case "$PROBE_BODY" in
    *"\"$REGION\""*) PROBE_REGION=ours ;;
    *"\"$PEER_REGION\""*) PROBE_REGION=other ;;
    *) PROBE_REGION=unsaid ;;
  esac
}

# probe_until METHOD PATH TARGET SECONDS: repeats until a 2xx; false when the time is over.
probe_until() {
  local deadline
  clock_deadline "$4"
  deadline="$CLOCK_DEADLINE"
  while :; do
    probe_http "$1" "$2" "$3"
    ! probe_ok || return 0
    ! clock_passed "$deadline" || return 1
    clock_pause
  done
}

# probe_before_dns: the step: through the DR entrance, health first, then a write.
probe_before_dns() {
  if ((DRY_RUN)); then
    printf '[%s] curl --connect-to %s:443:%s:443 https://%s%s\n' "$DRY_GROUP" "$RECORD" "$API_TARGET" "$RECORD" "$HEALTH_PATH"
    [[ -z "$WRITE_PATH" ]] || printf '[%s] curl -X POST --connect-to %s:443:%s:443 https://%s%s\n' \
      "$DRY_GROUP" "$RECORD" "$API_TARGET" "$RECORD" "$WRITE_PATH"
    return 0
  fi
  probe_until GET "$HEALTH_PATH" "$API_TARGET" "$PROBE_SECONDS" || {
    step_fail "GET $HEALTH_PATH through $API_TARGET answers $PROBE_STATUS: $PROBE_BODY" \
      'the way domain - link - listener - targets is broken where the answer says; DNS was not moved; then --resume' ||
      return 1
  }
  if [[ -z "$WRITE_PATH" ]]; then
    say '  WARNING: no write path in the contract: that the app can write is known from the RDS API only'
    step_detail 'health answers; no write path configured'
    return 0
  fi
  probe_until POST "$WRITE_PATH" "$API_TARGET" "$PROBE_SECONDS" || {
    step_fail "POST $WRITE_PATH through $API_TARGET answers $PROBE_STATUS: $PROBE_BODY" \
      'the app cannot write: restart its pooled connections (aws ecs update-service --force-new-deployment); DNS was not moved; then --resume' ||
      return 1
  }
  step_detail 'health and a write answer through the DR entrance'
}
