"""Monitor a model: is it still right, and what changed in what it is given."""

from __future__ import annotations

from typing import Any

import click

from mlops_desktop.cli.commands.options import collect_reader, reader_options, source
from mlops_desktop.cli.door import Door, Group, pass_door
from mlops_desktop.cli.text import monitor as text
from mlops_desktop.core import codec
from mlops_desktop.core.errors import ExitCode, UserError
from mlops_desktop.core.monitor import DriftReport, MonitorReport, Tolerances, Verdict
from mlops_desktop.core.reference import parse_reference


class _Three(click.ParamType[tuple[float, float, float]]):
    """``SMALL,MEDIUM,LARGE``: three growing numbers."""

    name = "S,M,L"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[float, float, float]:
        """Return the three numbers."""
        if isinstance(value, tuple):
            return value
        try:
            small, medium, large = (float(part) for part in str(value).split(","))
        except ValueError:
            self.fail(f"“{value}” is not three numbers such as 0.1,0.25,0.5.", param, ctx)
        if not 0 < small <= medium <= large:
            self.fail(f"“{value}” does not grow from above 0: small, medium, large.", param, ctx)
        return small, medium, large


_statistics_option = click.option(
    "--statistics",
    "with_statistics",
    is_flag=True,
    help="Also show every statistic of every column with its convention.",
)


@click.group(cls=Group)
def monitor() -> None:
    """Compare later rows with those a version was trained on, and its errors if they are known."""


@monitor.command()
@click.argument("reference", metavar="MODEL[@N|@STAGE]")
@click.option(
    "--data", required=True, metavar="FILE|NAME[@N]", help="The later rows: a file or a dataset."
)
@click.option(
    "--fail-on",
    type=click.Choice(["drift", "worse"]),
    multiple=True,
    help="End with exit code 1 when columns drifted, or when the model got worse (repeatable).",
)
@click.option("--psi", type=_Three(), help="Tolerances for PSI: small,medium,large.")
@click.option("--wasserstein", type=_Three(), help="Tolerances for the distance in robust sigmas.")
@click.option("--cramers-v", type=_Three(), help="Tolerances for Cramér's V.")
@click.option(
    "--alpha",
    type=click.FloatRange(0, 0.5, min_open=True),
    help="Largest adjusted p-value that counts as evidence.  [default: 0.05]",
)
@_statistics_option
@reader_options
@pass_door
def run(door: Door, /, reference: str, data: str, fail_on: tuple[str, ...], **chosen: Any) -> int:
    """Check one window of later rows against a version's training rows and hold-out.

    A column has drifted when its effect is at least the small tolerance and chance does not
    explain it. With the target in the rows the real error is measured, too.
    """
    from mlops_desktop.services import monitoring

    names = ("psi", "wasserstein", "cramers_v", "alpha")
    given = {name: chosen.pop(name) for name in names}
    tolerances = Tolerances(**{name: value for name, value in given.items() if value is not None})
    with door.session() as session:
        rows = source(session, data, collect_reader(chosen))
        found = monitoring.run(session, reference, rows, door.work(), tolerances).value
    about = f"{found.model.label} on {found.current.label}"
    lines = [*text.report(found.drift, found.report, about)]
    lines += text.statistics(found.drift) if chosen["with_statistics"] else ()
    door.console.answer(codec.to_json(found), lines)
    return _exit_code(found.report, fail_on)


@monitor.command()
@click.argument("reference", metavar="MODEL[@N|@STAGE]")
@click.option("--id", "report_id", metavar="ID", help="An earlier report (else the newest).")
@_statistics_option
@pass_door
def report(door: Door, /, reference: str, report_id: str | None, with_statistics: bool) -> None:
    """Show the newest report of a model, or of one version, and list the earlier ones."""
    from mlops_desktop.services import models, monitoring

    wanted = parse_reference(reference)
    with door.session(read_only=True) as session:
        found = monitoring.reports(session, wanted.name)
        if "@" in reference:
            version_id = models.version(session, wanted).version.id
            found = tuple(item for item in found if item.model_version_id == version_id)
        chosen = _choose(found, reference, report_id)
        drift: DriftReport = monitoring.report(session, chosen.id)
        labels: dict[str, str] = {
            version.id: version.label
            for version in models.show(session, wanted.name, include_hidden=True).versions
        }
    payload = {
        "report": codec.to_json(chosen),
        "drift": codec.to_json(drift),
        "reports": codec.to_json(found),
    }
    label = labels.get(chosen.model_version_id, wanted.name)
    lines = [*text.report(drift, chosen, label)]
    lines += text.statistics(drift) if with_statistics else ()
    lines += text.earlier(found, labels, chosen)
    door.console.answer(payload, lines)


def _choose(
    found: tuple[MonitorReport, ...], reference: str, report_id: str | None
) -> MonitorReport:
    if not found:
        raise UserError("usage.no_report", model=reference)
    if report_id is None:
        return found[0]
    for item in found:
        if item.id == report_id:
            return item
    raise UserError("usage.unknown_report", id=report_id, model=reference)


def _exit_code(found: MonitorReport, fail_on: tuple[str, ...]) -> ExitCode:
    drifted = "drift" in fail_on and found.verdict is Verdict.DRIFT
    worse = "worse" in fail_on and found.performance_verdict is Verdict.DRIFT
    return ExitCode.REFUSED if drifted or worse else ExitCode.DONE
