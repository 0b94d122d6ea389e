"""What format 3 adds: model cards, reproductions, gates for both and for the data."""

from __future__ import annotations

from mlops_desktop.storage.schema import digest_columns

_ENFORCEMENTS = "('prevent','warn','off')"

FORMAT_3: tuple[str, ...] = (
    f"""CREATE TABLE model_card_version(
  model_version_id TEXT NOT NULL REFERENCES model_version(id),
  number INTEGER NOT NULL CHECK(number>0),
  {digest_columns("document_object")},
  actor TEXT NOT NULL,
  created_at TEXT NOT NULL,
  PRIMARY KEY(model_version_id, number)
) STRICT, WITHOUT ROWID""",
    f"""CREATE TABLE reproduction(
  id TEXT NOT NULL PRIMARY KEY,
  model_version_id TEXT NOT NULL REFERENCES model_version(id),
  verdict TEXT NOT NULL CHECK(verdict IN ('identical','equivalent','different','not_possible')),
  {digest_columns("evidence_object")},
  actor TEXT NOT NULL,
  at TEXT NOT NULL
) STRICT""",
    "CREATE INDEX reproduction_version ON reproduction(model_version_id, at)",
    # NULL in policies from before: as if the gate were off, and their log entries stay true.
    f"ALTER TABLE policy_version ADD COLUMN reproduced_gate TEXT"
    f" CHECK(reproduced_gate IN {_ENFORCEMENTS})",
    f"ALTER TABLE policy_version ADD COLUMN card_gate TEXT CHECK(card_gate IN {_ENFORCEMENTS})",
    f"ALTER TABLE policy_version ADD COLUMN data_gate TEXT CHECK(data_gate IN {_ENFORCEMENTS})",
)
"""The statements that lead from format 2 to format 3; released, they never change."""
