"""Services as AWS keeps them: created, updated and deleted with their tasks, refused where AWS refuses.

moto neither starts tasks nor remembers all parameters of a service.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moto.ecs.exceptions import ECSException, InvalidParameterException
from moto.ecs.models import EC2ContainerServiceBackend, Service
from moto.ecs.responses import EC2ContainerServiceResponse
from moto.elbv2.models import elbv2_backends

from lab.emulator.engine.corrections import Correction
from lab.emulator.services.ecs.fleet import bare_name, installed_fleet

if TYPE_CHECKING:
    from moto.core.responses import ActionResult

_E = EC2ContainerServiceBackend
_R = EC2ContainerServiceResponse
_create, _update, _delete, _describe = _E.create_service, _E.update_service, _E.delete_service, _E.describe_services
_respond_create, _respond_update = _R.create_service, _R.update_service

# what moto drops of CreateService and AWS gives back in DescribeServices
_KEPT = (
    "deploymentConfiguration",
    "healthCheckGracePeriodSeconds",
    "enableExecuteCommand",
    "enableECSManagedTags",
    "placementConstraints",
    "placementStrategy",
    "capacityProviderStrategy",
    "availabilityZoneRebalancing",
    "platformVersion",
)
_DEFAULT_DEPLOYMENT = {
    "maximumPercent": 200,
    "minimumHealthyPercent": 100,
    "deploymentCircuitBreaker": {"enable": False, "rollback": False},
}


def _create_and_launch(self: _E, cluster_str: str, service_name: str, *args: Any, **kwargs: Any) -> Service:
    """moto's services have no tasks."""
    fleet = installed_fleet()
    known = self.services.get(f"{self._get_cluster(cluster_str).name}:{service_name}")
    if known is not None and known.status == "ACTIVE":
        raise InvalidParameterException("Creation of service was not idempotent.")
    for wiring in (args[2] if len(args) > 2 else kwargs.get("load_balancers")) or []:
        _attached(self, wiring.get("targetGroupArn"))
    network = (kwargs.get("network_configuration") or {}).get("awsvpcConfiguration")
    if network is not None:
        network.setdefault("securityGroups", [])
    service = _create(self, cluster_str, service_name, *args, **kwargs)
    service.created_at = fleet.context.clock.utcnow()  # type: ignore[attr-defined]
    fleet.tasks.pop(service.arn, None)
    for deployment in service.deployments:
        deployment.update(createdAt=fleet.context.clock.utcnow(), updatedAt=fleet.context.clock.utcnow())
    fleet.reconcile(self, service)
    return service


def _update_and_launch(self: _E, service_properties: dict[str, Any]) -> Service:
    """A new deployment only where the tasks change, or when it is forced."""
    fleet = installed_fleet()
    service = self._get_service(service_properties.get("cluster", "default"), bare_name(service_properties["service"]))
    if service.status != "ACTIVE":
        raise ECSException("ServiceNotActiveException", "Service was not ACTIVE.")
    before = (service.task_definition, service.network_configuration)
    force = bool(service_properties.pop("force_new_deployment", False))
    if service_properties.get("task_definition"):
        wanted = self.describe_task_definition(service_properties["task_definition"])
        service_properties["task_definition"] = wanted.arn
    for wiring in service_properties.get("load_balancers") or []:
        _attached(self, wiring.get("targetGroupArn"))
    service = _update(self, service_properties)
    if force or before != (service.task_definition, service.network_configuration):
        fleet.deploy(self, service)
    else:
        fleet.reconcile(self, service)
    return service


def _delete_with_tasks(self: _E, cluster_name: str, service_name: str, force: bool) -> Service:
    fleet = installed_fleet()
    service = _delete(self, cluster_name, service_name, force)
    for task in list(fleet.of(service)):
        fleet.stop(self, service, task, "The service was deleted.")
    service.desired_count = 0
    fleet.settle(self, service)
    return service


def _describe_at_most_ten(self: _E, cluster_str: str, service_names_or_arns: list[str]) -> Any:
    if len(service_names_or_arns) > 10:
        raise InvalidParameterException("Services cannot be more than 10.")
    return _describe(self, cluster_str, service_names_or_arns)


def _attached(backend: _E, target_group: str | None) -> None:
    """AWS refuses a service whose target group no load balancer uses yet."""
    if not target_group:
        return
    balancers = elbv2_backends[backend.account_id][backend.region_name]
    if target_group not in balancers.target_groups:
        raise InvalidParameterException(f"The specified target group does not exist. (targetGroup {target_group})")
    if not balancers._any_listener_using(target_group):
        raise InvalidParameterException(
            f"The target group with targetGroupArn {target_group} does not have an associated load balancer."
        )


def _keeping(respond: Any) -> Any:
    """Wrap a response method so that the service keeps the parameters that moto drops."""

    def responding(self: _R) -> ActionResult:
        result: ActionResult = respond(self)
        service: Any = result.result["service"]  # type: ignore[index]
        for key in _KEPT:
            if (value := self._get_param(key)) is not None:
                setattr(service, key, value)
        for key, value in _defaults(service).items():
            if not getattr(service, key, None):
                setattr(service, key, value)
        return result

    return responding


def _defaults(service: Any) -> dict[str, Any]:
    """What AWS gives a service that did not say. Source: ECS API reference, CreateService and Service."""
    found: dict[str, Any] = {"deploymentConfiguration": dict(_DEFAULT_DEPLOYMENT)}
    found["availabilityZoneRebalancing"] = "ENABLED"
    if service.launch_type == "FARGATE":
        found |= {"platformVersion": "LATEST", "platformFamily": "Linux"}
    return found


CORRECTIONS: tuple[Correction, ...] = (
    (_E, "create_service", _create_and_launch),
    (_E, "update_service", _update_and_launch),
    (_E, "delete_service", _delete_with_tasks),
    (_E, "describe_services", _describe_at_most_ten),
    (_R, "create_service", _keeping(_respond_create)),
    (_R, "update_service", _keeping(_respond_update)),
)
