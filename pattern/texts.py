"""Texts with a rule: what a key may hold, in words with an example, and the nearest right value where there is one.

A rule is a regular expression for the program and a sentence for people; only the sentence is ever shown.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

# AWS regional endpoints of the commercial, GovCloud and China partitions (AWS General Reference, "Regional endpoints").
REGIONS: tuple[str, ...] = (
    *("us-east-1", "us-east-2", "us-west-1", "us-west-2", "ca-central-1", "ca-west-1", "mx-central-1", "sa-east-1"),
    *("eu-central-1", "eu-central-2", "eu-north-1", "eu-south-1", "eu-south-2", "eu-west-1", "eu-west-2", "eu-west-3"),
    *("ap-east-1", "ap-east-2", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1", "ap-south-2"),
    *("ap-southeast-1", "ap-southeast-2", "ap-southeast-3", "ap-southeast-4", "ap-southeast-5", "ap-southeast-6"),
    *("ap-southeast-7", "af-south-1", "il-central-1", "me-central-1", "me-south-1"),
    *("us-gov-east-1", "us-gov-west-1", "cn-north-1", "cn-northwest-1"),
)


@dataclass(frozen=True)
class Text:
    """A rule for a text, used as `Annotated[str, Text(…)]`: `allowed` completes "must be …"."""

    pattern: str
    allowed: str
    example: str
    most: int | None = None
    known: tuple[str, ...] = ()

    def fits(self, text: str) -> bool:
        """Whether the text keeps the rule."""
        short = self.most is None or len(text) <= self.most
        return short and re.fullmatch(self.pattern, text) is not None and (not self.known or text in self.known)

    def check(self, text: str) -> str:
        """The text itself, or an error that says what is allowed."""
        if self.fits(text):
            return text
        near = next(self._nearest(text), None)
        hint = f"; did you mean {near!r}?" if near else f", such as {self.example!r}"
        raise PydanticCustomError("text", "must be {sentence}", {"sentence": f"{self.allowed}{hint}"})

    def _nearest(self, text: str) -> Iterator[str]:
        """What the writer may have meant: the usual slips, undone; then what looks most alike."""
        plain = re.sub(r"[\s_]+", "-", text.strip().lower())
        for guess in (plain, re.sub(r"(?<=[a-z])(?=\d$)", "-", plain), f"/{text}", f"-{plain}", plain.replace("-", "")):
            if self.fits(guess):
                yield guess
        yield from difflib.get_close_matches(plain, self.known, n=1, cutoff=0.6)

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        described = {**handler(schema), "pattern": f"^(?:{self.pattern})$", "examples": [self.example]}
        if self.most is not None:
            described["maxLength"] = self.most
        return described | ({"enum": list(self.known)} if self.known else {})


Slug = Annotated[
    str,
    Text(
        r"[a-z][a-z0-9]*(-[a-z0-9]+)*",
        "lower-case letters, digits and dashes, beginning with a letter, at most 20 characters",
        "myapp",
        most=20,
    ),
]
Suffix = Annotated[str, Text(r"(-[a-z0-9]{1,8})?", "empty, or a dash and up to 8 lower-case letters or digits", "-dr")]
Region = Annotated[str, Text(r"[a-z]{2}(-[a-z]+)+-\d", "the name of an AWS region", "us-west-2", known=REGIONS)]
Path = Annotated[
    str, Text(r"/[A-Za-z0-9/_.~-]*", "a path that begins with `/`, of letters, digits and `/ _ . ~ -`", "/healthz")
]
PathPattern = Annotated[
    str,
    Text(r"/[A-Za-z0-9/_.*~-]*", "a path that begins with `/`, `*` for any characters", "/billing/*", most=128),
]
ServiceName = Annotated[
    str,
    Text(
        r"[a-z][a-z0-9]*(-[a-z0-9]+)*",
        "lower-case letters, digits and dashes, beginning with a letter, at most 40 characters",
        "web",
        most=40,
    ),
]
Image = Annotated[
    str,
    Text(r"\S+", "an image reference without blanks", "123456789012.dkr.ecr.us-west-2.amazonaws.com/myapp/web:1.0.0"),
]
VariableName = Annotated[
    str, Text(r"[A-Za-z_][A-Za-z0-9_.-]*", "letters, digits and `_ . -`, beginning with a letter", "LOG_LEVEL")
]
RoleArn = Annotated[
    str, Text(r"arn:aws[a-z-]*:iam::\d{12}:role/.+", "the ARN of an IAM role", "arn:aws:iam::123456789012:role/zone")
]
EngineVersion = Annotated[str, Text(r"\d{2}\.\d{1,2}", "an Aurora PostgreSQL version, major and minor", "16.8")]
HostedZoneId = Annotated[
    str,
    Text(r"Z[A-Z0-9]{1,31}", "the ID of a Route 53 hosted zone: `Z`, then capitals and digits", "Z0123456789EXAMPLE"),
]
DomainName = Annotated[
    str, Text(r"([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}", "a domain name in lower case", "app.example.com")
]
Email = Annotated[str, Text(r"[^@\s]+@[^@\s]+", "an e-mail address", "on-call@example.com")]
DatabaseName = Annotated[
    str, Text(r"[a-z][a-z0-9_]{0,62}", "lower-case letters, digits and `_`, beginning with a letter", "orders")
]
UserName = Annotated[
    str, Text(r"[a-z][a-z0-9_]{0,15}", "lower-case letters, digits and `_`, at most 16 characters", "standby")
]
# Aurora user guide, "Configuration requirements of an Aurora global database": db.r5 or newer, memory optimized.
InstanceClass = Annotated[
    str,
    Text(
        r"db\.(r[5-9]|r1\d|x2)[a-z]*\.(large|(2|4|8|12|16|24|32|48)?xlarge)|db\.serverless",
        "a memory-optimized class of db.r5 or newer, or db.serverless",
        "db.r6g.large",
    ),
]
NodeType = Annotated[
    str, Text(r"cache\.[a-z0-9]+\.(micro|small|medium|(\d+)?x?large)", "an ElastiCache node type", "cache.t4g.small")
]
CacheVersion = Annotated[str, Text(r"\d\.\d+", "a Redis version, major and minor", "7.1")]
