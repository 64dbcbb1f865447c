"""What is given as a file is the value alone, without the line end that `echo` and editors put behind it."""

import os
import subprocess
import sys

import pytest

from tests.stack import ROOT

pytestmark = pytest.mark.once

TOKEN = "a-token-for-monitors-alone"


@pytest.mark.parametrize("line_end", ["", "\n", "\r\n"])
def test_a_files_line_end_is_no_part_of_its_value(tmp_path, line_end):
    file = tmp_path / "token"
    file.write_bytes((TOKEN + line_end).encode())
    said = subprocess.run(
        [sys.executable, "-c", "from config.env import env; print(repr(env.str('METRICS_TOKEN')))"],
        env=os.environ | {"METRICS_TOKEN_FILE": str(file)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout.strip() == repr(TOKEN)
