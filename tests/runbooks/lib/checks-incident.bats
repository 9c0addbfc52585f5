load ../runbook.bash
setup() { runbook_setup; }

# held TEXT: somebody holds the first generation.
held() {
  CONTRACT[incident/lock/000001]="$1"
  lock_known
}

@test "nobody holds the lock" {
  lock_known
  run check_lock
  [[ "$output" == 'ok      lock'*'nobody holds the lock' ]]
}

@test "a lock is explained, never ignored; resume takes it over" {
  held 'run=R1 kind=promotion by=bob at=T host=far'
  run check_lock
  [[ "$output" == 'refuse  lock'*'held by run R1 since T by bob on far'*--resume* ]]
  RESUME=1
  run check_lock
  [[ "$output" == 'warn    lock'*'taking over'*'cannot be seen from here'* ]]
  held "run=R1 kind=promotion by=bob at=T host=$HOSTNAME pid=1"
  run check_lock
  [[ "$output" == 'ok      lock'*'whose process is gone' ]]
}

@test "--resume where nothing is under way is refused with the command that begins" {
  lock_known
  run check_resume
  [ -z "$output" ]
  RESUME=1
  run check_resume
  [[ "$output" == 'refuse  resume'*'nothing to resume: nobody holds the lock and no incident is on in us-west-2'*'the same command without --resume'* ]]
  CONTRACT[incident/freeze]='promotion run=R1 since=T'
  run check_resume
  [ -z "$output" ]
  unset 'CONTRACT[incident/freeze]'
  held 'run=R1 kind=promotion by=bob at=T host=far'
  run check_resume
  [ -z "$output" ]
}

@test "a promotion that still runs here is refused even with --resume" {
  RESUME=1
  exec -a promote-dr-test sleep 5 &
  held "run=R1 kind=promotion host=$HOSTNAME pid=$! by=bob at=T"
  run check_lock
  kill "$!"
  [[ "$output" == 'refuse  lock'*'still running here as process'* ]]
}

@test "a failback's lock or freeze is refused, also with --resume, and forced only by its own name" {
  FORCED=' lock '
  for RESUME in 0 1; do
    held 'run=F1 kind=failback by=bob at=T'
    run check_lock
    [[ "$output" == 'refuse  failback'*'a failback holds the lock: run F1 since T by bob'*'standby failback'* ]]
    CONTRACT[incident/freeze]='failback run=F1 since=T'
    run check_freeze
    [[ "$output" == 'refuse  failback'*'is unfinished'* ]]
  done
  FORCED=' failback '
  run check_lock
  [[ "$output" == 'forced  failback'* ]]
}

@test "a lock that names no run cannot be resumed" {
  for text in x 'run=../../etc host=far' 'run= kind=promotion'; do
    CONTRACT=([incident/lock]="$text")
    lock_known
    RESUME=1
    run check_lock
    [[ "$output" == 'refuse  lock'*'names no run'* ]]
  done
}

@test "a journal that cannot be read keeps a resume from guessing" {
  GOES_ON=1 JOURNAL_UNREAD=1
  printf 'unavailable\nssm get-parameters-by-path\nInternalFailure\n' >"$WORK/journal-read.error"
  run check_journal
  [[ "$output" == 'refuse  journal'*'cannot be read: aws ssm get-parameters-by-path: InternalFailure'* ]]
  JOURNAL_UNREAD=''
  run check_journal
  [[ "$output" == 'ok      journal'* ]]
}

@test "an incident that is on already is a warning, and resume goes on with it" {
  CONTRACT[incident/freeze]='promotion run=R1 since=T'
  run check_freeze
  [[ "$output" == 'warn    freeze'*'promotion run=R1'* ]]
  RESUME=1
  run check_freeze
  [[ "$output" == 'ok      freeze'* ]]
}
