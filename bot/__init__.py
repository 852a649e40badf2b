"""The shell: Telegram, the clock, the command line. It carries, it never decides."""

import os

# python-telegram-bot's own switch to its coming behaviour (spans of time as timedelta); without it every 429 warns.
os.environ.setdefault("PTB_TIMEDELTA", "true")

__version__ = "0.1.0"
