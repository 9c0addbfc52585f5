load ../runbook.bash

setup() {
  runbook_setup
  GAP_PAUSE=0.01
}

@test "the longest stretch between two good writes around failing ones is measured" {
  n=0
  curl() {
    n=$(($(cat "$BATS_TEST_TMPDIR/n" 2>/dev/null || echo 0) + 1))
    echo "$n" >"$BATS_TEST_TMPDIR/n.new" && mv "$BATS_TEST_TMPDIR/n.new" "$BATS_TEST_TMPDIR/n"
    sleep 0.05
    if ((n >= 3 && n <= 6)); then printf 503; else printf 200; fi
  }
  gap_begin
  until grep -qxE '9|1[0-9]' "$BATS_TEST_TMPDIR/n" 2>/dev/null; do sleep 0.02; done
  gap_end
  [[ "$GAP_TEXT" =~ ^(0\.[2-9]|[1-9][0-9]*\.[0-9])\ s\ \(4\ of\ [0-9]+\ writes ]]
}

@test "no write path: not measured" {
  WRITE_PATH=''
  gap_begin
  gap_end
  [[ "$GAP_TEXT" == 'not measured'* ]]
}

@test "it ends with the promotion" {
  MAIN_PID=999999
  run gap_watch
  [ "$status" -eq 0 ]
}

@test "a promotion that ends half-way leaves no writes behind, and nothing in its folder" {
  curl() { printf 200; }
  gap_begin
  local pid="${JOB_PIDS[gap]}"
  until [[ -f "$WORK/gap.now" ]]; do sleep 0.02; done
  gap_abandon
  ! kill -0 "$pid" 2>/dev/null
  rm -rf "$WORK"
  sleep 0.1
  [[ ! -d "$WORK" ]]
}

@test "nothing to abandon where none began" {
  gap_abandon
}
