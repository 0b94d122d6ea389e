"""Scoring: the signature is checked readably; oddities are scored, counted and warned about."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from modeling.tables import Trained, table_of, train_into

from mlops_desktop.core.dataset import Column, ColumnType, SemanticType
from mlops_desktop.core.errors import ExitCode, UserError, about
from mlops_desktop.core.scoring import InputWarning
from mlops_desktop.core.training import TrainingSpec
from mlops_desktop.modeling import holdout, predict
from mlops_desktop.modeling.evaluate import measure
from mlops_desktop.modeling.scoring import predict_labelled, score
from mlops_desktop.modeling.table import Table


def score_with(trained: Trained, table: Table, algorithm: str = "linear"):
    return score(trained.path(algorithm), trained.results[algorithm].signature, table)


def changed(table: Table, **columns: object) -> Table:
    """Return the first 60 rows with other values in some columns, typed as an import would."""
    frame = table.frame.head(60).copy()
    types = {column.name: column for column in table.columns}
    for name, values in columns.items():
        frame[name] = values
        types[name] = table_of(frame[[name]]).columns[0]
    return Table(frame, tuple(types[str(name)] for name in frame.columns))


def refusal(trained: Trained, table: Table) -> UserError:
    with pytest.raises(UserError) as caught, about(data="june@1"):
        score_with(trained, table)
    assert "june@1" in caught.value.message
    assert caught.value.exit_code is ExitCode.INPUT
    assert "…" not in str(caught.value)
    return caught.value


def issues_of(trained: Trained, table: Table) -> dict:
    return {(i.column, i.warning): i for i in score_with(trained, table).issues}


def test_the_answer_is_the_table_with_predictions(trained_cancer):
    table = trained_cancer.table
    scored = score_with(trained_cancer, table)
    assert scored.outputs == ("prediction", "probability_benign", "probability_malignant")
    assert [column.name for column in scored.columns] == list(scored.frame.columns)
    added = scored.frame[list(scored.outputs)]
    assert set(added["prediction"]) == {"benign", "malignant"}
    assert added.iloc[:, 1:].sum(axis=1).to_numpy() == pytest.approx(1)
    assert (scored.frame[table.frame.columns] == table.frame).all().all()
    prediction = scored.columns[len(table.columns)]
    assert (prediction.type, prediction.semantic) == (ColumnType.TEXT, SemanticType.CATEGORY)


def test_a_number_is_predicted_as_a_number(trained_bikes):
    scored = score_with(trained_bikes, trained_bikes.table, "boosting")
    assert scored.columns[-1] == Column("prediction", ColumnType.NUMBER, SemanticType.NUMBER)
    assert scored.frame["prediction"].dtype == np.float64
    assert scored.issues == () or all(i.rows for i in scored.issues)


def test_scored_holdout_rows_get_the_stored_predictions(trained_wine):
    for algorithm, result in trained_wine.results.items():
        stored = holdout.read(trained_wine.path(algorithm, "holdout"), result.signature)
        scored = score_with(trained_wine, trained_wine.table, algorithm)
        predicted = scored.frame["prediction"].to_numpy()[stored.rows]
        assert predicted.tolist() == stored.outcome.predicted.tolist()


def test_a_missing_column_is_named(trained_wine):
    frame = trained_wine.table.frame.drop(columns="hue")
    error = refusal(trained_wine, table_of(frame))
    assert error.code == "models.missing_column"
    assert "“hue”" in error.message
    assert "alcohol, malic_acid" in error.hint


def test_several_missing_columns_are_named(trained_wine):
    error = refusal(trained_wine, table_of(trained_wine.table.frame.drop(columns=["hue", "ash"])))
    assert error.code == "models.missing_columns"
    assert "2 columns" in error.message
    assert "ash, hue" in error.message


def test_columns_the_model_does_not_need_do_not_matter(trained_wine):
    frame = trained_wine.table.frame.drop(columns="cultivar")
    frame["remark"] = pd.Series(["x"] * len(frame), dtype=object)
    assert len(score_with(trained_wine, table_of(frame)).frame) == 178


def test_text_where_numbers_are_expected_is_refused_with_the_first_bad_values(trained_bikes):
    temp = trained_bikes.table.frame["temp"].head(60).astype(str).astype(object)
    temp[4], temp[9] = "warm", "12 °C"
    error = refusal(trained_bikes, changed(trained_bikes.table, temp=temp))
    assert error.code == "models.wrong_type"
    assert "“temp” of june@1 should hold numbers, but holds text: “warm”, “12 °C”" in error.message


def test_numbers_stored_as_text_are_taken_when_all_of_them_are_numbers(trained_bikes):
    temp = trained_bikes.table.frame["temp"].head(60).astype(str).astype(object)
    found = score_with(trained_bikes, changed(trained_bikes.table, temp=temp))
    plain = score_with(trained_bikes, changed(trained_bikes.table))
    assert (found.frame["prediction"] == plain.frame["prediction"]).all()


def test_a_date_where_a_number_is_expected_is_refused(trained_bikes):
    moments = trained_bikes.table.frame["moment"].head(60)
    error = refusal(trained_bikes, changed(trained_bikes.table, temp=moments))
    assert error.code == "models.wrong_type"
    assert "dates with times" in error.message


def test_a_number_where_a_date_is_expected_is_refused(trained_bikes):
    error = refusal(trained_bikes, changed(trained_bikes.table, moment=np.arange(60)))
    assert error.code == "models.wrong_type"
    assert "“moment”" in error.message


def test_whole_numbers_are_fine_where_numbers_are_expected(trained_bikes):
    table = changed(trained_bikes.table, temp=np.ones(60, dtype=np.int64))
    assert table.column("temp").type is ColumnType.INTEGER
    assert len(score_with(trained_bikes, table).frame) == 60


def test_fractions_where_whole_numbers_are_expected_are_scored(trained_bikes):
    assert len(score_with(trained_bikes, changed(trained_bikes.table, hr=5.5)).frame) == 60


def test_zeros_and_ones_are_fine_for_true_and_false(trained_bikes):
    truth = trained_bikes.table.frame["workingday"].head(60)
    found = score_with(trained_bikes, changed(trained_bikes.table, workingday=truth.astype(int)))
    plain = score_with(trained_bikes, changed(trained_bikes.table))
    assert (found.frame["prediction"] == plain.frame["prediction"]).all()
    error = refusal(trained_bikes, changed(trained_bikes.table, workingday=np.arange(60)))
    assert "“2”" in error.message


def test_known_codes_read_as_numbers_are_fine_for_a_text_category(bikes, tmp_path):
    frame = bikes.frame.copy()
    frame["weekday"] = frame["weekday"].astype(str).astype(object)
    table = table_of(frame, season=SemanticType.CATEGORY)
    result = train_into(tmp_path, table, TrainingSpec("m", "bikers", algorithms=("linear",)))
    signature = result.results[0].signature
    numbers = changed(table, weekday=bikes.frame["weekday"].head(60).to_numpy())
    assert numbers.column("weekday").type is ColumnType.INTEGER
    found = score(tmp_path / "linear.skops", signature, numbers)
    plain = score(tmp_path / "linear.skops", signature, changed(table))
    assert (found.frame["prediction"] == plain.frame["prediction"]).all()
    with pytest.raises(UserError, match="“77”"):
        score(tmp_path / "linear.skops", signature, changed(table, weekday=77))


def test_unseen_categories_are_scored_counted_and_shown(trained_bikes):
    weather = trained_bikes.table.frame["weathersit"].head(60).copy()
    weather[:7], weather[10] = "hail", "sandstorm"
    issue = issues_of(trained_bikes, changed(trained_bikes.table, weathersit=weather))[
        "weathersit", InputWarning.UNSEEN_CATEGORY
    ]
    assert issue.rows == 8
    assert issue.examples == ("hail", "sandstorm")
    assert issue.expected == "clear, cloudy/misty, light rain/snow"


def test_an_unseen_whole_number_category_is_scored_and_warned_about(trained_bikes):
    issue = issues_of(trained_bikes, changed(trained_bikes.table, season=4))[
        "season", InputWarning.UNSEEN_CATEGORY
    ]
    assert (issue.rows, issue.examples, issue.expected) == (60, ("4",), "1")


def test_values_out_of_range_are_scored_counted_and_shown(trained_bikes):
    temp = trained_bikes.table.frame["temp"].head(60).copy()
    temp[3], temp[4], temp[5] = 5.0, -2.0, 5.0
    issue = issues_of(trained_bikes, changed(trained_bikes.table, temp=temp))[
        "temp", InputWarning.OUT_OF_RANGE
    ]
    assert issue.rows == 3
    assert issue.examples == ("5", "-2")
    field = next(f for f in trained_bikes.results["linear"].signature.inputs if f.name == "temp")
    assert issue.expected == f"{field.low:.6g} to {field.high:.6g}"


def test_later_dates_are_out_of_range(trained_bikes):
    late = trained_bikes.table.frame["moment"].head(60) + pd.Timedelta(days=365)
    issue = issues_of(trained_bikes, changed(trained_bikes.table, moment=late))[
        "moment", InputWarning.OUT_OF_RANGE
    ]
    assert issue.rows == 60
    assert issue.examples[0] == "2012-01-01T00:00:00"


def test_missing_values_are_warned_about_only_where_training_had_none(trained_bikes):
    frame = trained_bikes.table.frame
    temp, hum = frame["temp"].head(60).copy(), frame["hum"].head(60).copy()
    temp[:4], hum[:9] = np.nan, np.nan
    issues = issues_of(trained_bikes, changed(trained_bikes.table, temp=temp, hum=hum))
    assert issues["temp", InputWarning.MISSING].rows == 4
    assert ("hum", InputWarning.MISSING) not in issues


@pytest.mark.parametrize("column", ["temp", "weathersit", "moment", "workingday", "season"])
@pytest.mark.parametrize("algorithm", ["linear", "boosting"])
def test_an_empty_column_is_scored_whatever_its_type(trained_bikes, column, algorithm):
    empty = pd.Series([None] * 60, dtype=object)
    scored = score_with(trained_bikes, changed(trained_bikes.table, **{column: empty}), algorithm)
    assert scored.frame["prediction"].notna().all()


def test_no_rows_give_no_predictions(trained_bikes, trained_cancer):
    for trained in (trained_bikes, trained_cancer):
        table = Table(trained.table.frame.head(0), trained.table.columns)
        assert len(score_with(trained, table).frame) == 0


def test_a_column_called_prediction_is_kept_and_ours_gets_another_name(trained_cancer):
    table = changed(trained_cancer.table, prediction="mine", Probability_benign=0.5)
    scored = score_with(trained_cancer, table)
    assert scored.outputs == ("prediction_2", "probability_benign_2", "probability_malignant")
    assert set(scored.frame["prediction"]) == {"mine"}
    assert set(scored.frame["prediction_2"]) <= {"benign", "malignant"}


def test_many_rows_are_predicted_in_blocks_as_in_one_piece(trained_bikes, monkeypatch):
    whole = score_with(trained_bikes, trained_bikes.table, "forest")
    monkeypatch.setattr(predict, "BLOCK", 77)
    parts = score_with(trained_bikes, trained_bikes.table, "forest")
    assert (whole.frame["prediction"] == parts.frame["prediction"]).all()


def test_labelled_rows_are_judged_and_unlabelled_ones_left_out(trained_cancer):
    frame = trained_cancer.table.frame.head(100).copy()
    frame.loc[::5, "diagnosis"] = None
    path, signature = trained_cancer.path("forest"), trained_cancer.results["forest"].signature
    rows, outcome = predict_labelled(path, signature, table_of(frame))
    assert rows.tolist() == [row for row in range(100) if row % 5]
    assert outcome.size == 80
    assert measure("accuracy", outcome) > 0.9
    assert outcome.positive == "malignant"


def test_labels_that_no_model_knows_are_refused(trained_cancer):
    frame = trained_cancer.table.frame.head(50).copy()
    frame["diagnosis"] = pd.Series(["M"] * 50, dtype=object)
    path, signature = trained_cancer.path("forest"), trained_cancer.results["forest"].signature
    with pytest.raises(UserError) as caught:
        predict_labelled(path, signature, table_of(frame))
    assert caught.value.code == "models.unknown_labels"
    assert "“M”" in caught.value.message


def test_labels_of_a_number_must_be_numbers(trained_bikes):
    frame = trained_bikes.table.frame.head(50).copy()
    frame["bikers"] = pd.Series(["many"] * 50, dtype=object)
    table = table_of(frame, season=SemanticType.CATEGORY)
    with pytest.raises(UserError, match="“bikers” of july@1 should hold"), about(data="july@1"):
        predict_labelled(
            trained_bikes.path("linear"), trained_bikes.results["linear"].signature, table
        )


def test_a_signature_with_more_than_a_thousand_categories_proves_nothing_unseen(trained_bikes):
    signature = trained_bikes.results["linear"].signature
    many = tuple(f"c{i}" for i in range(1000))
    fields = tuple(
        replace(f, categories=many) if f.name == "weathersit" else f for f in signature.inputs
    )
    table = changed(trained_bikes.table)
    scored = score(trained_bikes.path("linear"), replace(signature, inputs=fields), table)
    assert not [i for i in scored.issues if i.column == "weathersit"]
