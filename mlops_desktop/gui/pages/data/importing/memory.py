"""What an earlier import of a dataset chose, and how long that holds for its next file."""

from __future__ import annotations

from mlops_desktop.core.dataset import ReaderOptions, Remembered
from mlops_desktop.gui.pages.data.importing.incoming import Wish


class Memory:
    """What an earlier import of the dataset chose, as long as it is used.

    Attributes:
        dataset: the dataset that the rows are for; None: a new one.
        remembered: what was chosen then; None while nothing of it is used.
    """

    def __init__(self) -> None:
        self.dataset: str | None = None
        self.remembered: Remembered | None = None
        self._is_afresh = False
        self._before = ReaderOptions()
        self._adopted: ReaderOptions | None = None

    def begin(self, dataset: str | None, *, is_afresh: bool = False) -> None:
        """Use what is remembered for this dataset, or nothing."""
        self.dataset, self.remembered, self._adopted = dataset, None, None
        self._is_afresh = is_afresh

    def wish(self, options: ReaderOptions) -> Wish:
        """Return how to read with these options: what was remembered counts as chosen."""
        if self._is_afresh:
            return Wish(options)
        if self._adopted is None:
            return Wish(options, self.dataset)
        if options == self._adopted:
            return Wish(self._before, self.dataset)
        # Something was changed: what else was remembered is among the options now.
        return Wish(options)

    @property
    def is_open(self) -> bool:
        """Whether remembered options would be news."""
        return self._adopted is None and not self._is_afresh

    def adopt(self, remembered: Remembered, before: ReaderOptions, now: ReaderOptions) -> None:
        """Note that the form shows the remembered options."""
        self.remembered, self._before, self._adopted = remembered, before, now

    def is_untouched(self, options: ReaderOptions) -> bool:
        """Say whether the person has chosen nothing beside what was remembered."""
        return options == (self._adopted or ReaderOptions())

    def kept(self, options: ReaderOptions) -> frozenset[str]:
        """Return the remembered options that the person left as they were."""
        adopted, usual = self._adopted, ReaderOptions()
        if adopted is None:
            return frozenset()
        return frozenset(
            name
            for name in ReaderOptions.__slots__
            if getattr(adopted, name) == getattr(options, name) != getattr(usual, name)
            and getattr(self._before, name) != getattr(adopted, name)
        )
