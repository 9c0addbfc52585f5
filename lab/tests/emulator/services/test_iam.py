"""IAM tells dates in whole seconds."""

from __future__ import annotations

import json
from typing import Any

DOCUMENT = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*"}]})


def test_dates_are_in_whole_seconds(emulator: Any) -> None:
    iam = emulator.client("iam")
    role = iam.create_role(RoleName="r", AssumeRolePolicyDocument=DOCUMENT)["Role"]
    policy = iam.create_policy(PolicyName="p", PolicyDocument=DOCUMENT)["Policy"]
    user = iam.create_user(UserName="u")["User"]
    assert [thing["CreateDate"].microsecond for thing in (role, policy, user)] == [0, 0, 0]
    assert iam.get_role(RoleName="r")["Role"]["CreateDate"] == role["CreateDate"]
