"""What is wrong with the look itself, in words that help: a dead region, a sign-in that ended, no contract."""

from __future__ import annotations

from dataclasses import dataclass

from standby.status.fact import Fact, State
from standby.status.pair_status import PairStatus, SideStatus, name_of

# AWS's and botocore's codes for "we do not know you (any more)"
SIGN_IN = (
    "ExpiredToken",
    "InvalidClientTokenId",
    "UnrecognizedClient",
    "InvalidSignature",
    "SignatureDoesNotMatch",
    "NoCredentialsError",
    "PartialCredentialsError",
    "CredentialRetrievalError",
    "TokenRetrievalError",
    "SSOTokenLoadError",
    "UnauthorizedSSOTokenError",
    "RequestExpired",
    "AuthFailure",
)
DENIED = ("AccessDenied", "UnauthorizedOperation", "not authorized")


@dataclass(frozen=True)
class Trouble:
    """One thing that is wrong, and what to do about it. `total`: nothing could be read because of it."""

    what: str
    fix: str
    total: bool = False


def troubles(status: PairStatus) -> tuple[Trouble, ...]:
    """All that is wrong with this look, worst first."""
    reasons = [one.why for side in status.sides for one in _asked(side) if not one.answered]
    signed_out = [why for why in reasons if any(code in why for code in SIGN_IN)]
    if signed_out and not any(side.answers for side in status.sides):
        return (_sign_in(signed_out[0]),)
    found = [one for side in status.sides for one in _of_side(status, side)]
    if not status.record.answered:
        found.append(
            Trouble(
                f"the record cannot be read: {status.record.why or 'no answer'}",
                "Route 53's control plane is in us-east-1; answers to users do not need it",
            )
        )
    return tuple(found)


def _asked(side: SideStatus) -> tuple[Fact[object], ...]:
    return (side.contract, side.database, side.cluster, side.lag)  # type: ignore[return-value]


def _sign_in(why: str) -> Trouble:
    return Trouble(
        f"AWS does not accept the sign-in: {why}",
        "sign in again (for example `aws sso login --profile NAME`), check AWS_PROFILE, then run this again",
        total=True,
    )


def _of_side(status: PairStatus, side: SideStatus) -> list[Trouble]:
    denied = [one.why for one in _asked(side) if any(code in one.why for code in DENIED)]
    if denied:
        return [
            Trouble(f"{side.region} refuses a read: {denied[0]}", "ask for the missing right; other facts are good")
        ]
    if not side.answers:
        other = status.dr if side is status.primary else status.primary
        fix = f"facts marked ! are old; is {side.region} down? look at AWS's health page"
        if side.role == "primary" and other.answers:
            fix += "; if users are down: standby preflight, then runbooks/promote-dr.sh"
        return [
            Trouble(f"{side.region} ({name_of(side.role)}) does not answer: {side.why}", fix, total=not other.answers)
        ]
    if side.contract.state is State.NONE:
        others = f" ({side.contract.why})" if side.contract.why else ""
        return [
            Trouble(
                f"{side.region} has no failover contract of {status.title}{others}",
                "is the name right (standby:app, standby:environment in Pulumi.yaml)? if it is, bring this region's "
                "platform and workloads up (`pulumi up`), which write it",
            )
        ]
    late = [name for name in ("services", "schedules", "color", "link") if getattr(side, name).state is State.SILENT]
    return [Trouble(f"{side.region}: not answered in time: {', '.join(late)}", "run this again")] if late else []
