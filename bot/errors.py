"""What can go wrong in the shell. Errors carry facts, never a person's words and never a secret."""


class ShellError(Exception):
    """The root of this room's errors."""


class SettingsWrong(ShellError):  # noqa: N818 -- what is wrong says more than that it is one
    """Settings that cannot be used; `lines` say which and why, one a variable."""

    def __init__(self, lines: tuple[str, ...]) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


class TokenRefused(ShellError):  # noqa: N818 -- as above
    """Telegram does not know this token, or no longer."""

    def __str__(self) -> str:
        return "Telegram does not accept AFTERWORD_TOKEN. @BotFather shows the token that holds"


class TurnNotSaved(ShellError):  # noqa: N818 -- as above
    """A turn could not be put on disk; nothing of it happened. `kind` names the error."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


class TurnFailed(TurnNotSaved):
    """The core could not say what comes of an event; trying again may help, for a while."""


class PortRefused(ShellError):  # noqa: N818 -- as above
    """The system does not let us listen on this port; `reason` is its own."""

    def __init__(self, port: int, reason: str) -> None:
        super().__init__(port)
        self.port = port
        self.reason = reason

    def __str__(self) -> str:
        return f"Port {self.port} cannot be used: {self.reason}. Choose another with --port, or leave it out"


class BotRunning(ShellError):  # noqa: N818 -- as above
    """The journals are in use."""

    def __str__(self) -> str:
        return "The bot is running. Stop it, ask again, and start it afterwards"
