"""A small order service, which the default config runs on the pair: a web service, a worker and a nightly job."""
