"""`python -m bot` is `afterword`."""

from bot.cli import main

raise SystemExit(main())
