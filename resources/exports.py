"""The folder of export files, reconciled with what landed of the CRM."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import dagster as dg

from resources.warehouse import opened
from suitehouse.intake.folder import export_folder, export_paths
from suitehouse.party_tokens import party_tokens
from suitehouse.reconcile.output.writing import write_outputs
from suitehouse.reconcile.run import ReconcileReport, reconcile
from suitehouse.settings import Policy, Settings


@dataclass(frozen=True, slots=True)
class WrittenReport:
    """A reconciliation report and where it can be opened."""

    report: ReconcileReport
    path: Path


class ExportFolder(dg.ConfigurableResource[None]):
    """The exports of a run's settings: SUITEHOUSE_EXPORTS_URL, or `exports` in the home."""

    def reconciled(self, settings: Settings, policy: Policy) -> WrittenReport | None:
        """Reconcile and write the outputs to `recon/latest`; None where there are no exports.

        Raises:
            ConfigurationError: The exports' URL names no folder, or they hold no dated row.
        """
        default = settings.home / "exports"
        if settings.exports_url is None and not default.is_dir():
            return None
        folder = export_folder(settings.exports_url or str(default))
        if not export_paths(folder):
            return None
        with opened(settings, access="read") as warehouse:
            report = reconcile(
                warehouse=warehouse,
                exports=folder,
                policy=policy.reconcile,
                parties=party_tokens(settings),
            )
        return WrittenReport(report, write_outputs(report, settings.home / "recon" / "latest"))


exports = ExportFolder()
