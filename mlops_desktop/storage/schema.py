"""The registry's tables as format 1 made them, and the rules that triggers enforce on all of them.

All tables are STRICT; ids are UUIDv7 text; times are UTC ISO 8601 text; ``*_object`` columns are
digests of objects. Numbers are given by ``max + 1`` per name, and rows are never deleted, so a
number is never used twice. Floats that are "not a number" are stored as NULL. What later
formats added stands in :mod:`.format_2` and :mod:`.format_3`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

DIGEST = "TEXT NOT NULL CHECK(length({0})=64)"


@dataclass(frozen=True, slots=True)
class Rules:
    """What may happen to the rows of a business table; all of it is captured for the log.

    Attributes:
        mutable: columns that may change; every other column of every table is frozen.
        frozen_when: SQL condition on ``OLD`` under which even those are frozen.
        is_deletable: whether rows may go (tombstones only).
    """

    mutable: frozenset[str] = field(default_factory=frozenset)
    frozen_when: str | None = None
    is_deletable: bool = False


_FIXED = Rules()

RULES: dict[str, Rules] = {
    "project": _FIXED,
    "dataset": Rules(mutable=frozenset({"name"})),
    "dataset_version": _FIXED,
    "profile": _FIXED,
    "import_event": _FIXED,
    "model": Rules(mutable=frozenset({"name"})),
    "training": _FIXED,
    "run": Rules(
        mutable=frozenset({"status", "ended_at", "error", "environment_object"}),
        frozen_when="OLD.\"status\"<>'running'",
    ),
    "model_version": _FIXED,
    "metric": _FIXED,
    "stage_event": _FIXED,
    "stage_current": Rules(mutable=frozenset({"stage", "since"})),
    "policy_version": _FIXED,
    "prediction": _FIXED,
    "monitor_report": _FIXED,
    "recipe": Rules(mutable=frozenset({"name"})),
    "recipe_version": _FIXED,
    "transformation": _FIXED,
    "transformation_input": _FIXED,
    "rule_set_version": _FIXED,
    "rule_check": _FIXED,
    "waiver": _FIXED,
    "dataset_card_version": _FIXED,
    "model_card_version": _FIXED,
    "reproduction": _FIXED,
    "hidden": Rules(is_deletable=True),
    "object_ref": _FIXED,
}
"""The business tables, in the order in which rows of a project come to be."""


def digest_columns(*columns: str) -> str:
    """Return the definitions of columns that each name an object."""
    return ",\n  ".join(f"{column} {DIGEST.format(column)}" for column in columns)


FORMAT_1: tuple[str, ...] = (
    """CREATE TABLE project(
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  created_at TEXT NOT NULL
) STRICT""",
    """CREATE TABLE dataset(
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  is_predictions INTEGER NOT NULL CHECK(is_predictions IN (0,1)),
  created_at TEXT NOT NULL
) STRICT""",
    f"""CREATE TABLE dataset_version(
  id TEXT NOT NULL PRIMARY KEY,
  dataset_id TEXT NOT NULL REFERENCES dataset(id),
  number INTEGER NOT NULL CHECK(number>0),
  content_hash TEXT NOT NULL CHECK(length(content_hash)=64),
  row_count INTEGER NOT NULL CHECK(row_count>=0),
  column_count INTEGER NOT NULL CHECK(column_count>=0),
  {digest_columns("table_object", "columns_object")},
  origin TEXT NOT NULL,
  same_as INTEGER,
  made_by TEXT REFERENCES model_version(id),
  base_id TEXT REFERENCES dataset_version(id),
  created_at TEXT NOT NULL,
  UNIQUE(dataset_id, number)
) STRICT""",
    "CREATE INDEX dataset_version_content ON dataset_version(dataset_id, content_hash)",
    "CREATE INDEX dataset_version_made_by ON dataset_version(made_by) WHERE made_by IS NOT NULL",
    f"""CREATE TABLE profile(
  id TEXT NOT NULL PRIMARY KEY,
  dataset_version_id TEXT NOT NULL REFERENCES dataset_version(id),
  method TEXT NOT NULL,
  {digest_columns("object")},
  created_at TEXT NOT NULL,
  UNIQUE(dataset_version_id, method)
) STRICT""",
    f"""CREATE TABLE import_event(
  id TEXT NOT NULL PRIMARY KEY,
  version_id TEXT NOT NULL REFERENCES dataset_version(id),
  file_name TEXT NOT NULL,
  file_sha256 TEXT NOT NULL CHECK(length(file_sha256)=64),
  file_size INTEGER NOT NULL,
  rows_in_file INTEGER NOT NULL,
  rows_rejected INTEGER NOT NULL,
  cells_rejected INTEGER NOT NULL,
  identical INTEGER NOT NULL CHECK(identical IN (0,1)),
  {digest_columns("details_object")},
  at TEXT NOT NULL
) STRICT""",
    "CREATE INDEX import_event_version ON import_event(version_id, at)",
    """CREATE TABLE model(
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  task TEXT NOT NULL,
  target TEXT NOT NULL,
  deciding_metric TEXT NOT NULL,
  created_at TEXT NOT NULL
) STRICT""",
    f"""CREATE TABLE training(
  id TEXT NOT NULL PRIMARY KEY,
  model_id TEXT NOT NULL REFERENCES model(id),
  dataset_version_id TEXT NOT NULL REFERENCES dataset_version(id),
  {digest_columns("spec_object")},
  job TEXT NOT NULL,
  actor TEXT NOT NULL,
  created_at TEXT NOT NULL
) STRICT""",
    "CREATE INDEX training_model ON training(model_id, created_at)",
    "CREATE INDEX training_time ON training(created_at)",
    """CREATE TABLE run(
  id TEXT NOT NULL PRIMARY KEY,
  training_id TEXT NOT NULL REFERENCES training(id),
  algorithm TEXT NOT NULL,
  status TEXT NOT NULL CHECK(status IN ('running','finished','failed','cancelled','aborted')),
  started_at TEXT NOT NULL,
  ended_at TEXT,
  error TEXT NOT NULL,
  environment_object TEXT CHECK(length(environment_object)=64),
  CHECK((status='running')=(ended_at IS NULL))
) STRICT""",
    "CREATE INDEX run_training ON run(training_id, started_at)",
    "CREATE INDEX run_time ON run(started_at)",
    "CREATE INDEX run_running ON run(started_at) WHERE status='running'",
    f"""CREATE TABLE model_version(
  id TEXT NOT NULL PRIMARY KEY,
  model_id TEXT NOT NULL REFERENCES model(id),
  number INTEGER NOT NULL CHECK(number>0),
  run_id TEXT NOT NULL UNIQUE REFERENCES run(id),
  dataset_version_id TEXT NOT NULL REFERENCES dataset_version(id),
  algorithm TEXT NOT NULL,
  metric TEXT NOT NULL,
  value REAL,
  low REAL,
  high REAL,
  {digest_columns("artifact_object", "facts_object", "golden_object", "split_object")},
  {digest_columns("holdout_object", "environment_object", "spec_object")},
  model_digest TEXT NOT NULL,
  behaviour_hash TEXT NOT NULL,
  created_at TEXT NOT NULL,
  created_by TEXT NOT NULL,
  UNIQUE(model_id, number)
) STRICT""",
    "CREATE INDEX model_version_value ON model_version(model_id, metric, value)",
    "CREATE INDEX model_version_data ON model_version(dataset_version_id)",
    """CREATE TABLE metric(
  version_id TEXT NOT NULL REFERENCES model_version(id),
  name TEXT NOT NULL,
  split TEXT NOT NULL,
  value REAL,
  low REAL,
  high REAL,
  PRIMARY KEY(version_id, name, split)
) STRICT, WITHOUT ROWID""",
    """CREATE TABLE stage_event(
  seq INTEGER PRIMARY KEY CHECK(seq>0),
  model_id TEXT NOT NULL REFERENCES model(id),
  version_id TEXT NOT NULL REFERENCES model_version(id),
  from_stage TEXT,
  to_stage TEXT NOT NULL,
  at TEXT NOT NULL,
  actor TEXT NOT NULL,
  reason TEXT NOT NULL,
  kind TEXT NOT NULL,
  gates_object TEXT CHECK(length(gates_object)=64)
) STRICT""",
    "CREATE INDEX stage_event_version ON stage_event(version_id, seq)",
    "CREATE INDEX stage_event_model ON stage_event(model_id, seq)",
    "CREATE INDEX stage_event_held ON stage_event(model_id, to_stage, seq)"
    " WHERE to_stage IN ('staging','production')",
    """CREATE TABLE stage_current(
  version_id TEXT NOT NULL PRIMARY KEY REFERENCES model_version(id),
  model_id TEXT NOT NULL REFERENCES model(id),
  stage TEXT NOT NULL CHECK(stage IN ('development','staging','production','archived')),
  since INTEGER NOT NULL REFERENCES stage_event(seq)
) STRICT""",
    "CREATE UNIQUE INDEX stage_current_holder ON stage_current(model_id, stage)"
    " WHERE stage IN ('staging','production')",
    "CREATE INDEX stage_current_stage ON stage_current(model_id, stage, since)",
    """CREATE TABLE policy_version(
  model_id TEXT NOT NULL REFERENCES model(id),
  number INTEGER NOT NULL CHECK(number>0),
  metric TEXT NOT NULL,
  threshold REAL,
  metric_gate TEXT NOT NULL,
  champion_gate TEXT NOT NULL,
  tolerance REAL NOT NULL,
  at TEXT NOT NULL,
  actor TEXT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY(model_id, number)
) STRICT, WITHOUT ROWID""",
    f"""CREATE TABLE prediction(
  id TEXT NOT NULL PRIMARY KEY,
  model_version_id TEXT NOT NULL REFERENCES model_version(id),
  input_version_id TEXT NOT NULL REFERENCES dataset_version(id),
  output_version_id TEXT NOT NULL UNIQUE REFERENCES dataset_version(id),
  row_count INTEGER NOT NULL,
  issue_rows INTEGER NOT NULL,
  {digest_columns("issues_object")},
  at TEXT NOT NULL
) STRICT""",
    "CREATE INDEX prediction_model ON prediction(model_version_id, at)",
    "CREATE INDEX prediction_input ON prediction(input_version_id, at)",
    f"""CREATE TABLE monitor_report(
  id TEXT NOT NULL PRIMARY KEY,
  model_version_id TEXT NOT NULL REFERENCES model_version(id),
  reference_version_id TEXT NOT NULL REFERENCES dataset_version(id),
  current_version_id TEXT NOT NULL REFERENCES dataset_version(id),
  verdict TEXT NOT NULL,
  performance_verdict TEXT NOT NULL,
  columns_drifted INTEGER NOT NULL,
  columns_checked INTEGER NOT NULL,
  metric TEXT NOT NULL,
  reference_value REAL,
  current_value REAL,
  headline TEXT NOT NULL,
  {digest_columns("report_object")},
  at TEXT NOT NULL
) STRICT""",
    "CREATE INDEX monitor_report_model ON monitor_report(model_version_id, at)",
    "CREATE INDEX monitor_report_data ON monitor_report(current_version_id)",
    """CREATE TABLE hidden(
  kind TEXT NOT NULL CHECK(kind IN ('dataset','dataset_version','model','model_version')),
  id TEXT NOT NULL,
  at TEXT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY(kind, id)
) STRICT, WITHOUT ROWID""",
    f"""CREATE TABLE object_ref(
  kind TEXT NOT NULL,
  owner TEXT NOT NULL,
  role TEXT NOT NULL,
  {digest_columns("object")},
  PRIMARY KEY(kind, owner, role, object)
) STRICT, WITHOUT ROWID""",
    # The log. No further UNIQUE constraint: OR REPLACE could go through it.
    """CREATE TABLE audit_log(
  seq INTEGER PRIMARY KEY CHECK(seq>0),
  body BLOB NOT NULL,
  leaf BLOB NOT NULL CHECK(length(leaf)=32),
  prev BLOB NOT NULL CHECK(length(prev)=32)
) STRICT""",
    # What the log is searched by; every value stands in the entry's body too, and verify compares.
    """CREATE TABLE audit_index(
  seq INTEGER PRIMARY KEY REFERENCES audit_log(seq),
  at TEXT NOT NULL,
  action TEXT NOT NULL,
  subject_kind TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  subject_name TEXT NOT NULL,
  outcome TEXT NOT NULL
) STRICT""",
    "CREATE INDEX audit_index_action ON audit_index(action, seq)",
    "CREATE INDEX audit_index_subject ON audit_index(subject_id, seq)",
    "CREATE INDEX audit_index_name ON audit_index(subject_name, seq)",
    "CREATE INDEX audit_index_time ON audit_index(at)",
    # Changes of the open transaction. "entry" is the number its log entry will have: until that
    # entry stands, the deferred key makes every COMMIT fail.
    """CREATE TABLE change_capture(
  id INTEGER PRIMARY KEY,
  entry INTEGER NOT NULL REFERENCES audit_log(seq) DEFERRABLE INITIALLY DEFERRED,
  tbl TEXT NOT NULL,
  pk TEXT NOT NULL,
  op TEXT NOT NULL,
  col TEXT NOT NULL,
  old ANY,
  new ANY
) STRICT""",
)
"""The statements that make the tables of format 1; triggers are generated afterwards."""
