"""Every request has a task, and every task answers its request."""

from __future__ import annotations

import importlib
import inspect
from dataclasses import is_dataclass
from typing import get_type_hints

import pytest

from mlops_desktop.core.codec import from_json, to_json
from mlops_desktop.jobs.catalogue import TASKS


@pytest.mark.parametrize("task", TASKS.values(), ids=TASKS.keys())
def test_a_task_takes_its_request_and_returns_json(task):
    run = importlib.import_module(task.module).run
    names = list(inspect.signature(run).parameters)
    hints = get_type_hints(run)
    assert hints[names[0]] is task.request
    assert hints["return"] is type(None) or is_dataclass(hints["return"])


@pytest.mark.parametrize("task", TASKS.values(), ids=TASKS.keys())
def test_a_request_is_a_frozen_dataclass(task):
    assert task.request.__dataclass_params__.frozen


def test_a_request_without_fields_crosses_the_pipe():
    warm_up = TASKS["WarmUp"].request()
    assert from_json(type(warm_up), to_json(warm_up)) == warm_up
