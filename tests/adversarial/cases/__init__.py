"""All cases, by what makes them dangerous."""

from tests.adversarial.cases.answers import ANSWERS
from tests.adversarial.cases.binaries import BINARIES
from tests.adversarial.cases.configured import CONFIGURED
from tests.adversarial.cases.everyday import EVERYDAY
from tests.adversarial.cases.halfway import HALFWAY
from tests.adversarial.cases.ignored import IGNORED
from tests.adversarial.cases.moved import MOVED
from tests.adversarial.cases.similar import SIMILAR
from tests.adversarial.cases.unusual import UNUSUAL

GROUPS = {
    "Files that the template removes or moves": MOVED,
    "Answers": ANSWERS,
    "Binary files": BINARIES,
    "Files that git ignores": IGNORED,
    "Git configured in another way": CONFIGURED,
    "Blocks that look alike": SIMILAR,
    "Templates that fail": HALFWAY,
    "Unusual files and folders": UNUSUAL,
    "Everyday edits": EVERYDAY,
}
CASES = [case for group in GROUPS.values() for case in group]
