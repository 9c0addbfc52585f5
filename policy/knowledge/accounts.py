"""Which AWS account a resource or a stack is in, as far as it shows."""

from __future__ import annotations

from collections.abc import Iterable

from policy.engine.stack import Stack
from policy.engine.subject import Resource, arn_account
from policy.engine.unknown import elements, known_texts, read


def account(resource: Resource) -> str | None:
    """The account: of its ARN, of the role that its provider assumes, or the only one that its provider allows."""
    own = arn_account(resource.text("arn"))
    if own:
        return own
    roles = [*elements(read(resource.provider, "assumeRoles")), read(resource.provider, "assumeRole")]
    for role in roles:
        found = [arn_account(text) for text in known_texts(read(role, "roleArn"))]
        if found and found[0]:
            return found[0]
    allowed = known_texts(read(resource.provider, "allowedAccountIds"))
    return allowed[0] if len(allowed) == 1 else None


def credentials(resource: Resource) -> str:
    """Something that is the same for resources that are made with the same credentials."""
    profile = known_texts(read(resource.provider, "profile"))
    return account(resource) or (profile[0] if profile else "")


def accounts_of(stack: Stack) -> frozenset[str]:
    """The accounts that the stack's resources show."""
    found = (account(resource) for token in stack.types if token.startswith("aws:") for resource in stack.of(token))
    return frozenset(filter(None, found))


def apart(stack: Stack, others: Iterable[Stack]) -> bool:
    """Whether the stack shows accounts, the others do, too, and they share none."""
    theirs = [accounts_of(other) for other in others if other is not stack]
    mine = accounts_of(stack) if theirs else frozenset()
    return bool(mine) and all(one and not one & mine for one in theirs)
