"""Who ships may do as root what `make install` does, by the line that the manual gives."""

import re
from fnmatch import fnmatchcase

from tests.units import ROOT


def test_the_line_of_the_manual_lets_make_install_through_and_nothing_else() -> None:
    manual = (ROOT / "docs" / "operations.md").read_text()
    [allowed] = re.findall(r"^deploy ALL=\(root\) NOPASSWD: /usr/bin/(.*)$", manual, flags=re.M)
    makefile = (ROOT / "Makefile").read_text()
    [installs] = re.findall(r"^install:.*\n\tsudo (.*)$", makefile, flags=re.M)

    assert fnmatchcase(installs.replace("$(VERSION)", "v1.2.0"), allowed)
    assert "make install VERSION=" in (ROOT / "deploy" / "ship.sh").read_text()
    assert not fnmatchcase("sh deploy/release.sh back", allowed)
