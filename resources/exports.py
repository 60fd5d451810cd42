"""The folder of export files, reconciled with what landed of the CRM."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import dagster as dg

from resources.warehouse import opened
from suitehouse.intake.configured import configured_folder
from suitehouse.intake.folder import export_paths
from suitehouse.party_tokens import party_tokens
from suitehouse.reconcile.output.writing import write_outputs
from suitehouse.reconcile.report import ReconcileReport
from suitehouse.reconcile.run import reconcile
from suitehouse.settings import Policy, Settings

LATEST = "latest"


@dataclass(frozen=True, slots=True)
class WrittenReport:
    """A reconciliation report and where it can be opened."""

    report: ReconcileReport
    path: Path


class ExportFolder(dg.ConfigurableResource[None]):
    """The exports of a run's settings: SUITEHOUSE_EXPORTS_URL, or `exports` in the home."""

    def reconciled(
        self, settings: Settings, policy: Policy, *, month: str | None = None
    ) -> WrittenReport | None:
        """Reconcile and write the outputs to `recon/<month>`; None where there are no exports.

        Without a month the period is what the files cover, and the outputs go to `recon/latest`.

        Raises:
            ConfigurationError: The exports' URL names no folder, they hold no dated row, or the
                month is none.
        """
        folder = configured_folder(settings)
        if folder is None or not export_paths(folder):
            return None
        with opened(settings, access="read") as warehouse:
            report = reconcile(
                warehouse=warehouse,
                exports=folder,
                policy=policy.reconcile,
                parties=party_tokens(settings),
                month=month,
            )
        out = settings.home / "recon" / (report.label if month else LATEST)
        return WrittenReport(report, write_outputs(report, out))


exports = ExportFolder()
