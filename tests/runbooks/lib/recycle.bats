load ../runbook.bash

setup() {
  runbook_setup
  SERVICE_RECYCLE=([api]=true [worker]=false)
}

@test "only what asks for it gets new tasks" {
  recycle_names
  recycle_services
  grep -q 'ecs update-service --cluster myapp-prod --service api --force-new-deployment' "$CALLS"
  [ "$(called 'service worker')" -eq 0 ]
}

@test "a resumed run does not do it again" {
  JOURNAL_LINES=('{"n":"7","run":"r","step":"recycle-services","event":"done"}')
  recycle_begin
  [ "${#STEPS_BESIDE[@]}" -eq 0 ]
}

@test "nothing asks: no step" {
  SERVICE_RECYCLE=()
  recycle_begin
  [ "${#STEPS_BESIDE[@]}" -eq 0 ]
}
