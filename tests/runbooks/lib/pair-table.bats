load ../runbook.bash

setup() {
  runbook_setup
  AURORA_STATUS=available AURORA_MEMBER=1 AURORA_WRITER_ARN="$OTHER_ARN" LAG_MS=126 LAG_TEXT='126 ms' OFF_SERVICES=(worker)
  RECORD_TARGET=d-9.execute-api.us-east-1.amazonaws.com.
  printf 'api\tACTIVE\t1\t1\nworker\tACTIVE\t0\t0\n' >"$WORK/services.0"
}

@test "who serves, who writes, lag and tasks; the other region is not asked" {
  run pair_table 'The pair as it is:'
  [[ "${lines[2]}" =~ ^\ \ us-east-1\ +here\ +writer\ +not\ asked ]]
  [[ "${lines[3]}" =~ ^\ \ us-west-2\ +-\ +secondary,\ lag\ 126\ ms\ +api\ 1/6,\ worker\ 0/4\ off$ ]]
}

@test "in a planned move the other region's tasks are shown, too" {
  MODE=switchover
  mkdir -p "$WORK/peer"
  printf '/myapp/prod/standby/services/api\tname=api service=api desired=6 min=4 max=12 blue=- green=-\n' >"$WORK/peer/contract"
  printf 'api\tACTIVE\t6\t6\n' >"$WORK/peer/services.0"
  run pair_table x
  [[ "${lines[2]}" == *'api 6/6' ]]
}

@test "what is not known says so" {
  AURORA_STATUS='' RECORD_TARGET=''
  rm "$WORK/services.0"
  run pair_table x
  [[ "${lines[3]}" =~ unknown\ +unknown\ +api\ \?/6 ]]
}

@test "after the end the numbers are those of now, and nothing can fail" {
  answer() { aws_error ServiceUnavailable; }
  run pair_after
  [ "$status" -eq 0 ]
  [[ "$output" == *'The pair now:'* ]]
}
