"""Columns followed back, through recipes, to the columns of the files they were imported from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from mlops_desktop.core.column_lineage import (
    ColumnLineage,
    ColumnOrigin,
    ColumnPlace,
    ColumnStep,
    FileColumn,
)
from mlops_desktop.core.dataset import DatasetVersion, Origin
from mlops_desktop.core.expansion import model_inputs
from mlops_desktop.core.identity import DatasetVersionId
from mlops_desktop.core.metrics import Task
from mlops_desktop.core.model import VersionFacts
from mlops_desktop.core.recipes.outcome import SourceColumn
from mlops_desktop.core.transformation import Transformation
from mlops_desktop.services import datasets, lineage, resolve, transforming
from mlops_desktop.services.resolve import Ref
from mlops_desktop.services.session import Session


def columns(session: Session, ref: Ref) -> ColumnLineage:
    """Follow every column of a dataset version, or every input of a model version, to files.

    A model version's inputs are columns of the rows it was trained on. Rows added to a version
    have their values from both: from the version and from the file.

    Raises:
        UserError: when the reference means nothing, or a dataset and a model alike.
    """
    kind, _, _ = lineage.focus_of(session, ref).partition(":")
    if kind == "model":
        model = resolve.model_version(session, ref)
        version = datasets.version_by_id(session, model.dataset_version_id)
        facts = resolve.facts_of(session, model)
        names = [item.name for item in facts.signature.inputs]
        return _becoming(facts, _follow(session, model.label, version, names))
    version = resolve.dataset_version(session, ref)
    names = [column.name for column in resolve.columns_of(session, version)]
    return _follow(session, version.label, version, names)


def _becoming(facts: VersionFacts, found: ColumnLineage) -> ColumnLineage:
    """Add what the columns become in the model, from the steps recorded with it."""
    joins_others = "members" in dict(facts.parameters)
    if joins_others or facts.signature.task is Task.FORECAST:
        return found
    made = model_inputs(facts.steps)
    with_inputs = (
        replace(item, becomes=tuple(m.name for m in made if item.column in m.columns))
        for item in found.columns
    )
    return replace(found, columns=tuple(with_inputs))


def _follow(
    session: Session, label: str, version: DatasetVersion, names: Iterable[str]
) -> ColumnLineage:
    walk = _Walk(session)
    found = tuple(walk.origin(version, name) for name in names)
    return ColumnLineage(label, version.label, found, tuple(walk.steps.values()))


_Key = tuple[DatasetVersionId, str]


@dataclass
class _Walk:
    """Follows columns; each is looked at once, and nothing recurses: chains may be long."""

    session: Session
    steps: dict[_Key, ColumnStep] = field(default_factory=dict)
    _sources: dict[_Key, tuple[_Key, ...]] = field(default_factory=dict)
    _versions: dict[DatasetVersionId, _Maker] = field(default_factory=dict)

    def origin(self, version: DatasetVersion, name: str) -> ColumnOrigin:
        """Return where one column comes from in the end."""
        origins: set[FileColumn] = set()
        through: dict[str, None] = {}
        is_opaque = False
        for key in self._reached((version.id, name)):
            step = self.steps[key]
            if step.maker:
                through.setdefault(step.maker)
            place = step.place
            origins.update(FileColumn(file, place.version, place.column) for file in step.files)
            is_opaque |= step.sources is None
        return ColumnOrigin(name, tuple(sorted(origins)), tuple(through), is_opaque)

    def _reached(self, start: _Key) -> Iterator[_Key]:
        """Yield a column and all it comes from, nearest first."""
        seen, waiting = {start}, [start]
        while waiting:
            following: list[_Key] = []
            for key in waiting:
                self._look(key)
                yield key
                fresh = [item for item in dict.fromkeys(self._sources[key]) if item not in seen]
                seen.update(fresh)
                following += fresh
            waiting = following

    def _look(self, key: _Key) -> None:
        if key in self.steps:
            return
        version_id, column = key
        maker = self._versions.get(version_id)
        if maker is None:
            maker = self._versions[version_id] = _maker(self.session, version_id)
        sources = maker.sources(column)
        places = (
            None
            if sources is None
            else tuple(ColumnPlace(self._label(source[0]), source[1]) for source in sources)
        )
        place = ColumnPlace(maker.version.label, column)
        self._sources[key] = sources or ()
        self.steps[key] = ColumnStep(place, maker.label, maker.files, places)

    def _label(self, version_id: DatasetVersionId) -> str:
        known = self._versions.get(version_id)
        version = known.version if known else datasets.version_by_id(self.session, version_id)
        return version.label


@dataclass(frozen=True)
class _Maker:
    """What made a version, and for each of its columns the columns it comes from.

    Attributes:
        known: of each column its sources (None: opaque); a column that is not named is opaque.
        base: the version whose columns of the same names go in, too.
    """

    version: DatasetVersion
    label: str = ""
    files: tuple[str, ...] = ()
    known: dict[str, tuple[_Key, ...] | None] = field(default_factory=dict)
    base: DatasetVersionId | None = None

    def sources(self, column: str) -> tuple[_Key, ...] | None:
        """Return the columns a column comes from; None: opaque."""
        if self.base is not None:
            return ((self.base, column),)
        if self.version.origin is Origin.IMPORT:
            return ()
        return self.known.get(column)


def _maker(session: Session, version_id: DatasetVersionId) -> _Maker:
    version = datasets.version_by_id(session, version_id)
    if version.origin is Origin.RECIPE:
        return _recipe(session, version)
    if version.origin is Origin.PREDICTIONS:
        return _prediction(session, version)
    imports = session.project.datasets.imports(version.id)
    files = tuple(event.file_name for event in imports[:1])
    return _Maker(version, files=files, base=version.base_id)


def _recipe(session: Session, version: DatasetVersion) -> _Maker:
    run = session.project.transformations.by_output(version.id)[0]
    recipe = resolve.known(session.project.recipes.version_by_id(run.recipe_version_id))
    known = {
        item.column: None if item.sources is None else _keys(run, item.sources)
        for item in transforming.details_of(session, run).sources
    }
    return _Maker(version, label=f"recipe {recipe.label}", known=known)


def _keys(run: Transformation, sources: Iterable[SourceColumn]) -> tuple[_Key, ...]:
    tables = {item.alias: item.dataset_version_id for item in run.inputs}
    return tuple((tables[source.table], source.column) for source in sources)


def _prediction(session: Session, version: DatasetVersion) -> _Maker:
    """Columns of the scored rows stay as they are; what the model adds comes from its inputs."""
    batch = resolve.known(session.project.predictions.by_output(version.id))
    model = resolve.known(session.project.models.version_by_id(batch.model_version_id))
    scored = datasets.version_by_id(session, batch.input_version_id)
    inputs = tuple(
        (scored.id, item.name) for item in resolve.facts_of(session, model).signature.inputs
    )
    kept = {column.name for column in resolve.columns_of(session, scored)}
    known: dict[str, tuple[_Key, ...] | None] = {
        column.name: ((scored.id, column.name),) if column.name in kept else inputs
        for column in resolve.columns_of(session, version)
    }
    return _Maker(version, label=f"model {model.label}", known=known)
