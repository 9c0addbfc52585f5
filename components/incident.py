"""Whether an incident runs: the freeze that a promotion writes, told to the gate by way of a stack output."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from pattern.contract import FREEZE, NONE

# how the provider says that there is no such parameter: AWS's own code, or the words of its finder
_ABSENT = ("ParameterNotFound", "couldn't find resource", "empty result")


def read_freeze(contract_path: str) -> str:
    """The text of the region's incident freeze; `-` where none is on.

    A policy pack makes no AWS call: the program asks, once, and exports the answer as `incident_freeze`.

    Raises:
        pulumi.RunError: AWS did not answer, or refused; the message carries AWS's own words.
    """
    name = f"{contract_path}/{FREEZE}"
    try:
        return aws.ssm.get_parameter(name=name, with_decryption=False).insecure_value or NONE
    except Exception as problem:  # the SDK raises nothing narrower for an invoke that failed
        if any(words in str(problem) for words in _ABSENT):
            return NONE
        raise pulumi.RunError(
            f"the incident freeze {name} cannot be read: {problem}\n"
            "Check that the credentials may call ssm:GetParameter and that the region answers."
        ) from None
