"""moto's dispatcher, which says so when it knows no service for a request instead of tripping over it."""

from __future__ import annotations

from typing import Any

from moto.moto_server.werkzeug_app import DomainDispatcherApplication


class Dispatcher(DomainDispatcherApplication):
    """Raises NotImplementedError for the API of a service that moto has nothing of."""

    def get_backend_for_host(self, host: str | None) -> Any:
        known = host is None or "amazonaws.com" not in host
        if not known and not any(pattern.match(f"http://{host}") for _, pattern in self.backend_url_patterns):
            raise NotImplementedError(f"no service behind {host}")
        return super().get_backend_for_host(host)
