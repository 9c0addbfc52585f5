#!/usr/bin/env bash
# A written runbook, its steps one after the other with the AWS CLI's own waiters: what the promotion is measured beside.
# Nothing is read twice, nothing is checked, nobody reads or types; the CLI has no waiter for a global cluster, which is
# looked at every second. Arguments: the services, each as name=desired/min.
#
# Reads from the environment: REGION CLUSTER_NAME GLOBAL CLUSTER_ARN LISTENER_ARN GROUP_ARN ZONE_ID RECORD API_TARGET API_ZONE_ID
set -euo pipefail
export AWS_DEFAULT_REGION="$REGION" AWS_DEFAULT_OUTPUT=text
REQUESTS=20 # good answers in a row, as in runbooks/lib/verify.sh

promote_aurora() {
  aws rds failover-global-cluster --allow-data-loss --global-cluster-identifier "$GLOBAL" \
    --target-db-cluster-identifier "$CLUSTER_ARN" >/dev/null
  until [[ "$(aws rds describe-global-clusters --global-cluster-identifier "$GLOBAL" --query \
    'GlobalClusters[0].[Status,GlobalClusterMembers[?IsWriter].DBClusterArn|[0]]')" == $'available\t'"$CLUSTER_ARN" ]]; do
    sleep 1
  done
}

point_listener() {
  aws elbv2 modify-listener --listener-arn "$LISTENER_ARN" \
    --default-actions "Type=forward,TargetGroupArn=$GROUP_ARN" >/dev/null
}

raise_services() {
  local service name numbers names=()
  for service; do
    name="${service%%=*}" numbers="${service#*=}"
    names+=("$name")
    aws ecs update-service --cluster "$CLUSTER_NAME" --service "$name" --desired-count "${numbers%/*}" >/dev/null
    aws application-autoscaling register-scalable-target --service-namespace ecs \
      --scalable-dimension ecs:service:DesiredCount --resource-id "service/$CLUSTER_NAME/$name" \
      --min-capacity "${numbers#*/}" >/dev/null
  done
  aws ecs wait services-stable --cluster "$CLUSTER_NAME" --services "${names[@]}"
  aws elbv2 wait target-in-service --target-group-arn "$GROUP_ARN"
}

move_dns() {
  local change
  change="$(aws route53 change-resource-record-sets --hosted-zone-id "$ZONE_ID" --query ChangeInfo.Id --change-batch \
    '{"Changes":[{"Action":"UPSERT","ResourceRecordSet":{"Name":"'"$RECORD"'","Type":"A","AliasTarget":{"HostedZoneId":"'"$API_ZONE_ID"'","DNSName":"'"$API_TARGET"'","EvaluateTargetHealth":false}}}]}')"
  aws route53 wait resource-record-sets-changed --id "$change"
}

verify() {
  local good=0
  while ((good < REQUESTS)); do
    if [[ "$(curl -s -o /dev/null -w '%{http_code}' "https://$RECORD/healthz")" == 200 ]]; then
      good=$((good + 1))
    else
      good=0
      sleep 1
    fi
  done
}

promote_aurora
point_listener
raise_services "$@"
move_dns
verify
