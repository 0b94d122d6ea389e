"""Every kind of source is in the one registry, is offered by the command line, and keeps house."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from dataclasses import fields

import pytest

from mlops_desktop.cli.commands.options import FORMATS as OFFERED
from mlops_desktop.core.dataset import ReaderOptions
from mlops_desktop.core.errors import UserError
from mlops_desktop.core.progress import Silent
from mlops_desktop.data import readers
from mlops_desktop.data.importer import import_file
from mlops_desktop.data.readers.registry import FORMATS, READERS

EVERY = pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.kind)


def _classes():
    for module in pkgutil.iter_modules(readers.__path__, f"{readers.__name__}."):
        for name, item in inspect.getmembers(importlib.import_module(module.name), inspect.isclass):
            if name.endswith("Reader") and name != "Reader" and item.__module__ == module.name:
                yield item


def test_every_reader_is_registered_once() -> None:
    assert {type(reader) for reader in READERS} == set(_classes())
    assert len({reader.kind for reader in READERS}) == len(READERS)


def test_the_command_line_offers_every_format() -> None:
    assert set(OFFERED) == set(FORMATS)


@EVERY
def test_a_reader_names_options_that_there_are(reader) -> None:
    assert reader.uses <= {field.name for field in fields(ReaderOptions)}
    assert all(suffix.startswith(".") and suffix.islower() for suffix in reader.suffixes)


@EVERY
@pytest.mark.parametrize("size", [1, 16, 600, 70_000])
def test_garbage_called_so_ends_in_words_that_name_the_file(reader, size, tmp_path) -> None:
    for suffix in reader.suffixes:
        for number, unit in enumerate((b"\xa7", b"\x00", b"[", b'{"', b"PK\x03\x04")):
            path = tmp_path / f"garbage{number}{suffix}"
            path.write_bytes((unit * size)[:size])
            folder = tmp_path / f"job{number}{suffix}"
            folder.mkdir()
            with pytest.raises(UserError) as caught:
                import_file(path, ReaderOptions(), folder, Silent())
            assert path.name in caught.value.message, caught.value.message


@EVERY
def test_a_file_that_is_not_of_the_chosen_kind_is_refused(reader, tmp_path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("a,b\n1,2\n")
    with pytest.raises(UserError) as caught:
        import_file(path, ReaderOptions(format=reader.kind), tmp_path, Silent())
    assert caught.value.code == "data.wrong_format"
