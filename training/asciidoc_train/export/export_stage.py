"""The stage `export`: a trained model as files that llama.cpp, vLLM and `local` read."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from asciidoc_train.export.config import ExportConfig
from asciidoc_train.export.exporting import Exporting
from asciidoc_train.export.trained_model import find_model
from asciidoc_train.files import JsonObject
from asciidoc_train.stage import Job, Outcome, Plan, Stage


class ExportStage(Stage[ExportConfig]):
    """Writes merged model, adapter, GGUF files, parity report, manifest and card."""

    name = "export"
    help = "write a trained model as GGUF files, with parity report, manifest and card"

    @property
    def config(self) -> type[ExportConfig]:
        """What its config looks like."""
        return ExportConfig

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Add which model to export, and what to do with it."""
        parser.add_argument(
            "--model", type=Path, metavar="DIR", help="a run, a model's folder or an adapter's"
        )
        parser.add_argument(
            "--base", type=Path, metavar="DIR", help="the full model that an adapter is added to"
        )
        parser.add_argument(
            "--card", action="store_true", help="only write manifest and card of what is there"
        )
        parser.add_argument(
            "--ship", metavar="KIND", help="put the file of this kind into the package's weights"
        )

    def plan(self, config: ExportConfig, job: Job) -> Plan:
        """Say which files would be written."""
        export = _exporting(config, job)
        if _draws_pictures(export.model.folder):
            from asciidoc_train.pictures.picture_export import plan_export

            return plan_export(export)
        steps: list[str] = []
        if export.model.is_adapter:
            steps.append(f"add the adapter {export.model.folder} to its base: {export.merged}")
            steps.append(f"copy the adapter, and write it as {export.lora.name}")
        steps += [f"write {export.merged} as {path.name}" for path in export.ggufs.values()]
        if config.parity.prompts:
            steps.append(f"compare the files with transformers on {config.parity.prompts} prompts")
        steps.append("write manifest.json and MODEL_CARD.md")
        if ship := _ship(job):
            steps.append(f"put the file of the kind {ship} into {config.package}")
        writes = (*export.ggufs.values(), export.folder / "manifest.json")
        return Plan(tuple(steps), export.model.inputs, writes)

    def run(self, config: ExportConfig, job: Job) -> Outcome:
        """Write everything; files that are finished stay when a later one fails."""
        # before torch and llama.cpp start their threads: those that spin cost more than they do
        os.environ.setdefault("OMP_WAIT_POLICY", "passive")
        from asciidoc_train.export import papers

        export = _exporting(config, job)
        if _draws_pictures(export.model.folder):
            from asciidoc_train.pictures.picture_export import export_pictures

            return export_pictures(export)
        lines: list[str] = []
        report: JsonObject = {"name": export.name, "model": str(export.model.folder)}
        if getattr(job.arguments, "card", False):
            findings = papers.known_findings(export)
        else:
            requests = export.parity_requests()  # first, so that a fault shows before the work
            if export.model.is_adapter and (note := export.add_adapter()):
                lines.append(note)
            report["tensors"] = export.write_ggufs()
            findings = papers.keep_findings(export, export.compare(requests), requests)
        files = papers.write_papers(export, findings)
        if ship := _ship(job):
            files.append(papers.write_package_papers(export, export.ship(ship), ship))
        lines += [f"{file.path}: {file.bytes / 1e6:.1f} MB" for file in files]
        lines += [f"parity of {name}: {one}" for name, one in findings.parity.items()]
        report["files"] = [
            {"path": str(f.path), "kind": f.kind, "bytes": f.bytes, "sha256": f.sha256}
            for f in files
        ]
        report["parity"] = {name: one.to_json() for name, one in findings.parity.items()}
        sound = all(one.is_sound(name) for name, one in findings.parity.items())
        return Outcome(report, tuple(lines), sound)


def _exporting(config: ExportConfig, job: Job) -> Exporting:
    model = find_model(_path(job, "model") or config.model, config.checkpoint, job.work)
    return Exporting(config, job, model, _path(job, "base"))


def _draws_pictures(folder: Path) -> bool:
    from asciidoc_train.pictures.loaded_models import folder_layout

    return folder_layout(folder) is not None


def _path(job: Job, name: str) -> Path | None:
    path: Path | None = getattr(job.arguments, name, None)
    return path.resolve() if path is not None else None


def _ship(job: Job) -> str | None:
    return getattr(job.arguments, "ship", None)


stage = ExportStage()
