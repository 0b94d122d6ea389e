"""A copy of a whole project that is consistent while others go on working, and verifies."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from mlops_desktop.core.errors import UserError
from mlops_desktop.core.progress import OnStep, Step, Unit
from mlops_desktop.storage import facts, manifest, migrations
from mlops_desktop.storage.layout import Layout
from mlops_desktop.storage.locks import FileLock
from mlops_desktop.storage.objects import ObjectStore
from mlops_desktop.storage.project import Project
from mlops_desktop.storage.sqlite import BUSY_SECONDS, Connection, Mode
from mlops_desktop.storage.verify import verify


def save_copy(project: Project, destination: Path, on_step: OnStep | None = None) -> None:
    """Copy the project into a new or empty folder and verify the copy.

    First a snapshot of the registry, then the objects it names: whatever it names is there.

    Args:
        project: open; read-only suffices.
        destination: a new or empty folder.
        on_step: told where the work is; whatever it raises ends the work.

    Raises:
        UserError: ``project.already_exists``, ``.object_missing``, ``.object_damaged``,
            ``.copy_unsound``, ``environment.*``; no copy is left then.
    """
    layout = Layout(destination.absolute())
    layout.require_free()
    is_new_folder = not layout.folder.exists()
    project.files.ensure_folder(layout.folder)
    with FileLock(layout.lock) as lock:
        lock.acquire(BUSY_SECONDS)
        layout.require_free()  # another process may have been faster
        try:
            _copy(project, layout, on_step)
            _check(project, layout, on_step)
        except BaseException:
            lock.release()
            layout.destroy(project.files, with_folder=is_new_folder)
            raise


def _copy(project: Project, layout: Layout, on_step: OnStep | None) -> None:
    files = project.files
    layout.prepare(files)
    migrations.copy_registry(project.connection(), layout.unfinished, files)
    target = ObjectStore(layout.objects, files)
    with closing(Connection(layout.unfinished, Mode.WRITE)) as connection:
        digests = sorted(facts.digests(connection))
    sizes = [project.objects.path(digest).stat().st_size for digest in digests]
    done, total = 0, sum(sizes)
    for digest, size in zip(digests, sizes, strict=True):
        if on_step is not None:
            on_step(Step("Copying stored files", done, total, unit=Unit.BYTES))
        project.objects.copy_to(digest, target)
        done += size
    manifest.write(layout.folder, manifest.read(project.path), files)
    layout.finish(files)


def _check(project: Project, layout: Layout, on_step: OnStep | None) -> None:
    with Project.open(layout.folder, project.actor, read_only=True) as copied:
        found = verify(copied, on_step).problems
    if found:
        first = f"{found[0].where}: {found[0].detail}"
        raise UserError("project.copy_unsound", path=layout.folder, detail=first)
