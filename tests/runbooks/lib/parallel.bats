load ../runbook.bash
setup() { runbook_setup; }

@test "jobs run side by side and give their own codes" {
  slow() { sleep 0.3; return "$1"; }
  clock_ms; began=$CLOCK_MS
  job_start a slow 0
  job_start b slow 7
  job_join a
  code=0; job_join b || code=$?
  [ "$code" -eq 7 ]
  clock_ms
  ((CLOCK_MS - began < 550))
}

@test "a job that is killed counts as failed" {
  job_start a sleep 5
  kill -9 "${JOB_PIDS[a]}"
  refute job_join a
}

@test "the pool never runs more than its width, and all of it" {
  POOL_WIDTH=3
  work() { echo x >>"$WORK/in.$1"; ls "$WORK"/in.* | wc -l >>"$WORK/seen"; sleep 0.05; rm "$WORK/in.$1"; echo "$1" >>"$WORK/done"; }
  pool_open
  for i in {1..12}; do pool_add work "$i"; done
  pool_close
  [ "$(sort -u "$WORK/done" | wc -l)" -eq 12 ]
  [ "$(sort -n "$WORK/seen" | tail -1)" -le 3 ]
}

@test "after the burst, calls are paced" {
  POOL_BURST=2 POOL_PACE_MS=100
  pool_open
  clock_ms; began=$CLOCK_MS
  for i in 1 2 3 4; do pool_add true; done
  pool_close
  clock_ms
  ((CLOCK_MS - began >= 200))
}

@test "the pool of a promotion that was killed stops" {
  MAIN_PID=$(bash -c 'echo $$')
  pool_open
  run pool_add touch "$WORK/made"
  [ "$status" -eq 4 ]
  [ ! -e "$WORK/made" ]
}
