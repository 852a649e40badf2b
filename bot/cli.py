"""The command line. It answers --help at once: everything heavy is imported by the command that needs it."""

import argparse
import asyncio
import contextlib
import errno
import sys
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

from bot import __version__
from bot.errors import ShellError
from storage.errors import StorageError

INVITATION_DAYS = 7
OK, FAILED = 0, 1
HIGHEST_PORT = 65535
INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command. Returns the exit status: 0 done, 1 it could not be done, 2 asked for wrongly."""
    asked = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = asked.command
    try:
        return command(asked)
    except (ShellError, StorageError) as error:
        _complain(str(error))
    except OSError as error:
        _complain(_refusal(error))
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 -- a traceback could show a person's words
        from bot.logs import kind  # noqa: PLC0415 -- only now

        _complain(f"Something went wrong that should not have: {kind(error)}")
    return FAILED


def run(_: argparse.Namespace) -> int:
    """Start the bot and keep it running until it is told to stop."""
    from bot.application import House  # noqa: PLC0415 -- late, as the law above says
    from bot.keys import warn_of_open  # noqa: PLC0415
    from bot.logs import configure  # noqa: PLC0415
    from bot.settings import ENV_FILE, load  # noqa: PLC0415

    settings = load()
    warn_of_open((settings.key_file, Path(ENV_FILE).absolute()))
    configure(settings.log, settings.token.get_secret_value())

    async def until_told() -> None:
        await House(settings).run()

    asyncio.run(until_told())
    return OK


def demo(asked: argparse.Namespace) -> int:
    """Show the bot in the browser, with a pretend Telegram on this machine."""
    from bot.demo.demo import run_demo  # noqa: PLC0415 -- late, as the law above says
    from bot.demo.sample import filler  # noqa: PLC0415

    asyncio.run(run_demo(port=asked.port, keep=asked.keep, filler=filler))
    return OK


def invite(asked: argparse.Namespace) -> int:
    """Print a one-time invitation: a link, a QR code and the bare code."""
    from bot.clock import SystemClock  # noqa: PLC0415 -- late, as the law above says
    from bot.invite import bot_name  # noqa: PLC0415
    from bot.keys import open_key, warn_of_open  # noqa: PLC0415
    from bot.settings import ENV_FILE, load  # noqa: PLC0415
    from storage.invitations import Invitations  # noqa: PLC0415
    from storage.store import Store  # noqa: PLC0415

    settings = load()
    warn_of_open((settings.key_file, Path(ENV_FILE).absolute()))
    name = asyncio.run(bot_name(settings.api_url, settings.token.get_secret_value()))
    key = open_key(settings.key_file, settings.data_dir)
    Store.verify_key(settings.data_dir, key)
    code = Invitations(settings.data_dir, key).issue(SystemClock().now(), timedelta(days=asked.days))
    lasts = "day" if asked.days == 1 else f"{asked.days} days"
    if name is None:
        _complain("Telegram could not be reached, so there is no link. Let them write this to the bot:")
        _say(f"/start {code}")
    else:
        import segno  # noqa: PLC0415 -- only now

        link = f"https://t.me/{name}?start={code}"
        with contextlib.suppress(UnicodeEncodeError):  # a terminal that cannot draw it still shows the link
            segno.make(link, error="l").terminal(compact=True)
        _say(link)
        _say(f"or, written to @{name}: /start {code}")
    _say(f"For one person, good for the next {lasts}.")
    return OK


def check(_: argparse.Namespace) -> int:
    """Read every journal whole, change nothing, and say of each that is wrong what to do. The bot must not be running."""
    from bot import storekeeping  # noqa: PLC0415 -- late, as the law above says

    return OK if storekeeping.check(_say) else FAILED


def backup(asked: argparse.Namespace) -> int:
    """Write everything but the key into one new encrypted file. The bot may be running."""
    from bot import storekeeping  # noqa: PLC0415 -- late, as the law above says

    return OK if storekeeping.backup(asked.file, _say) else FAILED


def restore(asked: argparse.Namespace) -> int:
    """Put journals back from a backup: a file, a day's folder, or one journal of it. The bot must not be running."""
    from bot import storekeeping  # noqa: PLC0415 -- late, as the law above says

    storekeeping.restore(asked.file, asked.key, _say, replace=asked.replace)
    return OK


