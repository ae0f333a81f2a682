"""What the report's sections are made of."""

from dataclasses import dataclass

from brain.report.claim import Claim
from brain.report.figure_style import Drawn
from brain.report.findings import Findings
from brain.report.page import claim_html, figure_html, paragraph, table_html
from brain.tables import Table


@dataclass(frozen=True, eq=False)
class Material:
    """What the sections are made of; figures and tables by name."""

    findings: Findings
    claims: tuple[Claim, ...]
    figures: dict[str, Drawn]
    tables: dict[str, Table]

    def figure(self, name: str) -> str:
        """Return a figure with its number, or a line that says that there is none."""
        if name not in self.figures:
            return paragraph("This run has nothing to draw here.")
        return figure_html(self.figures[name], list(self.figures).index(name) + 1)

    def number(self, name: str) -> str:
        """Return how the text calls a figure."""
        names = list(self.figures)
        return f"Figure {names.index(name) + 1}" if name in names else "no figure"

    def table(self, *names: str) -> str:
        """Return tables."""
        return "".join(table_html(self.tables[name]) for name in names)

    def claim(self, *keys: str) -> str:
        """Return claims with their verdicts and numbers."""
        by_key = {claim.key: claim for claim in self.claims}
        return "".join(claim_html(by_key[key]) for key in keys)
