"""The sums: a single region, the second region's premium, what dominates it, and whether the seed's range holds."""

from __future__ import annotations

from dataclasses import dataclass

from standby.cost.lines import Line

# The range that the pattern was proposed with: "Steady-state cost premium ~35-50% over single-region".
EXPECTED_LOW, EXPECTED_HIGH = 35.0, 50.0


@dataclass(frozen=True)
class Premium:
    """A pair's bill, summed up. USD a month."""

    lines: tuple[Line, ...]

    @property
    def single(self) -> float:
        """What the primary alone would cost."""
        return sum(line.primary for line in self.lines)

    @property
    def added(self) -> float:
        """What the second region adds."""
        return sum(line.added for line in self.lines)

    @property
    def percent(self) -> float:
        """The premium in percent of a single region."""
        return 100.0 * self.added / self.single if self.single else 0.0

    @property
    def dominant(self) -> Line:
        """The line that adds most."""
        return max(self.lines, key=lambda line: line.added)

    @property
    def aurora(self) -> float:
        """What all Aurora lines and the transfer of its redo add."""
        return sum(line.added for line in self.lines if line.name.startswith(("Aurora", "Transfer")))

    def verdict(self) -> str:
        """Whether the expected range holds, and what dominates, from the numbers."""
        top = self.dominant
        share = 100.0 * top.added / self.added if self.added else 0.0
        if self.percent < EXPECTED_LOW:
            where = "below"
        elif self.percent > EXPECTED_HIGH:
            where = "above"
        else:
            where = "within"
        return (
            f"The premium is {self.percent:.0f} % of a single region: {where} the {EXPECTED_LOW:.0f} to "
            f"{EXPECTED_HIGH:.0f} % that this pattern is usually quoted with. {top.name} dominate it with "
            f"{share:.0f} %; all of Aurora with its replication is {100.0 * self.aurora / self.added:.0f} %."
            if self.added
            else "The second region adds nothing."
        )
