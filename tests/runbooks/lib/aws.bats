load ../runbook.bash
setup() { runbook_setup; }

@test "the answer lies under the call's name; region, output and time-outs are always given" {
  answer() { echo found; }
  aws_call x ssm get-parameter --name a
  [ "$(<"$WORK/x")" = found ]
  grep -q -- 'ssm get-parameter --name a --region us-west-2 --output text --cli-connect-timeout 3 --cli-read-timeout 10' "$CALLS"
}

@test "pager, prompt and global STS are off for CLI v1 and v2" {
  [ "$AWS_PAGER$AWS_CLI_AUTO_PROMPT$AWS_STS_REGIONAL_ENDPOINTS" = offregional ]
  [ "$AWS_DEFAULT_REGION" = us-west-2 ]
}

@test "what passes by itself is tried three times, then succeeds" {
  answer() { if (($(wc -l <"$CALLS") < 3)); then aws_error Throttling; else echo ok; fi; }
  aws_call x a b
  [ "$(called a)" -eq 3 ]
  refute aws_failure x
}

@test "tries are bounded, and the failure names class, call and message" {
  answer() { aws_error InternalFailure; }
  refute aws_call x rds describe-db-clusters
  [ "$(called rds)" -eq 3 ]
  aws_failure x
  [ "$AWS_CLASS/$AWS_CALL" = 'unavailable/rds describe-db-clusters' ]
  [[ "$AWS_MESSAGE" == *'because of the test'* ]]
}

@test "what cannot pass by itself is tried once" {
  for code in AccessDenied ExpiredToken InvalidParameterValue; do
    : >"$CALLS"
    eval "answer() { aws_error $code; }"
    ! aws_call x a b
    [ "$(called a)" -eq 1 ]
  done
}

@test "aws_once makes one request whatever the error, with the CLI's own retries off" {
  answer() { printf '%s' "$AWS_MAX_ATTEMPTS" >"$WORK/attempts"; aws_error Throttling; }
  refute aws_once x a b
  [ "$(called a)" -eq 1 ]
  [ "$(<"$WORK/attempts")" = 1 ]
  [ "$AWS_MAX_ATTEMPTS" = 2 ]
}

@test "every call is a line of the list: when, how long, where, which, how it ended; never its arguments or its answer" {
  answer() { if [[ "$1" == rds ]]; then aws_error Throttling; else echo secret; fi; }
  aws_call x ssm get-parameter --name hidden
  REGION=us-east-1 refute aws_call y rds describe-db-clusters
  aws_secret z sts assume-role --role-arn hidden
  [ "$(wc -l <"$WORK/calls")" -eq 5 ]
  grep -qE '^\{"ms":"[0-9]{13}","seconds":"[0-9]+\.[0-9]{3}","region":"us-west-2","call":"ssm get-parameter","result":"answered"\}$' "$WORK/calls"
  [ "$(grep -c '"region":"us-east-1","call":"rds describe-db-clusters","result":"throttled"' "$WORK/calls")" -eq 3 ]
  grep -q '"call":"sts assume-role","result":"answered"' "$WORK/calls"
  refute grep -qE 'hidden|secret' "$WORK/calls"
}

@test "calls side by side are whole lines; a list that cannot be written stops no call" {
  for n in {1..40}; do aws_call "n$n" ssm get-parameter & done
  wait
  [ "$(grep -cE '^\{"ms":.*"result":"answered"\}$' "$WORK/calls")" -eq 40 ]
  [ "$(wc -l <"$WORK/calls")" -eq 40 ]
  AWS_CALLS=/proc/none/calls
  answer() { echo found; }
  aws_call x ssm get-parameter
  [ "$(<"$WORK/x")" = found ]
}

@test "each kind of failure has its class and its advice" {
  while IFS='|' read -r text class; do
    aws_error_class "$text"
    [ "$AWS_CLASS" = "$class" ] || { echo "$text: $AWS_CLASS"; false; }
    aws_advice "$class"
    [ -n "$AWS_ADVICE" ]
  done <<'TABLE'
An error occurred (ThrottlingException) when calling|throttled
An error occurred (PriorRequestNotComplete) when calling|throttled
An error occurred (ExpiredTokenException) when calling|expired
Unable to locate credentials. You can configure|expired
An error occurred (AccessDeniedException) when calling|denied
An error occurred (503) when calling the X operation: (503)|unavailable
An error occurred (InternalFailure) when calling|unavailable
Connect timeout on endpoint URL: "https://x"|timeout
Read timeout on endpoint URL: "https://x"|timeout
Could not connect to the endpoint URL: "https://x"|unreachable
Connection was closed before we received a valid response from endpoint URL|timeout
An error occurred (ParameterAlreadyExists) when calling|exists
An error occurred (ParameterNotFound) when calling|absent
An error occurred (InvalidGlobalClusterStateFault) when calling|refused
aws: error: argument operation: Invalid choice, valid choices are:|unknown-command
Error loading SSO Token: Token for x does not exist|sso
The SSO session associated with this profile has expired or is otherwise invalid.|sso
Failed to connect to proxy URL: "http://127.0.0.1:9"|proxy
The config profile (nobody) could not be found|profile
[Errno 28] No space left on device|unclear
write error: Broken pipe|timeout
|silent
TABLE
}

@test "only AWS's own code proves that a call was not made" {
  proves() { aws_error_class "$1" && aws_proves_not_made "$AWS_CLASS"; }
  proves 'An error occurred (AccessDenied) when calling'
  proves 'An error occurred (Throttling) when calling'
  proves 'An error occurred (InvalidGlobalClusterStateFault) when calling'
  for text in '' Killed 'Could not connect to the endpoint URL' 'Read timeout on endpoint URL' 'Unable to locate credentials' \
    'An error occurred (InternalFailure) when calling' 'An error occurred (503) when calling the X operation: (503)' \
    'An error occurred (RequestTimeout) when calling'; do
    refute proves "$text"
  done
}

@test "a process that was killed has an unknown outcome, and is tried again where that does no harm" {
  answer() { (($(wc -l <"$CALLS") > 1)) || return 137; }
  aws_call x ssm get-parameter
  [ "$(called get-parameter)" -eq 2 ]
  answer() { echo 'line 15: 29291 Killed aws rds' >&2 && return 137; }
  refute aws_once x rds failover-global-cluster
  aws_failure x
  [[ "$AWS_CLASS" == silent && "$AWS_MESSAGE" == 'outcome unknown: '* ]]
}

@test "Route 53 that does not answer is looked for in us-east-1, on its health page" {
  aws_advice unavailable 'route53 list-resource-record-sets'
  [[ "$AWS_ADVICE" == *us-east-1* && "$AWS_ADVICE" != *us-west-2* ]]
  aws_advice unavailable 'rds describe-db-clusters'
  [[ "$AWS_ADVICE" == *us-west-2* ]]
}

@test "a secret answer touches no file" {
  answer() { echo topsecret; }
  aws_secret role sts assume-role
  [ "$AWS_ANSWER" = topsecret ]
  refute grep -rq topsecret "$WORK"
}

@test "a dry run prints a change, quoted for a shell, and does not make it" {
  DRY_RUN=1
  run aws_change x ssm put-parameter --value 'two words'
  [ "$output" = "[1 test] aws ssm put-parameter --value 'two words' --region us-west-2" ]
  [ "$(called ssm)" -eq 0 ]
}
