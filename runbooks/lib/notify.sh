# shellcheck shell=bash
# Messages for people: to the region's SNS topic (`watch/topic-arn`) at the start, when the writer is confirmed, when the
# traffic has moved, at the end, and when the run stops. Best effort: sent beside us, once, and never a reason to wait
# (but a moment at the very end) or to fail.
#
# Reads: APP CLOCK_MS DRY_RUN ENVIRONMENT MODE REGION RUN TOPIC_ARN
# Sets:  NOTIFIED NOTIFY_PATIENCE_MS

NOTIFIED=0
NOTIFY_PATIENCE_MS=3000 # at the very end

# notify SUBJECT [TEXT]: sends one message in the background.
notify() {
  [[ -n "${TOPIC_ARN:-}" ]] && ((!DRY_RUN)) || return 0
  NOTIFIED=$((NOTIFIED + 1))
  job_start "notify.$NOTIFIED" notify_send "$NOTIFIED" "$APP-$ENVIRONMENT: $1" "${2:-}"
}

# notify_send NUMBER SUBJECT TEXT: the call; SNS takes a subject of at most 99 characters.
notify_send() {
  exec 2>/dev/null
  local AWS_TRIES=1 READ_SECONDS=$((READ_SECONDS < 5 ? READ_SECONDS : 5))
  local -x AWS_MAX_ATTEMPTS=1
  aws_call "sns.$1" sns publish --topic-arn "$TOPIC_ARN" --subject "${2:0:99}" \
    --message "$2${3:+: $3} (run $RUN, mode $MODE, to $REGION)" --query MessageId || true
}

# notify_settle: gives the messages under way a moment.
notify_settle() {
  local number deadline
  clock_ms
  deadline=$((CLOCK_MS + NOTIFY_PATIENCE_MS))
  for ((number = 1; number <= NOTIFIED; number++)); do
    until job_done "notify.$number" || clock_passed "$deadline"; do
      sleep 0.1
    done
  done
}
