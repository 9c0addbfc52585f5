"""The region's own certificate for the public name."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from pattern.settings import Domain


@dataclass(frozen=True)
class CertificateArgs:
    """`creates_record`: the validation record of a name is the same in every region of an account, so just one stack
    of the pair makes it (hashicorp/terraform-provider-aws issue 13653). `zone_provider` acts in the zone's account.
    With `existing_arn` that certificate is used, and nothing is made."""

    domain: Domain
    creates_record: bool
    zone_provider: pulumi.ProviderResource | None = None
    existing_arn: str | None = None


class Certificate(pulumi.ComponentResource):
    """Creates: ACM certificate (validated by DNS), its validation record in one stack of the pair, and the wait until
    it is issued."""

    arn: pulumi.Output[str]

    def __init__(self, name: str, args: CertificateArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("standby:components:Certificate", name, None, opts)
        existing = pulumi.Output.from_input(args.existing_arn) if args.existing_arn else None
        self.arn = existing or self._issued(name, args)
        self.register_outputs({"arn": self.arn})

    def _issued(self, name: str, args: CertificateArgs) -> pulumi.Output[str]:
        child = pulumi.ResourceOptions(parent=self)
        certificate = aws.acm.Certificate(
            f"{name}-public", domain_name=args.domain.name, validation_method="DNS", opts=child
        )
        after: list[pulumi.Resource] = []
        if args.creates_record:
            option = certificate.domain_validation_options[0]
            after.append(
                aws.route53.Record(
                    f"{name}-validation",
                    zone_id=args.domain.hosted_zone_id,
                    name=option.resource_record_name,
                    type=option.resource_record_type,
                    records=[option.resource_record_value],
                    ttl=300,
                    allow_overwrite=True,
                    opts=pulumi.ResourceOptions(parent=self, provider=args.zone_provider),
                )
            )
        issued = aws.acm.CertificateValidation(
            f"{name}-issued",
            certificate_arn=certificate.arn,
            opts=pulumi.ResourceOptions(parent=self, depends_on=after),
        )
        arn: pulumi.Output[str] = issued.certificate_arn
        return arn
