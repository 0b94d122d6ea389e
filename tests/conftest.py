"""What holds for every test: a private home, no network, one thread for linear algebra, no screen.

Set before anything else is imported, and inherited by every process that a test starts.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

_GUARD = Path(__file__).parent / "network_guard"
# Drawing libraries keep a cache of fonts that takes seconds to build: one for all tests.
_CACHE = Path(tempfile.mkdtemp(prefix="mlops-desktop-tests-"))

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.update(
    OMP_NUM_THREADS="1",
    OPENBLAS_NUM_THREADS="1",
    MKL_NUM_THREADS="1",
    MPLBACKEND="Agg",
    MPLCONFIGDIR=str(_CACHE / "matplotlib"),
    HYPOTHESIS_STORAGE_DIRECTORY=str(_CACHE / "hypothesis"),
    PYTHONPATH=os.pathsep.join(filter(None, [str(_GUARD), os.environ.get("PYTHONPATH")])),
)
# A choice of the person who runs the tests must not decide what they find.
for _choice in ("MLOPS_DESKTOP_PROJECT", "PYTHONWARNINGS", "NO_COLOR", "FORCE_COLOR"):
    os.environ.pop(_choice, None)
sys.path.insert(0, str(_GUARD))
sys.modules.pop("sitecustomize", None)  # the interpreter may have come with one of its own
__import__("sitecustomize")

# On one's own machine each run tries new examples; where a change is judged, the same ones.
settings.register_profile("own", deadline=None)
settings.register_profile("judged", deadline=None, derandomize=True)
settings.load_profile("judged" if os.environ.get("CI") else "own")


def pytest_unconfigure() -> None:
    """Leave nothing behind."""
    shutil.rmtree(_CACHE, ignore_errors=True)


@pytest.fixture(autouse=True)
def private_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give each test a home of its own, so that no setting or log of the person is touched."""
    home = tmp_path_factory.mktemp("home")
    runtime = home / "runtime"
    runtime.mkdir(mode=0o700)  # Qt warns about any other mode
    places = {
        "HOME": home,
        "USERPROFILE": home,
        "APPDATA": home / "config",
        "LOCALAPPDATA": home / "data",
        "XDG_CONFIG_HOME": home / "config",
        "XDG_DATA_HOME": home / "data",
        "XDG_STATE_HOME": home / "state",
        "XDG_CACHE_HOME": home / "cache",
        "XDG_RUNTIME_DIR": runtime,
    }
    for name, place in places.items():
        monkeypatch.setenv(name, str(place))
    return home
