"""moto's ECS, extended: services that ramp, honest listings, refusals that AWS would give."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moto.ecs.exceptions import ECSException, InvalidParameterException
from moto.ecs.models import Cluster, EC2ContainerServiceBackend, Service
from moto.ecs.responses import EC2ContainerServiceResponse
from moto.elbv2.models import elbv2_backends

from lab.emulator.services.ecs.fleet import Fleet

if TYPE_CHECKING:
    from collections.abc import Callable

    from moto.core.responses import ActionResult

    from lab.emulator.engine.context import Context

OPERATIONS: dict[tuple[str, str], tuple[str, str]] = {
    ("ecs", "CreateService"): (
        "approximated",
        "ramps at Fargate's launch rate; tasks never fail once they have an address",
    ),
    ("ecs", "UpdateService"): (
        "approximated",
        "desired count ramps; rolling update starts all new tasks, then stops old",
    ),
    ("ecs", "DeleteService"): ("approximated", "INACTIVE at once, without DRAINING"),
    ("ecs", "DescribeServices"): ("emulated", "counts, deployments[] and steady-state events follow the clock"),
    ("ecs", "RunTask"): (
        "approximated",
        "moto's, also without security groups; such tasks run and stop as moto has it",
    ),
    ("ecs", "ListTasks"): ("emulated", "tasks of services, filtered by service, family and desired status"),
    ("ecs", "DescribeTasks"): ("approximated", "service tasks have no network interface in EC2; health is always good"),
    ("ecs", "StopTask"): ("emulated", "a service replaces the stopped task"),
    ("ecs", "DeleteCluster"): ("emulated", "refused while it has active services"),
}
_E = EC2ContainerServiceBackend
_create, _update, _delete = _E.create_service, _E.update_service, _E.delete_service
_list_tasks, _describe_tasks, _stop_task, _run_task = _E.list_tasks, _E.describe_tasks, _E.stop_task, _E.run_task
_describe_services = _E.describe_services
_describe_clusters, _delete_cluster = _E.describe_clusters, _E.delete_cluster
_respond_create, _respond_update = (
    EC2ContainerServiceResponse.create_service,
    EC2ContainerServiceResponse.update_service,
)

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


def install(context: Context) -> None:
    """Extend moto's ECS for ``context`` (the one lab of this process)."""
    fleet = context.state["ecs"] = Fleet(context)
    context.on_reset(fleet.clear)
    _install_services(context, fleet)
    _install_tasks(fleet)
    _install_clusters()


def _install_services(context: Context, fleet: Fleet) -> None:
    def create_service(self: _E, cluster_str: str, service_name: str, *args: Any, **kwargs: Any) -> Service:
        known = self.services.get(f"{self._get_cluster(cluster_str).name}:{service_name}")
        if known is not None and known.status == "ACTIVE":
            raise InvalidParameterException("Creation of service was not idempotent.")
        for wiring in (args[2] if len(args) > 2 else kwargs.get("load_balancers")) or []:
            _attached(self, wiring.get("targetGroupArn"))
        network = (kwargs.get("network_configuration") or {}).get("awsvpcConfiguration")
        if network is not None:
            network.setdefault("securityGroups", [])
        service = _create(self, cluster_str, service_name, *args, **kwargs)
        service.created_at = context.clock.utcnow()  # type: ignore[attr-defined]
        fleet.tasks.pop(service.arn, None)
        for deployment in service.deployments:
            deployment.update(createdAt=context.clock.utcnow(), updatedAt=context.clock.utcnow())
        fleet.reconcile(self, service)
        return service

    def update_service(self: _E, service_properties: dict[str, Any]) -> Service:
        service = self._get_service(service_properties.get("cluster", "default"), _name(service_properties["service"]))
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

    def delete_service(self: _E, cluster_name: str, service_name: str, force: bool) -> Service:
        service = _delete(self, cluster_name, service_name, force)
        for task in list(fleet.of(service)):
            fleet.stop(self, service, task, "The service was deleted.")
        service.desired_count = 0
        fleet.settle(self, service)
        return service

    def describe_services(self: _E, cluster_str: str, service_names_or_arns: list[str]) -> Any:
        if len(service_names_or_arns) > 10:
            raise InvalidParameterException("Services cannot be more than 10.")
        return _describe_services(self, cluster_str, service_names_or_arns)

    _E.describe_services = describe_services  # type: ignore[method-assign]
    _E.create_service = create_service  # type: ignore[method-assign]
    _E.update_service = update_service  # type: ignore[method-assign]
    _E.delete_service = delete_service  # type: ignore[method-assign]
    EC2ContainerServiceResponse.create_service = _keeping(_respond_create)  # type: ignore[method-assign]
    EC2ContainerServiceResponse.update_service = _keeping(_respond_update)  # type: ignore[method-assign]


