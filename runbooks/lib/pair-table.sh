# shellcheck shell=bash
# The pair at a glance, before the confirmation and after the end: which region the record points at, which database
# writes, how far the other is behind, how many tasks run. What was not asked or not answered says so.
#
# Reads: API_TARGET AURORA_MEMBER AURORA_WRITER_ARN CAPACITY_BATCH LAG_MS MODE OFF_SERVICES PEER_REGION REGION
#        RUNNING_COUNT SERVICES SERVICE_DESIRED SERVICE_ECS SKIP_DNS WORK
# Sets:  AURORA_STATUS PAIR_SERVICES_SHOWN PAIR_TASKS RECORD_TARGET

PAIR_SERVICES_SHOWN=8

# pair_table TITLE: both rows.
pair_table() {
  complain '' "$1"
  pair_line region record database 'tasks running of production (off: none while the region does not serve)'
  if [[ "$MODE" == switchover && -f "$WORK/peer/contract" ]]; then
    in_peer pair_tasks
  else
    PAIR_TASKS='not asked (only a switchover asks this region)'
  fi
  pair_line "$PEER_REGION" "$(pair_record "$PEER_REGION")" "$(pair_database "$PEER_REGION")" "$PAIR_TASKS"
  pair_tasks
  pair_line "$REGION" "$(pair_record "$REGION")" "$(pair_database "$REGION")" "$PAIR_TASKS"
}

pair_line() {
  local line
  printf -v line '  %-15s %-8s %-34s %s' "$@"
  complain "$line"
}

# pair_record REGION: does the record point there?
pair_record() {
  if ((SKIP_DNS)) || [[ -z "${RECORD_TARGET:-}" ]]; then
    printf 'unknown'
  elif [[ "$RECORD_TARGET" == *".$1."* ]] || { [[ "$1" == "$REGION" ]] && dns_same "$RECORD_TARGET" "$API_TARGET"; }; then
    printf 'here'
  else
    printf -- '-'
  fi
}

# pair_database REGION: what its cluster is, by the global cluster's word.
pair_database() {
  if [[ -z "${AURORA_STATUS:-}" ]]; then
    printf 'unknown'
  elif [[ "$AURORA_WRITER_ARN" == *":$1:"* ]]; then
    printf 'writer'
  elif [[ "$1" == "$REGION" ]] && ((!AURORA_MEMBER)); then
    printf 'not in the global cluster'
  elif [[ "$1" == "$REGION" ]]; then
    printf 'secondary, lag %s' "${LAG_MS:-unknown}${LAG_MS:+ ms}"
  else
    printf 'not the writer'
  fi
}

# pair_tasks: PAIR_TASKS = `api 1/6, worker 0/4 off`, from the last answers of this region.
pair_tasks() {
  local name shown=0 index
  PAIR_TASKS=''
  for ((index = 0; index < ${#SERVICES[@]}; index += CAPACITY_BATCH)); do
    [[ ! -f "$WORK/services.$index" ]] || capacity_load_services "$index" || true
  done
  for name in "${SERVICES[@]}"; do
    ((shown++ < PAIR_SERVICES_SHOWN)) || continue
    PAIR_TASKS+="${PAIR_TASKS:+, }$name ${RUNNING_COUNT[${SERVICE_ECS[$name]}]:-?}/${SERVICE_DESIRED[$name]}"
    [[ " ${OFF_SERVICES[*]} " != *" $name "* ]] || PAIR_TASKS+=' off'
  done
  ((shown <= PAIR_SERVICES_SHOWN)) || PAIR_TASKS+=", and $((shown - PAIR_SERVICES_SHOWN)) more"
}

# pair_ask_tasks: the services' numbers once more, best effort.
pair_ask_tasks() {
  local index
  pool_open
  for ((index = 0; index < ${#SERVICES[@]}; index += CAPACITY_BATCH)); do
    pool_add pair_ask_batch "$index"
  done
  pool_close
}

pair_ask_batch() {
  capacity_ask_services "$1" || rm -f "$WORK/services.$1"
}

# pair_after: the table after the end, from answers of now; never a reason to fail.
pair_after() {
  local AWS_TRIES=1 LAG_MS=''
  ((SKIP_DNS)) || job_start after.record dns_quick dns_ask_record
  job_start after.tasks pair_ask_tasks
  [[ "$MODE" != switchover ]] || job_start after.peer in_peer pair_ask_tasks
  aurora_look || AURORA_STATUS=''
  job_join after.tasks || true
  [[ "$MODE" != switchover ]] || job_join after.peer || true
  ((SKIP_DNS)) || { job_join after.record && dns_load_record; } || RECORD_TARGET=''
  pair_table 'The pair now:'
}
