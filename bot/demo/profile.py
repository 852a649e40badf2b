"""How the bot presents itself: its name, its two descriptions and its menu of commands, in general and by language."""

import re
from dataclasses import dataclass, field

from bot.demo.arguments import Arguments
from bot.demo.rules import COMMAND_DESCRIPTION, COMMAND_LETTERS, MOST_COMMANDS, Json, bad, units

LONGEST = {"name": 64, "description": 512, "short_description": 120}  # setMyName and its kin
_COMMAND = re.compile(rf"/?[a-z0-9_]{{1,{COMMAND_LETTERS}}}")


@dataclass(slots=True)
class Profile:
    """What setMy... set. Texts and menus by language code; "" is for everybody without one of their own."""

    first_name: str
    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    menus: dict[tuple[str, str], list[Json]] = field(default_factory=dict)

    def set_text(self, which: str, arguments: Arguments) -> bool:
        """Bot API setMyName, setMyDescription, setMyShortDescription."""
        words = arguments.text(which).strip()
        if units(words) > LONGEST[which]:
            raise bad(f"bot {which.replace('_', ' ')} is too long")
        self.texts[which, arguments.text("language_code")] = words
        return True

    def text(self, which: str, language_code: str) -> str:
        """What a person of this language reads."""
        default = self.first_name if which == "name" else ""
        return self.texts.get((which, language_code)) or self.texts.get((which, "")) or default

    def set_menu(self, arguments: Arguments) -> bool:
        """Bot API setMyCommands."""
        commands = arguments.sequence("commands") or []
        if len(commands) > MOST_COMMANDS:
            raise bad("BOT_COMMANDS_TOO_MUCH")
        for command in commands:
            if not _COMMAND.fullmatch(command.get("command", "")):
                raise bad("BOT_COMMAND_INVALID")
            if not 1 <= units(command.get("description", "")) <= COMMAND_DESCRIPTION:
                raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
        plain = [{**command, "command": command["command"].removeprefix("/")} for command in commands]
        self.menus[_scope(arguments), arguments.text("language_code")] = plain
        return True

    def remove_menu(self, arguments: Arguments) -> bool:
        """Bot API deleteMyCommands."""
        self.menus.pop((_scope(arguments), arguments.text("language_code")), None)
        return True

    def menu(self, arguments: Arguments) -> list[Json]:
        """Bot API getMyCommands: exactly this scope and language."""
        return self.menus.get((_scope(arguments), arguments.text("language_code")), [])

    def menu_for(self, language_code: str) -> list[Json]:
        """What a person of this language finds in the menu of a private chat."""
        for scope in ("all_private_chats", "default"):
            for language in (language_code, ""):
                if (scope, language) in self.menus:
                    return self.menus[scope, language]
        return []


def _scope(arguments: Arguments) -> str:
    scope = arguments.structure("scope") or {"type": "default"}
    kind = str(scope.get("type", "default"))
    return f"{kind}:{scope['chat_id']}" if "chat_id" in scope else kind
