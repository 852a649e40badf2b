"""The bot's name, for the link of an invitation."""

from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from bot.errors import TokenRefused
from bot.request import AiohttpRequest


async def bot_name(api_url: str, token: str) -> str | None:
    """The bot's user name; None where Telegram cannot be reached now. Raises TokenRefused."""
    request = AiohttpRequest(api_url, connections=1)
    bot = Bot(token, base_url=f"{api_url}/bot", request=request)
    try:
        async with bot:
            return bot.username
    except InvalidToken:
        raise TokenRefused from None
    except TelegramError:
        return None
