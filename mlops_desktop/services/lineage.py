"""The lineage graph, derived from the registry's facts each time it is asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from mlops_desktop.core.algorithms import algorithm
from mlops_desktop.core.dataset import DatasetVersion, Origin
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.identity import DatasetVersionId, ModelVersionId
from mlops_desktop.core.lineage import Edge, Graph, Node, NodeKind
from mlops_desktop.core.metrics import metric
from mlops_desktop.core.model import ModelVersion
from mlops_desktop.core.monitor import MonitorReport
from mlops_desktop.core.reference import Namespace
from mlops_desktop.core.stage import Stage
from mlops_desktop.core.transformation import RecipeVersion, Transformation
from mlops_desktop.services import resolve
from mlops_desktop.services.resolve import Ref
from mlops_desktop.services.session import Session


@dataclass(frozen=True, slots=True)
class LineageView:
    """A graph and, when one thing was asked for, its node."""

    graph: Graph
    focus: str | None = None


def graph(
    session: Session,
    ref: Ref | None = None,
    upstream: int | None = None,
    downstream: int | None = None,
) -> LineageView:
    """Return the project's lineage, or the part around one thing.

    What was put away is left out, unless it is the very thing that is asked for.

    Args:
        ref: a dataset or model version; None = everything.
        upstream: how many steps back, None = all; ``downstream`` likewise.

    Raises:
        UserError: when the reference means nothing, or a dataset and a model alike.
    """
    whole = _Weaver(session).weave()
    if ref is None:
        return LineageView(whole)
    focus = focus_of(session, ref)
    if all(node.id != focus for node in whole.nodes):
        whole = _Weaver(session, include_hidden=True).weave()
    return LineageView(whole.around(focus, upstream, downstream), focus)


def focus_of(session: Session, ref: Ref) -> str:
    """Return the node id of a dataset or model version."""
    wanted = resolve.reference(ref)
    is_model = session.project.models.by_name(wanted.name) is not None
    is_data = session.project.datasets.by_name(wanted.name) is not None
    namespace = wanted.namespace
    if namespace is None:
        if is_model and is_data and wanted.stage is None and not wanted.best:
            raise resolve.several(wanted.name, (Namespace.DATA, Namespace.MODEL))
        if not is_model and not is_data:
            raise UserError("usage.unknown_name", name=wanted.name, kinds="dataset or model")
        namespace = Namespace.MODEL if is_model else Namespace.DATA
    if namespace is Namespace.MODEL:
        return f"model:{resolve.model_version(session, wanted).id}"
    return data_node_id(resolve.dataset_version(session, wanted))


def data_node_id(version: DatasetVersion) -> str:
    """Return the node id of a dataset version or prediction batch."""
    kind = NodeKind.PREDICTIONS if version.origin is Origin.PREDICTIONS else NodeKind.DATASET
    return f"{kind}:{version.id}"


@dataclass
class _Weaver:
    """Collects nodes and edges from the registry in a handful of reads."""

    session: Session
    include_hidden: bool = False
    nodes: dict[str, Node] = field(default_factory=dict)
    edges: dict[Edge, None] = field(default_factory=dict)
    since: dict[ModelVersionId, datetime] = field(default_factory=dict)
    batches: dict[tuple[ModelVersionId, DatasetVersionId], list[str]] = field(default_factory=dict)

    def weave(self) -> Graph:
        """Return the whole graph; edges whose ends are hidden are left out."""
        versions = self.session.project.datasets.all_versions(self.include_hidden)
        data = {item.id: item for item in versions}
        self._data(data)
        self._bases(data)
        self._files(data)
        self._recipes(data)
        self._models(data)
        self._predictions(data)
        self._reports(data)
        known = self.nodes.keys()
        edges = tuple(e for e in self.edges if e.source in known and e.target in known)
        return Graph(tuple(self.nodes.values()), edges)

    def _add(self, node: Node) -> None:
        self.nodes.setdefault(node.id, node)

    def _link(self, source: str, target: str) -> None:
        self.edges.setdefault(Edge(source, target))

    def _data(self, data: dict[DatasetVersionId, DatasetVersion]) -> None:
        for version in data.values():
            kind, _, _ = data_node_id(version).partition(":")
            self._add(
                Node(
                    id=data_node_id(version),
                    kind=NodeKind(kind),
                    title=version.label,
                    detail=f"{version.row_count:,} rows",
                    facts=(
                        ("Rows", f"{version.row_count:,}"),
                        ("Columns", str(version.column_count)),
                        ("Content", f"sha256 {version.content_hash}"),
                        ("Made", _moment(version.created_at)),
                    ),
                )
            )

    def _bases(self, data: dict[DatasetVersionId, DatasetVersion]) -> None:
        for version in data.values():
            if version.base_id is not None and version.base_id in data:
                self._link(data_node_id(data[version.base_id]), data_node_id(version))

    def _files(self, data: dict[DatasetVersionId, DatasetVersion]) -> None:
        for event in self.session.project.datasets.all_imports():
            if event.version_id not in data:
                continue
            node_id = f"file:{event.file_sha256}"
            self._add(
                Node(
                    id=node_id,
                    kind=NodeKind.FILE,
                    title=event.file_name,
                    detail=f"{_size(event.file_size)} · {event.rows_in_file:,} rows",
                    facts=(
                        ("Size", _size(event.file_size)),
                        ("Rows in file", f"{event.rows_in_file:,}"),
                        ("Rows rejected", f"{event.rows_rejected:,}"),
                        ("Content", f"sha256 {event.file_sha256}"),
                        ("Imported", _moment(event.at)),
                    ),
                )
            )
            self._link(node_id, data_node_id(data[event.version_id]))

    def _recipes(self, data: dict[DatasetVersionId, DatasetVersion]) -> None:
        """Add recipes' runs; those that ended in a version older than an input are left out.

        Such a run gave the rows that were the newest already: an edge would close a circle.
        """
        order = {version_id: place for place, version_id in enumerate(data)}
        recipes = {item.id: item for item in self.session.project.recipes.all_versions()}
        seen: set[tuple[object, ...]] = set()
        for run in self.session.project.transformations.all():
            sources = [item.dataset_version_id for item in run.inputs]
            made = order.get(run.version_id)
            if made is None or any(order.get(source, -1) >= made for source in sources):
                continue
            same = (run.recipe_version_id, run.version_id, *sources)
            if same in seen:
                continue
            seen.add(same)
            node_id = f"{NodeKind.RECIPE}:{run.id}"
            self._add(_recipe_node(node_id, run, recipes[run.recipe_version_id]))
            self._link(node_id, data_node_id(data[run.version_id]))
            for source in sources:
                if source in data:
                    self._link(data_node_id(data[source]), node_id)

    def _models(self, data: dict[DatasetVersionId, DatasetVersion]) -> None:
        holders = {holder.version_id: holder for holder in self.session.project.stages.holders()}
        for version in self.session.project.models.all_versions(self.include_hidden):
            run_id, model_id = f"run:{version.run_id}", f"model:{version.id}"
            self._add(_run_node(run_id, version))
            self._add(_model_node(model_id, version))
            if version.dataset_version_id in data:
                self._link(data_node_id(data[version.dataset_version_id]), run_id)
            self._link(run_id, model_id)
            holder = holders.get(version.id)
            if holder is not None and version.stage is not Stage.DEVELOPMENT:
                stage_id = f"stage:{version.id}"
                self.since[version.id] = holder.since
                self._add(
                    Node(
                        id=stage_id,
                        kind=NodeKind.STAGE,
                        title=str(version.stage),
                        detail=f"since {_moment(holder.since)}",
                        facts=(
                            ("Version", version.label),
                            ("Promoted by", holder.actor),
                            ("Reason", holder.reason),
                            ("Since", _moment(holder.since)),
                        ),
                        tone=str(version.stage),
                    )
                )
                self._link(model_id, stage_id)

    def _predictions(self, data: dict[DatasetVersionId, DatasetVersion]) -> None:
        for batch in self.session.project.predictions.all():
            if batch.output_version_id in data:
                output = data_node_id(data[batch.output_version_id])
                key = (batch.model_version_id, batch.input_version_id)
                self.batches.setdefault(key, []).append(output)
                self._link(self._used(batch.model_version_id, batch.at), output)
                if batch.input_version_id in data:
                    self._link(data_node_id(data[batch.input_version_id]), output)

    def _reports(self, data: dict[DatasetVersionId, DatasetVersion]) -> None:
        for report in self.session.project.reports.all():
            if f"model:{report.model_version_id}" not in self.nodes:
                continue
            node_id = f"report:{report.id}"
            self._add(_report_node(node_id, report, data))
            self._link(self._used(report.model_version_id, report.at), node_id)
            if report.current_version_id in data:
                self._link(data_node_id(data[report.current_version_id]), node_id)
            for output in self.batches.get(
                (report.model_version_id, report.current_version_id), ()
            ):
                self._link(output, node_id)

    def _used(self, version_id: ModelVersionId, at: datetime) -> str:
        """Return the node a use starts from: the stage the version was in by then, else itself."""
        since = self.since.get(version_id)
        return f"stage:{version_id}" if since is not None and since <= at else f"model:{version_id}"


def _recipe_node(node_id: str, run: Transformation, recipe: RecipeVersion) -> Node:
    return Node(
        id=node_id,
        kind=NodeKind.RECIPE,
        title=recipe.label,
        detail=f"{run.rows_in:,} → {run.rows_out:,} rows",
        facts=(
            ("Rows in", f"{run.rows_in:,}"),
            ("Rows out", f"{run.rows_out:,}"),
            ("Content", f"sha256 {recipe.document_object}"),
            ("Run", _moment(run.at)),
        ),
    )


def _run_node(node_id: str, version: ModelVersion) -> Node:
    """Return the training that made a version; of an imported one the judging of it."""
    return Node(
        id=node_id,
        kind=NodeKind.RUN,
        title=algorithm(version.algorithm).title,
        detail=_moment(version.created_at),
        facts=(
            ("Method", algorithm(version.algorithm).title),
            ("Judged" if version.is_imported else "Made", _moment(version.created_at)),
            ("By", version.created_by),
        ),
    )


def _model_node(node_id: str, version: ModelVersion) -> Node:
    deciding = metric(version.metric)
    return Node(
        id=node_id,
        kind=NodeKind.MODEL,
        title=version.label,
        detail=f"{deciding.short} {version.value:.4g}",
        facts=(
            ("Stage", str(version.stage)),
            (deciding.title, f"{version.value:.4g}"),
            ("Content", f"sha256 {version.model_digest}"),
            ("Made", _moment(version.created_at)),
        ),
        tone=str(version.stage),
    )


def _report_node(
    node_id: str, report: MonitorReport, data: dict[DatasetVersionId, DatasetVersion]
) -> Node:
    current = data.get(report.current_version_id)
    label = current.label if current else "hidden data"
    return Node(
        id=node_id,
        kind=NodeKind.REPORT,
        title=f"on {label}",
        detail=str(report.verdict).replace("_", " "),
        facts=(
            ("Finding", report.headline),
            ("Columns drifted", f"{report.columns_drifted} of {report.columns_checked}"),
            ("Errors", str(report.performance_verdict).replace("_", " ")),
            ("Checked", _moment(report.at)),
        ),
        tone=str(report.verdict),
    )


def _moment(at: datetime) -> str:
    local = at.astimezone()
    return f"{local.day} {local:%b %Y %H:%M}"


def _size(count: int) -> str:
    value, unit = float(count), "bytes"
    for larger in ("kB", "MB", "GB", "TB"):
        if value < 1000:
            break
        value, unit = value / 1000, larger
    return f"{value:.0f} {unit}" if value >= 10 or unit == "bytes" else f"{value:.1f} {unit}"
