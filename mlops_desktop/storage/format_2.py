"""What format 2 adds: recipes and their runs, contracts with checks and waivers, dataset cards."""

from __future__ import annotations

from mlops_desktop.storage.schema import digest_columns

FORMAT_2: tuple[str, ...] = (
    """CREATE TABLE recipe(
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  created_at TEXT NOT NULL
) STRICT""",
    f"""CREATE TABLE recipe_version(
  id TEXT NOT NULL PRIMARY KEY,
  recipe_id TEXT NOT NULL REFERENCES recipe(id),
  number INTEGER NOT NULL CHECK(number>0),
  {digest_columns("document_object")},
  note TEXT NOT NULL,
  created_at TEXT NOT NULL,
  UNIQUE(recipe_id, number)
) STRICT""",
    f"""CREATE TABLE transformation(
  id TEXT NOT NULL PRIMARY KEY,
  version_id TEXT NOT NULL REFERENCES dataset_version(id),
  recipe_version_id TEXT NOT NULL REFERENCES recipe_version(id),
  rows_in INTEGER NOT NULL CHECK(rows_in>=0),
  rows_out INTEGER NOT NULL CHECK(rows_out>=0),
  identical INTEGER NOT NULL CHECK(identical IN (0,1)),
  {digest_columns("details_object")},
  at TEXT NOT NULL
) STRICT""",
    "CREATE INDEX transformation_version ON transformation(version_id, at)",
    "CREATE INDEX transformation_recipe ON transformation(recipe_version_id, at)",
    # By place: the first is the table the recipe was applied to, the others are named by its steps.
    """CREATE TABLE transformation_input(
  transformation_id TEXT NOT NULL REFERENCES transformation(id),
  place INTEGER NOT NULL CHECK(place>0),
  alias TEXT NOT NULL,
  dataset_version_id TEXT NOT NULL REFERENCES dataset_version(id),
  PRIMARY KEY(transformation_id, place),
  UNIQUE(transformation_id, alias)
) STRICT, WITHOUT ROWID""",
    "CREATE INDEX transformation_input_version ON transformation_input(dataset_version_id)",
    f"""CREATE TABLE rule_set_version(
  id TEXT NOT NULL PRIMARY KEY,
  dataset_id TEXT NOT NULL REFERENCES dataset(id),
  number INTEGER NOT NULL CHECK(number>0),
  {digest_columns("document_object")},
  note TEXT NOT NULL,
  created_at TEXT NOT NULL,
  UNIQUE(dataset_id, number)
) STRICT""",
    f"""CREATE TABLE rule_check(
  id TEXT NOT NULL PRIMARY KEY,
  dataset_version_id TEXT NOT NULL REFERENCES dataset_version(id),
  rule_set_version_id TEXT NOT NULL REFERENCES rule_set_version(id),
  {digest_columns("result_object")},
  passed INTEGER NOT NULL CHECK(passed>=0),
  warned INTEGER NOT NULL CHECK(warned>=0),
  blocked INTEGER NOT NULL CHECK(blocked>=0),
  at TEXT NOT NULL
) STRICT""",
    "CREATE INDEX rule_check_version ON rule_check(dataset_version_id, at)",
    "CREATE INDEX rule_check_rules ON rule_check(rule_set_version_id, at)",
    """CREATE TABLE waiver(
  id TEXT NOT NULL PRIMARY KEY,
  dataset_version_id TEXT NOT NULL REFERENCES dataset_version(id),
  rule_check_id TEXT NOT NULL REFERENCES rule_check(id),
  reason TEXT NOT NULL CHECK(trim(reason)<>''),
  actor TEXT NOT NULL,
  at TEXT NOT NULL
) STRICT""",
    "CREATE INDEX waiver_version ON waiver(dataset_version_id, at)",
    "CREATE INDEX waiver_check ON waiver(rule_check_id, at)",
    f"""CREATE TABLE dataset_card_version(
  dataset_id TEXT NOT NULL REFERENCES dataset(id),
  number INTEGER NOT NULL CHECK(number>0),
  {digest_columns("document_object")},
  created_at TEXT NOT NULL,
  PRIMARY KEY(dataset_id, number)
) STRICT, WITHOUT ROWID""",
    # Recipes can be put away too. The CHECK of a table WITHOUT ROWID: by hand, not by transform().
    "ALTER TABLE hidden RENAME TO hidden_1",
    """CREATE TABLE hidden(
  kind TEXT NOT NULL CHECK(kind IN
    ('dataset','dataset_version','model','model_version','recipe','recipe_version')),
  id TEXT NOT NULL,
  at TEXT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY(kind, id)
) STRICT, WITHOUT ROWID""",
    "INSERT INTO hidden SELECT kind, id, at, reason FROM hidden_1",
    "DROP TABLE hidden_1",
)
"""The statements that lead from format 1 to format 2; released, they never change."""
