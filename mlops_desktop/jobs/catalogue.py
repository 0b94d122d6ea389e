"""Which task answers which request; the worker imports a task's module when it is first asked."""

from __future__ import annotations

from dataclasses import dataclass

from mlops_desktop.jobs import (
    diff_requests,
    explain_requests,
    foreign_requests,
    recipe_requests,
    reproduce_requests,
    requests,
    rule_requests,
    training_requests,
)


@dataclass(frozen=True, slots=True)
class Task:
    """One kind of work.

    Attributes:
        request: the request's type; its name is the task's name in messages.
        module: the module whose ``run(request, folder, reporter)`` does it.
        doing: what it is doing, for messages: "importing".
    """

    request: type
    module: str
    doing: str


_TASKS = "mlops_desktop.jobs.tasks"

TASKS: dict[str, Task] = {
    task.request.__name__: task
    for task in (
        Task(requests.WarmUp, f"{_TASKS}.warm_up", "starting"),
        Task(requests.PreviewFile, f"{_TASKS}.preview_file", "previewing"),
        Task(requests.ReadSourceLines, f"{_TASKS}.read_source_lines", "reading a line"),
        Task(requests.ImportFile, f"{_TASKS}.import_file", "importing"),
        Task(requests.ReadRows, f"{_TASKS}.read_rows", "reading rows"),
        Task(requests.ArrangeRows, f"{_TASKS}.arrange_rows", "filtering and sorting"),
        Task(requests.FindText, f"{_TASKS}.find_text", "finding a text"),
        Task(recipe_requests.TransformTable, f"{_TASKS}.transform_table", "running the recipe"),
        Task(recipe_requests.PreviewRecipe, f"{_TASKS}.preview_recipe", "previewing the step"),
        Task(diff_requests.DiffTables, f"{_TASKS}.diff_tables", "comparing"),
        Task(diff_requests.ReadChanges, f"{_TASKS}.read_changes", "reading changes"),
        Task(rule_requests.CheckRules, f"{_TASKS}.check_rules", "checking rules"),
        Task(rule_requests.ReadFailing, f"{_TASKS}.read_failing", "reading failing rows"),
        Task(rule_requests.ExportFailing, f"{_TASKS}.export_failing", "exporting failing rows"),
        Task(requests.ExportTable, f"{_TASKS}.export_table", "exporting"),
        Task(requests.Advise, f"{_TASKS}.advise", "looking at the target"),
        Task(training_requests.CountValues, f"{_TASKS}.count_values", "counting values"),
        Task(training_requests.CheckForecast, f"{_TASKS}.check_forecast", "looking at the days"),
        Task(requests.Train, f"{_TASKS}.train", "training"),
        Task(requests.ScoreTable, f"{_TASKS}.score_table", "scoring"),
        Task(requests.CompareVersions, f"{_TASKS}.compare_versions", "comparing"),
        Task(requests.Reperform, f"{_TASKS}.reperform", "checking the answers"),
        Task(reproduce_requests.Retrain, f"{_TASKS}.reproduce", "training again"),
        Task(explain_requests.ExplainRow, f"{_TASKS}.explain_row", "explaining a row"),
        Task(foreign_requests.JudgeModel, f"{_TASKS}.judge_model", "judging the model"),
        Task(requests.MonitorTable, f"{_TASKS}.monitor_table", "monitoring"),
    )
}
