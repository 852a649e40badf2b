"""The shell: Telegram, the clock, the command line. It carries, it never decides."""
