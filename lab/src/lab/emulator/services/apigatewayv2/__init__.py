"""HTTP APIs: VPC links with a life, custom domains with a target, and the updates that moto lacks."""

from lab.emulator.services.apigatewayv2.extension import OPERATIONS, install

__all__ = ["OPERATIONS", "install"]
