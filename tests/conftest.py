"""Lets every test import `bot` and `tests.…` from a working copy that is not installed."""

import sys
from pathlib import Path

ROOT = str(Path(__file__).parent.parent)
if ROOT not in sys.path:
    sys.path.insert(0, ROOT)
