"""`python -m bot` is `afterword`."""

from bot.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
