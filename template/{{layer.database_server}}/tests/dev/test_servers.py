"""A server's data lie where the server may go."""

import shutil
from pathlib import Path

from dev.servers import is_closed, place_data


def test_the_data_of_a_folder_are_found_through_it(tmp_path: Path) -> None:
    data = place_data(tmp_path)

    assert data.is_dir()
    assert not is_closed(data.parent)
    assert data == (tmp_path / "data").resolve() == place_data(tmp_path)
    shutil.rmtree(data)


def test_data_that_were_swept_away_are_made_anew(tmp_path: Path) -> None:
    shutil.rmtree(place_data(tmp_path))

    data = place_data(tmp_path)

    assert data.is_dir()
    shutil.rmtree(data)
