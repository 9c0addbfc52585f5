# shellcheck shell=bash
# The images: each one of this region lies in this region's own registry and exists there (a registry of the lost region
# cannot be pulled from), and in a planned move both regions run the same ones.
#
# Reads: AWS_CALL AWS_CLASS AWS_MESSAGE CAPACITY_BATCH ECS_CLUSTER MODE PEER_REGION REGION SERVICES SERVICE_ECS
#        SERVICE_IMAGE WORK
# Sets:  IMAGES_TEXT IMAGE_PATTERN

IMAGE_PATTERN='^([0-9]{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com(\.cn)?/([^:@]+)(:([^@]+))?(@(sha256:[0-9a-f]{64}))?$'

# images_ask: looks each image of this region's own registry up there; different services with one image ask once.
images_ask() {
  local name id
  local -A asked=()
  pool_open
  for name in "${SERVICES[@]}"; do
    [[ "${SERVICE_IMAGE[$name]:--}" =~ $IMAGE_PATTERN && "${BASH_REMATCH[2]}" == "$REGION" ]] || continue
    [[ -z "${asked[${SERVICE_IMAGE[$name]}]:-}" ]] || continue
    asked["${SERVICE_IMAGE[$name]}"]=1
    id="imageTag=${BASH_REMATCH[6]:-latest}"
    [[ -z "${BASH_REMATCH[8]:-}" ]] || id="imageDigest=${BASH_REMATCH[8]}"
    pool_add aws_call "image.$name" ecr describe-images --registry-id "${BASH_REMATCH[1]}" \
      --repository-name "${BASH_REMATCH[4]}" --image-ids "$id" --query 'imageDetails[0].imageDigest'
  done
  pool_close
}

# check_images: a warning, and in a planned move a refusal: what cannot be pulled cannot be started.
check_images() {
  local name elsewhere='' missing='' unread='' known=0
  local remedy='push or replicate them (ECR copies only what is pushed after replication was set up): new tasks cannot start without'
  for name in "${SERVICES[@]}"; do
    [[ "${SERVICE_IMAGE[$name]:--}" != - ]] || continue
    known=$((known + 1))
    if [[ ! "${SERVICE_IMAGE[$name]}" =~ $IMAGE_PATTERN || "${BASH_REMATCH[2]}" != "$REGION" ]]; then
      elsewhere+=" $name(${SERVICE_IMAGE[$name]%%/*})"
    elif aws_failure "image.$name"; then
      if [[ "$AWS_CLASS" == absent ]]; then missing+=" $name(${SERVICE_IMAGE[$name]#*/})"; else unread="aws $AWS_CALL: $AWS_MESSAGE"; fi
    fi
  done
  ((known)) || return 0
  if [[ -n "$missing" && "$MODE" == switchover ]]; then
    check refuse images "not in the registry of $REGION:$missing" "$remedy"
  elif [[ -n "$missing" ]]; then
    check warn images "not in the registry of $REGION:$missing" "$remedy"
  elif [[ -n "$unread" ]]; then
    check warn images "cannot be looked up: $unread" 'tasks may fail to start where an image is missing'
  elif [[ -n "$elsewhere" ]]; then
    check warn images "outside of the registry of $REGION:$elsewhere" \
      'a region that runs alone should pull from its own registry: copy them there'
  else
    check ok images "the images of $known services are in the registry of $REGION"
  fi
}

# images_running: what each service of this region runs now: its images into $WORK/running.<service>.
images_running() {
  local index names name ecs definition
  pool_open
  for ((index = 0; index < ${#SERVICES[@]}; index += CAPACITY_BATCH)); do
    names=()
    for name in "${SERVICES[@]:$index:$CAPACITY_BATCH}"; do
      names+=("${SERVICE_ECS[$name]}")
    done
    aws_call "definitions.$index" ecs describe-services --cluster "$ECS_CLUSTER" --services "${names[@]}" \
      --query 'services[].[serviceName,taskDefinition]' || continue
    while IFS=$'\t' read -r ecs definition; do
      pool_add aws_call "running.$ecs" ecs describe-task-definition --task-definition "$definition" \
        --query 'taskDefinition.containerDefinitions[].image'
    done <"$WORK/definitions.$index"
  done
  pool_close
}

# images_text FILE: IMAGES_TEXT = those images without their registries, which differ by region.
images_text() {
  local image
  IMAGES_TEXT=''
  for image in $(<"$1"); do
    IMAGES_TEXT+="${IMAGES_TEXT:+ }${image#*.amazonaws.com/}"
  done
}

# check_same_images: both regions run the same; a warning that names who differs.
check_same_images() {
  local name ecs here differ='' unread=''
  for name in "${SERVICES[@]}"; do
    ecs="${SERVICE_ECS[$name]}"
    [[ -s "$WORK/running.$ecs" && -s "$WORK/peer/running.$ecs" ]] || { unread+=" $name" && continue; }
    images_text "$WORK/running.$ecs"
    here="$IMAGES_TEXT"
    images_text "$WORK/peer/running.$ecs"
    [[ "$here" == "$IMAGES_TEXT" ]] || differ+=" $name($here, there $IMAGES_TEXT)"
  done
  if [[ -n "$differ" ]]; then
    check warn same-images "$REGION runs another image than $PEER_REGION:$differ" 'roll the same release out in both regions first'
  elif [[ -n "$unread" ]]; then
    check warn same-images "not compared with $PEER_REGION:$unread" 'look which release runs there'
  else
    check ok same-images "both regions run the same images"
  fi
}
