# shellcheck shell=bash
# Clients that keep the old writer's connections: services with `recycle=true` get new tasks (force-new-deployment) once
# the writer is confirmed. A rolling deployment: the old tasks serve until the new ones are healthy. Once per run.
#
# Reads: ECS_CLUSTER SERVICE_ECS SERVICE_RECYCLE WARM_SERVICES
# Sets:  CAPACITY_CALLS RECYCLED

# recycle_names: RECYCLED = the services that ask for it. Work that starts after the promotion has new tasks anyway.
recycle_names() {
  local name
  RECYCLED=()
  for name in "${WARM_SERVICES[@]}"; do
    [[ "${SERVICE_RECYCLE[$name]:-false}" != true ]] || RECYCLED+=("$name")
  done
}

# recycle_begin: the step beside us, when there is something to recycle and the run has not done it before.
recycle_begin() {
  recycle_names
  ((${#RECYCLED[@]})) || return 0
  ! journal_find recycle-services 'done' n || return 0
  step_start recycle-services recycle_services
}

# recycle_services: the step.
recycle_services() {
  local name ecs
  CAPACITY_CALLS=()
  pool_open
  for name in "${RECYCLED[@]}"; do
    ecs="${SERVICE_ECS[$name]}"
    CAPACITY_CALLS+=("recycle.$ecs")
    capacity_change "recycle.$ecs" ecs update-service --cluster "$ECS_CLUSTER" --service "$ecs" --force-new-deployment \
      --query service.serviceName
  done
  pool_close
  capacity_verdict || return 1
  step_detail "new tasks for: ${RECYCLED[*]}"
}
