"""What ECS's scheduler does for a service: launch, start, register, replace, stop; all on the lab's clock.

A service's newest deployment is brought to the desired count at Fargate's launch rate; each task starts after a while,
registers its address with the service's target groups, and counts as good when it is healthy there. When the newest
deployment is complete the older ones are stopped. Approximations: a rolling update starts all new tasks before it
stops old ones (maximumPercent 200), tasks never fail once they have an address.
"""

from __future__ import annotations

import ipaddress
import uuid
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

from moto.ec2.models import ec2_backends
from moto.ecs.models import EC2ContainerServiceBackend, Service
from moto.elbv2.models import elbv2_backends

from lab.emulator.engine.context import installed
from lab.emulator.services import elbv2
from lab.emulator.services.ecs.launches import LaunchBucket
from lab.emulator.services.ecs.tasks import ServiceTask, new_task

if TYPE_CHECKING:
    from lab.emulator.engine.clock import Transition
    from lab.emulator.engine.context import Context

EVENTS_KEPT = 100


@dataclass
class Fleet:
    """All service tasks of the lab. Keys are service ARNs; stopped tasks stay visible for ``ecs.task-forgotten``."""

    context: Context
    tasks: dict[str, list[ServiceTask]] = field(default_factory=dict)
    buckets: dict[tuple[str, str], LaunchBucket] = field(default_factory=dict)
    addresses: dict[str, set[str]] = field(default_factory=dict)
    retries: dict[str, Transition] = field(default_factory=dict)

    def clear(self) -> None:
        self.tasks.clear()
        self.buckets.clear()
        self.addresses.clear()
        self.retries.clear()

    def of(self, service: Service) -> list[ServiceTask]:
        return self.tasks.setdefault(service.arn, [])

    def in_cluster(self, cluster_arn: str) -> list[ServiceTask]:
        return [task for tasks in self.tasks.values() for task in tasks if task.cluster_arn == cluster_arn]

    def deploy(self, backend: EC2ContainerServiceBackend, service: Service) -> None:
        """Start a new deployment of ``service``; the present one becomes ACTIVE and is replaced."""
        now = self.context.clock.utcnow()
        for old in service.deployments:
            old.update(status="ACTIVE", updatedAt=now)
        newest = dict(service.deployments[0]) if service.deployments else {}
        identity = f"ecs-svc/{uuid.uuid4().int % 10**19}"
        newest.update(
            id=identity,
            status="PRIMARY",
            taskDefinition=service.task_definition,
            createdAt=now,
            updatedAt=now,
            runningCount=0,
            failedTasks=0,
            rolloutState="IN_PROGRESS",
            rolloutStateReason=f"ECS deployment {identity} in progress.",
        )
        service.deployments.insert(0, newest)
        self.reconcile(backend, service)

    def reconcile(self, backend: EC2ContainerServiceBackend, service: Service) -> None:
        """Launch or stop tasks until the newest deployment has what the service desires; then count."""
        if not service.deployments:
            return  # CODE_DEPLOY and EXTERNAL controllers bring their own task sets
        newest = str(service.deployments[0]["id"])
        wanted = service.desired_count if service.status == "ACTIVE" else 0
        mine = [task for task in self.of(service) if task.deployment == newest and task.desired_status == "RUNNING"]
        for _ in range(wanted - len(mine)):
            if not self._launch(backend, service, newest):
                break
        for task in mine[wanted:]:
            self.stop(backend, service, task, "Scaling activity initiated by (deployment " + newest + ")")
        self.settle(backend, service)

    def _launch(self, backend: EC2ContainerServiceBackend, service: Service, deployment: str) -> bool:
        """Launch one task; False when no subnet has an address left, which is tried again in a minute."""
        clock = self.context.clock
        place = self._place(backend, service)
        if place is None:
            self._tell(
                service, f"(service {service.name}) was unable to place a task: no free IP address in its subnets."
            )
            if service.arn not in self.retries or self.retries[service.arn].done:
                retry = clock.after(
                    clock.scale(60), lambda: self.reconcile(backend, service), f"{service.name} tries again"
                )
                self.retries[service.arn] = retry
            return False
        task = new_task(backend, service, deployment, clock.utcnow(), *place)
        self.of(service).append(task)
        bucket = self.buckets.setdefault((backend.account_id, backend.region_name), LaunchBucket())
        wait = bucket.take(clock.now(), clock.divisor()) + clock.duration("ecs.task-start")
        clock.after(wait, lambda: self._start(backend, service, task), f"ECS task of {service.name} runs")
        return True

    def _place(self, backend: EC2ContainerServiceBackend, service: Service) -> tuple[str, str, str] | None:
        """(subnet, zone, address) for the next task, the subnets in turn; None when all are full."""
        subnets = (service.network_configuration or {}).get("awsvpcConfiguration", {}).get("subnets", [])
        if not subnets:
            return "", backend.region_name + "a", f"172.31.0.{len(self.of(service)) % 250 + 4}"
        turn = len(self.of(service)) % len(subnets)
        for name in [*subnets[turn:], *subnets[:turn]]:
            subnet = ec2_backends[backend.account_id][backend.region_name].get_subnet(name)
            taken = self.addresses.setdefault(name, set())
            # AWS keeps the first four addresses and the last one; load balancers and links stand on a few more
            free = islice(ipaddress.ip_network(subnet.cidr_block).hosts(), 16 + len(taken), None)
            address = next((str(one) for one in free if str(one) not in taken), None) or self._gap(
                subnet.cidr_block, taken
            )
            if address is not None:
                taken.add(address)
                return name, subnet.availability_zone, address
        return None

    def _gap(self, cidr: str, taken: set[str]) -> str | None:
        """An address that a stopped task has given back."""
        return next(
            (str(one) for one in islice(ipaddress.ip_network(cidr).hosts(), 16, None) if str(one) not in taken), None
        )

    def _tell(self, service: Service, message: str) -> None:
        event = {"id": str(uuid.uuid4()), "createdAt": self.context.clock.utcnow(), "message": message}
        service.events.insert(0, event)
        del service.events[EVENTS_KEPT:]

    def _start(self, backend: EC2ContainerServiceBackend, service: Service, task: ServiceTask) -> None:
        if task.desired_status != "RUNNING":
            return
        task.set_status("RUNNING")
        task.health_status = "HEALTHY"
        task.started_at = self.context.clock.utcnow()
        balancers = elbv2_backends[backend.account_id][backend.region_name]
        for wiring in service.load_balancers:
            group = balancers.target_groups.get(wiring.get("targetGroupArn", ""))
            if group is None:
                continue
            group.register([{"Id": task.address, "Port": wiring.get("containerPort", group.port)}])
            wait = elbv2.health_wait(self.context, group)
            self.context.clock.after(wait, lambda: self.settle(backend, service), f"{service.name} settles")
        self.settle(backend, service)

    def stop(self, backend: EC2ContainerServiceBackend, service: Service, task: ServiceTask, reason: str) -> None:
        """Stop ``task`` and take it out of its target groups; it stays listed as STOPPED for a while."""
        if task.desired_status == "STOPPED":
            return
        balancers = elbv2_backends[backend.account_id][backend.region_name]
        for wiring in service.load_balancers:
            group = balancers.target_groups.get(wiring.get("targetGroupArn", ""))
            if group is not None and task.address in group.targets:
                group.deregister([{"Id": task.address}])
        task.desired_status = "STOPPED"
        task.set_status("STOPPED")
        self.addresses.get(task.subnet, set()).discard(task.address)
        task.stopped_at, task.stopped_reason = self.context.clock.utcnow(), reason

        def forget() -> None:
            if task in self.of(service):
                self.of(service).remove(task)

        self.context.clock.after("ecs.task-forgotten", forget, f"stopped task of {service.name} is forgotten")

    def settle(self, backend: EC2ContainerServiceBackend, service: Service) -> None:
        """Count tasks per deployment; complete the newest and stop the older ones once it is good."""
        self._count(service)
        if not service.deployments:
            return
        newest = service.deployments[0]
        mine = [task for task in self.of(service) if task.deployment == newest["id"] and task.running]
        good = len(mine) == newest["desiredCount"] and all(self._healthy(backend, service, task) for task in mine)
        if not good:
            newest.update(rolloutState="IN_PROGRESS", rolloutStateReason=f"ECS deployment {newest['id']} in progress.")
            return
        for task in list(self.of(service)):
            if task.deployment != newest["id"]:
                self.stop(backend, service, task, f"(deployment {newest['id']}) replaced it")
        del service.deployments[1:]
        if newest["rolloutState"] != "COMPLETED":
            now = self.context.clock.utcnow()
            newest.update(
                rolloutState="COMPLETED",
                rolloutStateReason=f"ECS deployment {newest['id']} completed.",
                updatedAt=now,
            )
            self._tell(service, f"(service {service.name}) has reached a steady state.")
        self._count(service)

    def _count(self, service: Service) -> None:
        live = [task for task in self.of(service) if task.desired_status == "RUNNING"]
        service.running_count = sum(task.running for task in live)
        service.pending_count = len(live) - service.running_count
        for position, deployment in enumerate(service.deployments):
            mine = [task for task in live if task.deployment == deployment["id"]]
            running = sum(task.running for task in mine)
            wanted = service.desired_count if position == 0 and service.status == "ACTIVE" else 0
            deployment.update(desiredCount=wanted, runningCount=running, pendingCount=len(mine) - running)

    def _healthy(self, backend: EC2ContainerServiceBackend, service: Service, task: ServiceTask) -> bool:
        balancers = elbv2_backends[backend.account_id][backend.region_name]
        groups: list[Any] = [balancers.target_groups.get(w.get("targetGroupArn", "")) for w in service.load_balancers]
        return all(elbv2.healthy(self.context, group, task.address) for group in groups if group is not None)


def installed_fleet() -> Fleet:
    """The fleet of the emulator of this process; corrections of moto's own classes find it here."""
    found: Fleet = installed().state["ecs"]
    return found


def bare_name(name_or_arn: str) -> str:
    """The name of a service or task, which AWS also takes as an ARN."""
    return name_or_arn.rsplit("/", 1)[-1]
