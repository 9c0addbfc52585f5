"""The journals of all runs in one region's SSM, at their place and at the one that earlier versions used."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial
from typing import Any

from standby.aws.cloud import Cloud
from standby.aws.side_by_side import side_by_side

OLD = "incident/journal"  # below the contract's path


class SsmJournals:
    """Reads journals. `contract_path` is `/myapp/prod/standby`; journals lie beside it, in `…/standby-journal`."""

    def __init__(self, cloud: Cloud, contract_path: str) -> None:
        self._cloud, self._path = cloud, contract_path
        self.region = cloud.region

    def lines(self) -> dict[str, list[dict[str, object]]]:
        """The lines of every run, by its name, in order; a value that is no JSON is left out.

        Raises:
            CloudError: the region does not answer, or refuses (`ssm:GetParametersByPath`).
        """
        found: dict[str, dict[str, dict[str, object]]] = {}
        places = (f"{self._path}/{OLD}", f"{self._path}-journal")
        for place, told in zip(places, side_by_side(partial(self._below, place) for place in places), strict=True):
            for raw in told:
                run, _, number = str(raw["Name"]).removeprefix(f"{place}/").partition("/")
                try:
                    line = json.loads(raw["Value"])
                except ValueError:
                    continue
                if isinstance(line, dict) and number:
                    found.setdefault(run, {})[number] = line
        return {run: [lines[number] for number in sorted(lines)] for run, lines in found.items()}

    def _below(self, place: str) -> list[Mapping[str, Any]]:
        return self._cloud.pages("ssm", "get_parameters_by_path", "Parameters", Path=place, Recursive=True)