def _keeping(respond: Any) -> Any:
    """Wrap a response method so that the service keeps the parameters that moto drops."""

    def responding(self: EC2ContainerServiceResponse) -> ActionResult:
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


def _name(service: str) -> str:
    return service.rsplit("/", 1)[-1]


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


def _install_tasks(fleet: Fleet) -> None:
    def list_tasks(
        self: _E,
        cluster_str: str | None = None,
        container_instance: str | None = None,
        family: str | None = None,
        started_by: str | None = None,
        service_name: str | None = None,
        desiredStatus: str | None = None,  # noqa: N803  # moto's name
    ) -> list[Any]:
        cluster = self._get_cluster(cluster_str or "default")
        found: list[Any] = fleet.in_cluster(cluster.arn)
        if service_name:
            self._get_service(cluster.name, _name(service_name))
        elif not container_instance:
            loose = _list_tasks(self, cluster_str, container_instance, family, started_by, None, desiredStatus)
            found = [*loose, *found]
        tests: list[tuple[Any, Callable[[Any], bool]]] = [
            (service_name, lambda task: task.group == f"service:{_name(str(service_name))}"),
            (family, lambda task: f"/{family}:" in task.task_definition_arn),
            (started_by, lambda task: task.started_by == started_by),
            (container_instance, lambda task: task.container_instance_arn == container_instance),
            (True, lambda task: task.desired_status == (desiredStatus or "RUNNING")),
        ]
        return [task for task in found if all(test(task) for given, test in tests if given)]

    def describe_tasks(self: _E, cluster_str: str, tasks: list[str]) -> list[Any]:
        cluster = self._get_cluster(cluster_str)
        if len(tasks) > 100:
            raise InvalidParameterException("Tasks cannot be more than 100.")
        wanted = {_name(task) for task in tasks}
        loose: list[Any] = _describe_tasks(self, cluster_str, tasks)
        return loose + [task for task in fleet.in_cluster(cluster.arn) if _name(task.task_arn) in wanted]

    def stop_task(self: _E, cluster_str: str, task_str: str, reason: str) -> Any:
        cluster = self._get_cluster(cluster_str)
        for task in fleet.in_cluster(cluster.arn):
            if _name(task.task_arn) == _name(task_str):
                service = self._get_service(cluster.name, task.group.removeprefix("service:"))
                fleet.stop(self, service, task, reason or "Task stopped by user")
                fleet.reconcile(self, service)
                return task
        if not any(_name(arn) == _name(task_str) for arn in self.tasks.get(cluster.name, {})):
            raise InvalidParameterException("The referenced task was not found.")
        return _stop_task(self, cluster_str, task_str, reason)

    def run_task(self: _E, *args: Any, **kwargs: Any) -> Any:
        given = [one for one in (*args, *kwargs.values()) if isinstance(one, dict)]
        if any("awsvpcConfiguration" in one for one in given):
            raise NotImplementedError("RunTask in awsvpc mode")
        return _run_task(self, *args, **kwargs)

    _E.run_task = run_task  # type: ignore[method-assign]
    _E.list_tasks = list_tasks  # type: ignore[method-assign]
    _E.describe_tasks = describe_tasks  # type: ignore[method-assign]
    _E.stop_task = stop_task  # type: ignore[method-assign]


def _install_clusters() -> None:
    def services_of(self: _E, cluster: Cluster) -> list[Service]:
        return [one for one in self.services.values() if one.cluster_arn == cluster.arn and one.status == "ACTIVE"]

    def describe_clusters(self: _E, cluster_names: list[str]) -> Any:
        for cluster in self.clusters.values():
            services = services_of(self, cluster)
            cluster.active_services_count = len(services)
            loose = sum(task.last_status == "RUNNING" for task in self.tasks.get(cluster.name, {}).values())
            cluster.running_tasks_count = loose + sum(service.running_count for service in services)
            cluster.pending_tasks_count = sum(service.pending_count for service in services)
        return _describe_clusters(self, cluster_names)

    def delete_cluster(self: _E, cluster_str: str) -> Cluster:
        if services_of(self, self._get_cluster(cluster_str)):
            text = "The Cluster cannot be deleted while Services are active."
            raise ECSException("ClusterContainsServicesException", text)
        return _delete_cluster(self, cluster_str)

    _E.describe_clusters = describe_clusters  # type: ignore[method-assign]
    _E.delete_cluster = delete_cluster  # type: ignore[method-assign]
