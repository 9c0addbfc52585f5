"""moto's dispatcher, which says so when it knows no service for a request, and looks up each thing once.

moto lists the folders of its package, matches hundreds of patterns and inspects a whole class for every request: half
of what a small one costs.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from moto.core import responses
from moto.core.utils import method_names_from_class
from moto.moto_server.werkzeug_app import DomainDispatcherApplication

from lab.emulator.engine.corrections import put_in_place


class Dispatcher(DomainDispatcherApplication):
    """Raises NotImplementedError for the API of a service that moto has nothing of.

    Make it after all extensions have put their methods into moto's classes: from then on their names are known.
    """

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._backends: dict[str, Any] = {}
        # a cache of its own per dispatcher: another one may follow further extensions
        put_in_place([(responses, "method_names_from_class", cache(method_names_from_class))])

    def get_backend_for_host(self, host: str | None) -> Any:
        if host is None:
            return None
        if host not in self._backends:
            self._backends[host] = self._looked_up(host)
        return self._backends[host]

    def _looked_up(self, host: str) -> Any:
        known = "amazonaws.com" not in host
        if not known and not any(pattern.match(f"http://{host}") for _, pattern in self.backend_url_patterns):
            raise NotImplementedError(f"no service behind {host}")
        return super().get_backend_for_host(host)