def rotate_key(_: argparse.Namespace) -> int:
    """Seal everything under a new key, or finish what was begun. The bot must not be running."""
    from bot import storekeeping  # noqa: PLC0415 -- late, as the law above says

    storekeeping.rotate_key(_say)
    return OK


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="afterword", description="A quiet Telegram bot for the hour after a therapy session."
    )
    parser.add_argument("--version", action="version", version=f"afterword {__version__}")
    commands = parser.add_subparsers(required=True, metavar="command")
    running = commands.add_parser("run", help="start the bot", description=run.__doc__)
    running.set_defaults(command=run)
    showing = commands.add_parser("demo", help="try it in the browser, without Telegram", description=demo.__doc__)
    showing.add_argument("--port", type=_port, metavar="N", help="the page's port (default: 8765, or a free one)")
    showing.add_argument("--keep", type=_folder, metavar="DIR", help="keep what is written here (default: forget it)")
    showing.set_defaults(command=demo)
    inviting = commands.add_parser("invite", help="print an invitation for one person", description=invite.__doc__)
    inviting.add_argument(
        "--days", type=_days, default=INVITATION_DAYS, metavar="N", help="how long it is good (default: 7)"
    )
    inviting.set_defaults(command=invite)
    _add_storekeeping(commands)
    return parser


def _add_storekeeping(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    checking = commands.add_parser("check", help="read every journal", description=check.__doc__)
    checking.set_defaults(command=check)
    saving = commands.add_parser("backup", help="write everything into one encrypted file", description=backup.__doc__)
    saving.add_argument("file", type=Path, metavar="FILE", help="the file to write; it must not be there yet")
    saving.set_defaults(command=backup)
    restoring = commands.add_parser("restore", help="put journals back from a backup", description=restore.__doc__)
    restoring.add_argument("file", type=Path, metavar="FILE", help="a backup, or one of the folders in backups/")
    restoring.add_argument("--replace", action="store_true", help="also where a journal is there (default: it stays)")
    restoring.add_argument("--key", type=Path, metavar="KEYFILE", help="the key the backup was made with, if another")
    restoring.set_defaults(command=restore)
    rotating = commands.add_parser("rotate-key", help="seal everything under a new key", description=rotate_key.__doc__)
    rotating.set_defaults(command=rotate_key)


def _days(written: str) -> int:
    """A number of days, 1 to 365."""
    return _whole(written, 1, 365)


def _port(written: str) -> int:
    """A port, 1 to HIGHEST_PORT."""
    return _whole(written, 1, HIGHEST_PORT)


def _whole(written: str, lowest: int, highest: int) -> int:
    try:
        number = int(written)
    except ValueError:
        number = lowest - 1
    if not lowest <= number <= highest:
        raise argparse.ArgumentTypeError(f"must be a number from {lowest} to {highest}")
    return number


def _folder(written: str) -> Path:
    """A folder, there or to be made."""
    path = Path(written)
    if path.exists() and not path.is_dir():
        raise argparse.ArgumentTypeError(f"{path} is a file, and must be a folder")
    return path


def _refusal(error: OSError) -> str:
    """What the system refused, to which file, and what may help."""
    reason = error.strerror or type(error).__name__
    if error.filename is None:
        return reason
    advice = {
        errno.EACCES: "Give it to the user who runs this, or run this as the user it belongs to",
        errno.EPERM: "Give it to the user who runs this, or run this as the user it belongs to",
        errno.ENOSPC: "Make room on that disk",
        errno.EROFS: "Choose a place that can be written to",
    }.get(error.errno or 0, "Look at that file or folder, and try again")
    return f"{error.filename}: {reason}. {advice}"


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")


def _complain(words: str) -> None:
    sys.stderr.write(f"{words}\n")
