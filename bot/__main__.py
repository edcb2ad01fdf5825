"""`python -m bot` is the same command as `kith`."""

import sys

from bot.cli import main

sys.exit(main())
