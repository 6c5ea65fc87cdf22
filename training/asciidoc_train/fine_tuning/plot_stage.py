"""The stage `plot`: the losses of runs as pictures and in the terminal."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from asciidoc_train.config import Config
from asciidoc_train.errors import RowError
from asciidoc_train.files import JsonObject, write_bytes, write_text
from asciidoc_train.fine_tuning.checkpoints import METRICS_FILE
from asciidoc_train.fine_tuning.curve_chart import draw_chart, sparkline
from asciidoc_train.fine_tuning.curve_picture import picture, to_png
from asciidoc_train.fine_tuning.curves import read_curves
from asciidoc_train.stage import Job, Outcome, Plan, Stage


class PlotConfig(Config):
    """Config of the stage `plot`.

    Attributes:
        runs: Names of runs in `train/`; empty for all there are.
        smoothing: Steps whose losses are averaged into one point.
        png: Write PNG beside SVG; needs the extra `png`.
    """

    runs: tuple[str, ...] = ()
    smoothing: int = Field(default=1, ge=1, le=10000)
    png: bool = True


class PlotStage(Stage[PlotConfig]):
    """Plots loss and dev loss over the steps."""

    name = "plot"
    help = "plot the losses of training runs, as SVG and PNG and in the terminal"

    @property
    def config(self) -> type[PlotConfig]:
        """What its config looks like."""
        return PlotConfig

    def plan(self, config: PlotConfig, job: Job) -> Plan:
        """Say which runs would be plotted."""
        files = _metrics(config, job)
        kinds = ["svg", *(["png"] if config.png else [])]
        return Plan(
            (f"plot loss and dev loss of {len(files)} runs",),
            tuple(files),
            tuple(
                job.folder(self.name) / f"{_run(path)}.{kind}" for path in files for kind in kinds
            ),
        )

    def run(self, config: PlotConfig, job: Job) -> Outcome:
        """Write the pictures."""
        report: JsonObject = {}
        summary: list[str] = []
        files = _metrics(config, job)
        if not files:
            raise RowError(f"{job.folder('train')}: no run to plot", hint="asciidoc-train train")
        for path in files:
            curves = read_curves(path, smoothing=config.smoothing)
            target = job.folder(self.name) / f"{_run(path)}.svg"
            svg = picture(curves, _run(path))
            write_text(target, svg)
            if config.png:
                target = target.with_suffix(".png")
                write_bytes(target, to_png(svg))
            summary += [f"{_run(path)}: {target}", *draw_chart(curves)]
            for curve in curves:
                values = [value for _, value in curve.points]
                line = f"{curve.name}: {values[0]:.4f} {sparkline(values)} {values[-1]:.4f}"
                summary.append(f"{line}, lowest {min(values):.4f}")
            report[_run(path)] = {
                curve.name: {"first": curve.points[0][1], "last": curve.points[-1][1]}
                for curve in curves
            }
        return Outcome({"runs": report}, tuple(summary))


def _metrics(config: PlotConfig, job: Job) -> list[Path]:
    folder = job.folder("train")
    if config.runs:
        return [folder / name / METRICS_FILE for name in config.runs]
    return sorted(folder.glob(f"*/{METRICS_FILE}"))


def _run(path: Path) -> str:
    return path.parent.name


stage = PlotStage()
