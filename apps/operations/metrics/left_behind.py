"""Figures of processes that have ended, kept as those of one: a pool takes new processes for ever, and each
writes a file of its own."""

from pathlib import Path

from prometheus_client.mmap_dict import MmapedDict

from apps.operations.shared_folder import is_alive

ALL_ENDED = "0"  # in the place of a process's number


def fold(folder: Path) -> None:
    """For one caller at a time. Counters and histograms alone are added up so."""
    for file in folder.glob("*.db"):
        kind, _, process = file.stem.rpartition("_")
        if process != ALL_ENDED and not is_alive(int(process)):
            _add(file, folder / f"{kind}_{ALL_ENDED}.db")
            file.unlink()


def _add(file: Path, to: Path) -> None:
    kept = MmapedDict(str(to))  # type: ignore[no-untyped-call]
    for key, value, at, _ in MmapedDict.read_all_values_from_file(str(file)):  # type: ignore[no-untyped-call]
        before, _ = kept.read_value(key)  # type: ignore[no-untyped-call]
        kept.write_value(key, before + value, at)  # type: ignore[no-untyped-call]
    kept.close()  # type: ignore[no-untyped-call]
