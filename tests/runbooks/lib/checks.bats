load ../runbook.bash

setup() {
  runbook_setup
  printf '{"AllowDataLoss": true}' >"$WORK/skeleton"
  printf '123456789012\t%s\n' "$IDENTITY" >"$WORK/identity"
  echo x >"$WORK/contract"
  CONTRACT_PROBLEMS=''
  database available False available 16.8
}

# database GLOBAL_STATUS WRITER CLUSTER_STATUS CLUSTER_VERSION
database() {
  printf 'global\t%s\t16.8\tNone\tNone\nmember\t%s\tTrue\tNone\nmember\t%s\t%s\tconnected\n' "$1" "$OTHER_ARN" "$TARGET_ARN" "$2" >"$WORK/global"
  printf '%s\t%s\t1\n' "$3" "$4" >"$WORK/cluster"
}

@test "an AWS CLI that does not know the managed failover is named with the version needed" {
  check_tools 2>/dev/null
  [ "${#CHECK_REFUSED[@]}" -eq 0 ]
  printf '{"GlobalClusterIdentifier": ""}' >"$WORK/skeleton"
  run check_tools
  [[ "$output" == refuse*'AWS CLI v1 1.30, v2 2.14'* ]]
  rm "$WORK/skeleton"
  printf 'unknown-command\nrds failover-global-cluster\nInvalid choice\n' >"$WORK/skeleton.error"
  run check_tools
  [[ "$output" == refuse*switchover-global-cluster* ]]
}

@test "a profile, a sign-in or a proxy that is wrong is named as such, not as a CLI to install" {
  rm "$WORK/skeleton"
  while IFS='|' read -r class words; do
    printf '%s\nrds failover-global-cluster\nwords\n' "$class" >"$WORK/skeleton.error"
    run check_tools
    [[ "$output" == 'refuse  tools'*"$words"* && "$output" != *install* ]] || { echo "$output"; false; }
  done <<'TABLE'
profile|correct AWS_PROFILE
sso|aws sso login
proxy|HTTPS_PROXY
TABLE
  printf 'silent\nrds failover-global-cluster\nwords\n' >"$WORK/skeleton.error"
  run check_tools
  [[ "$output" == *'install AWS CLI'* ]]
}

@test "credentials of another account are refused" {
  check_credentials 2>/dev/null
  printf '999\tarn:x\n' >"$WORK/identity"
  run check_credentials
  [ "$status" -eq 1 ]
  [[ "$output" == *'account 999'* ]]
}

@test "a healthy secondary passes" {
  check_database 2>/dev/null
  [ "${#CHECK_REFUSED[@]}/${#CHECK_WARNED[@]}" = 0/0 ]
}

@test "headless, version, state: each refusal in its own words" {
  printf 'available\t16.8\t0\n' >"$WORK/cluster"
  run check_database
  [[ "$output" == *'refuse  instance'*headless*create-db-instance* ]]
  database available False available 16.4
  run check_database
  [[ "$output" == *'refuse  version'*'16.4'*'--mode detach'* ]]
  MODE=detach
  run check_database
  [[ "$output" == *'warn    version'* ]]
  database available False upgrading 16.8
  run check_database
  [[ "$output" == *'refuse  cluster'*upgrading* ]]
}

@test "already the writer offers to go on with the rest" {
  database available True available 16.8
  run check_database
  [[ "$output" == *'refuse  already-writer'*'--force already-writer'* ]]
  RESUME=1
  run check_database
  [[ "$output" == 'ok      already-writer'* ]]
}

@test "a failover that runs to us is waited for, one to another region is refused" {
  printf 'global\tfailing-over\t16.8\tfailing-over\t%s\nmember\t%s\tFalse\tNone\n' "$TARGET_ARN" "$TARGET_ARN" >"$WORK/global"
  run check_database
  [[ "$output" == *'waiting, not calling'* ]]
  printf 'global\tfailing-over\t16.8\tfailing-over\tarn:third\nmember\t%s\tFalse\tNone\n' "$TARGET_ARN" >"$WORK/global"
  run check_database
  [[ "$output" == 'refuse  global-cluster'*arn:third* ]]
}

@test "lag: the worst of the newest datapoints with its time; no datapoint is unknown, not zero" {
  printf 'm1\t2025-11-21T03:14:00Z\t850.0\nm2\tNone\tNone\nm3\t2025-11-21T03:14:00Z\t900.5\n' >"$WORK/lag"
  run check_lag
  [[ "$output" == 'ok      lag'*'900 ms at 2025-11-21T03:14:00Z' ]]
  printf 'm1\tNone\tNone\n' >"$WORK/lag"
  run check_lag
  [[ "$output" == 'warn    lag'*'unknown'*'not zero lag'* ]]
  rm "$WORK/lag"
  run check_lag
  [[ "$output" == 'warn    lag'* ]]
}

@test "a timestamp in seconds is shown as a time" {
  printf 'm1\t1763694840.0\t850.0\n' >"$WORK/lag"
  lag_load
  [ "$LAG_TEXT" = '850 ms at 2025-11-21T03:14:00Z' ]
}
