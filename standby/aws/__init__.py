"""AWS in one region, as the operator's command reads and changes it; boto3 is known to `cloud` alone."""
