"""Who a request comes from: an assumed role's session, an IAM user, or the lab's own keys, which may do everything."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from moto.iam.exceptions import NotFoundException
from moto.iam.models import iam_backends
from moto.sts.models import sts_backends
from moto.utilities.utils import get_partition

from lab.emulator.engine import account as lab_account

if TYPE_CHECKING:
    from moto.iam.models import IAMBackend
    from moto.sts.models import AssumedRole

    from lab.emulator.engine.request import LabRequest


@dataclass(frozen=True)
class Principal:
    """``arn`` as AWS shows it in errors; ``documents`` its policies; ``unlimited``: the lab's own keys."""

    account: str
    arn: str
    documents: tuple[dict[str, Any], ...] = ()
    session_policy: dict[str, Any] | None = None
    role: str = ""
    role_arn: str = ""
    unlimited: bool = False
    expires: datetime | None = None

    @property
    def names(self) -> list[str]:
        """The names by which a trust policy can mean this principal itself (not its whole account)."""
        return [name for name in (self.arn, self.role_arn) if name]

    @property
    def account_names(self) -> list[str]:
        """The names by which a trust policy means the principal's account."""
        return [self.account, f"arn:aws:iam::{self.account}:root"]


def principal_of(request: LabRequest) -> Principal:
    """The principal behind the request's access key."""
    partition = get_partition(request.region)
    for account in list(sts_backends.values()):
        for session in account[partition].assumed_roles:
            if session.access_key_id == request.access_key:
                return _session(session, partition)
    for number, account_iam in list(iam_backends.items()):
        backend = account_iam[partition]
        for user in backend.users.values():
            if any(key.access_key_id == request.access_key for key in user.access_keys):
                documents = tuple(_user_documents(backend, user.name))
                return Principal(number, f"arn:{partition}:iam::{number}:user/{user.name}", documents)
    own = lab_account.number()
    return Principal(own, f"arn:{partition}:iam::{own}:root", unlimited=True)


def _session(session: AssumedRole, partition: str) -> Principal:
    account = session.role_arn.split(":")[4]
    name = session.role_arn.rsplit("/", 1)[-1]
    backend = iam_backends[account][partition]
    policy: Any = session.policy
    return Principal(
        account=account,
        arn=session.arn.replace(session.arn.split(":")[4], account, 1),
        documents=tuple(_role_documents(backend, name)),
        session_policy=json.loads(policy) if policy else None,
        role=name,
        role_arn=session.role_arn,
        expires=session.expiration,
    )


def _role_documents(backend: IAMBackend, name: str) -> list[dict[str, Any]]:
    """Inline and attached policies of a role; none when the role is gone."""
    try:
        inline = [backend.get_role_policy(name, policy)[1] for policy in backend.list_role_policies(name)]
    except NotFoundException:
        return []
    attached, _ = backend.list_attached_role_policies(name, max_items=1000)
    return [json.loads(document) for document in inline] + [_default(policy) for policy in attached]


def _user_documents(backend: IAMBackend, name: str) -> list[dict[str, Any]]:
    found = [
        json.loads(backend.get_user_policy(name, one)["policy_document"]) for one in backend.list_user_policies(name)
    ]
    attached, _ = backend.list_attached_user_policies(name, max_items=1000)
    found += [_default(policy) for policy in attached]
    for group in backend.get_groups_for_user(name):
        for one in backend.list_group_policies(group.name):
            found.append(json.loads(backend.get_group_policy(group.name, one)["policy_document"]))
        of_group, _ = backend.list_attached_group_policies(group.name, max_items=1000)
        found += [_default(policy) for policy in of_group]
    return found


def _default(policy: Any) -> dict[str, Any]:
    version = next(one for one in policy.versions if one.is_default)
    document: dict[str, Any] = json.loads(version.document)
    return document
