"""How python-telegram-bot is loaded. Imported before it."""

import os
import sys

os.environ.setdefault("PTB_TIMEDELTA", "true")  # durations as timedelta: the library warns otherwise

# The library imports httpx, and httpx its command line wherever click, rich and pygments are installed: 5 MB
# and a tenth of a second. None is Python's way to say that there is no such module; httpx then goes on
# without, as where they are not installed.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type] # the types know of no such entry
