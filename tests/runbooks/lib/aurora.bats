load ../runbook.bash
setup() { runbook_setup; TIMEOUT=20; }

# look STATUS MOVE MOVE_TO WRITER CLUSTER_STATUS: what AWS shows, into the files of a look.
look() {
  printf 'global\t%s\t16.8\t%s\t%s\nmember\t%s\tTrue\tNone\nmember\t%s\t%s\tconnected\n' \
    "$1" "$2" "$3" "$OTHER_ARN" "$TARGET_ARN" "$4" >"$WORK/global"
  printf '%s\t16.8\t1\n' "$5" >"$WORK/cluster"
}

@test "what AWS shows decides: call, wait, done, elsewhere" {
  while read -r status move to writer cluster next; do
    look "$status" "$move" "${to/TARGET/$TARGET_ARN}" "$writer" "$cluster"
    aurora_load
    aurora_decide
    [ "$AURORA_NEXT" = "$next" ] || { echo "$status $move $writer $cluster: $AURORA_NEXT"; false; }
  done <<'TABLE'
available None None False available call
available None None True available done
available None None True failing-over wait
available pending TARGET False available wait
failing-over failing-over TARGET False available wait
available switching-over TARGET False available wait
failing-over None None False available wait
available failing-over arn:third False available elsewhere
TABLE
}

@test "a cluster that this run detached is promoting, then stands alone; any other that is no member is a stranger" {
  printf 'global\tavailable\t16.8\tNone\tNone\nmember\t%s\tTrue\tNone\n' "$OTHER_ARN" >"$WORK/global"
  while read -r left cluster next; do
    printf '%s\t16.8\t1\n' "$cluster" >"$WORK/cluster"
    PROMOTION_LEFT="${left#-}"
    aurora_load
    aurora_decide
    [ "$AURORA_NEXT" = "$next" ] || { echo "$left $cluster: $AURORA_NEXT"; false; }
  done <<'TABLE'
1 promoting wait
1 available done
1 backing-up wait
- promoting wait
- available stranger
TABLE
  FORCED=' already-writer '
  aurora_decide
  [ "$AURORA_NEXT" = 'done' ]
}

@test "promoting is waited for also while the cluster is still listed as a secondary" {
  look available None None False promoting
  aurora_load
  aurora_decide
  [ "$AURORA_NEXT" = wait ]
}

@test "an answer that lacks what it must hold does not count" {
  look available None None False available
  while read -r file text; do
    look available None None False available
    printf "${text//_/ }" >"$WORK/$file"
    refute aurora_load || { echo "$file $text counts"; false; }
    [ -s "$WORK/$file.error" ]
  done <<'TABLE'
global None\n
global \n
global global\tavailable\t16.8\tNone\tNone\n
global member\tarn:x\tTrue\tNone\n
cluster None\n
cluster \n
TABLE
  printf '' >"$WORK/cluster"
  refute aurora_load
  rm "$WORK/cluster"
  refute aurora_load
}

@test "one odd answer is survived, and never passes for a writer" {
  moving_aws
  eval "$(declare -f answer | sed '1s/answer/aws_moving/')"
  answer() { if [[ "$2" == describe-global-clusters && ! -e "$WORK/odd" ]]; then : >"$WORK/odd" && echo None; else aws_moving "$@"; fi; }
  aurora_promote 2>/dev/null
  [ "$(called 'rds failover-global-cluster')" -eq 1 ]
  [ -e "$WORK/moved" ]
}

@test "odd answers that stay stop the step, without a call" {
  answer() { case "$2" in describe-global-clusters) echo None ;; *) printf 'available\t16.8\t1\n' ;; esac; }
  refute aurora_promote
  [ "$(called 'rds failover-global-cluster')" -eq 0 ]
  grep -q 'does not hold myapp-prod-global' "$WORK/failure.test"
  answer() {
    case "$2" in
      describe-global-clusters) printf 'global\tavailable\t16.8\tNone\tNone\nmember\t%s\tTrue\tNone\n' "$OTHER_ARN" ;;
      *) printf 'available\t16.8\t1\n' ;;
    esac
  }
  UNREAD_SINCE=''
  refute aurora_promote
  [ "$(called 'rds failover-global-cluster')" -eq 0 ]
  grep -q -- 'does not name myapp-prod-us-west-2.*--force already-writer' "$WORK/failure.test"
}

@test "expired credentials end the wait at once" {
  answer() { aws_error ExpiredToken; }
  TIMEOUT=60
  refute aurora_promote
  grep -q 'renew the credentials' "$WORK/failure.test"
}
