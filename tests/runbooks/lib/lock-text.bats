load ../runbook.bash
setup() { runbook_setup; }

@test "a failback's text is a failback's, of either version; others are a promotion's" {
  for text in 'failback run=F host=a pid=1' 'run=F kind=failback by=x at=T' 'failback run=F since=T'; do
    lock_kind "$text"
    [ "$LOCK_KIND" = failback ]
  done
  for text in 'run=R host=a' 'promotion run=R since=T' x 'held by ops'; do
    lock_kind "$text"
    [ "$LOCK_KIND" = promotion ]
  done
}

@test "a run's name is a name: no path, no option, no glob" {
  lock_run 'kind=promotion run=20251121T031500Z-0001'
  for text in x run= run=../../etc run=-rf 'run=a/b' "run=$(printf 'a%.0s' {1..120})"; do
    refute lock_run "$text"
    [ -z "$LOCK_RUN" ]
  done
  cd /
  lock_field '* run=R *' run
  [ "$LOCK_FIELD" = R ]
}

@test "a lock's story names the run's last word" {
  JOURNAL_LAST='{"time":"03:07","step":"promote-aurora"}'
  lock_story 'run=R1 host=far pid=1 who=bob since=T'
  [ "$LOCK_STORY" = 'run R1 since T by bob on far, last heard of at 03:07 in step promote-aurora' ]
}

@test "alive is only a promotion on this very machine" {
  exec -a promote-dr-test sleep 5 &
  lock_alive "run=R host=$HOSTNAME pid=$!"
  refute lock_alive "run=R host=elsewhere pid=$!"
  refute lock_alive "run=R host=$HOSTNAME pid=1"
  kill "$!"
}
