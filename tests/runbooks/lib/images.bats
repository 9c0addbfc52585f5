load ../runbook.bash

setup() {
  runbook_setup
  HERE=123456789012.dkr.ecr.us-west-2.amazonaws.com/myapp
  SERVICE_IMAGE=([api]="$HERE/web:1.0.0" [worker]="$HERE/web:1.0.0")
}

@test "each image is looked up once, by tag or digest, in this region's registry" {
  images_ask
  [ "$(called describe-images)" -eq 1 ]
  grep -q 'ecr describe-images --registry-id 123456789012 --repository-name myapp/web --image-ids imageTag=1.0.0' "$CALLS"
  SERVICE_IMAGE[api]="$HERE/web@sha256:$(printf 'a%.0s' {1..64})"
  images_ask
  grep -q 'image-ids imageDigest=sha256:aaaa' "$CALLS"
  run check_images
  [[ "$output" == *'ok      images'* ]]
}

@test "missing: a warning in an emergency, a refusal in a planned move" {
  answer() { aws_error ImageNotFoundException; }
  images_ask
  run check_images
  [[ "$output" == *'warn    images'*'api(myapp/web:1.0.0)'* ]]
  MODE=switchover
  run check_images
  [[ "$output" == *'refuse  images'* ]]
}

@test "the other region's registry, and what is no ECR image, are named" {
  SERVICE_IMAGE=([api]=123456789012.dkr.ecr.us-east-1.amazonaws.com/myapp/web:1 [worker]=docker.io/library/busybox:1)
  images_ask
  [ "$(called describe-images)" -eq 0 ]
  run check_images
  [[ "$output" == *'warn    images'*'api(123456789012.dkr.ecr.us-east-1.amazonaws.com) worker(docker.io)'* ]]
}

@test "a contract of version 1 names no image: nothing is said" {
  SERVICE_IMAGE=([api]=- [worker]=-)
  run check_images
  [ -z "$output" ]
}

@test "what runs is compared without the registry's region" {
  mkdir -p "$WORK/peer"
  for name in api worker; do
    printf '%s/web:1.0.0\n' "$HERE" >"$WORK/running.$name"
    printf '123456789012.dkr.ecr.us-east-1.amazonaws.com/myapp/web:1.0.0\n' >"$WORK/peer/running.$name"
  done
  run check_same_images
  [[ "$output" == *'ok      same-images'* ]]
  printf '123456789012.dkr.ecr.us-east-1.amazonaws.com/myapp/web:1.1.0\n' >"$WORK/peer/running.api"
  run check_same_images
  [[ "$output" == *'warn    same-images'*'api(myapp/web:1.0.0, there myapp/web:1.1.0)'* ]]
}
