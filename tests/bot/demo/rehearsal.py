"""A small bot of nobody's, on plain python-telegram-bot, to try the loopback Telegram and the page with."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, TypeAlias

from telegram import (
    BotCommand,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    Message,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    Update,
)
from telegram.constants import ParseMode
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

from bot.demo.attachments import picture
from bot.demo.loopback import Loopback

Bot: TypeAlias = Application[Any, Any, Any, Any, Any, Any]
Context: TypeAlias = ContextTypes.DEFAULT_TYPE

QUESTION = "<b>2 of 9</b>\nHow freely could you say what was on your mind?"
SUMMARY = (
    "<b>Your week</b>\nTuesday 3 March\n\nConnection <b>4.2</b>, close to your usual.\nLighter afterwards: 3.\n\n"
    "In your words\n<blockquote>I said the thing about my brother.</blockquote>"
    "\nTo bring up next time\n<tg-spoiler>What to do about the summer 🌿</tg-spoiler>\n\n/help is always here."
)
SCALE = InlineKeyboardMarkup(
    [
        [InlineKeyboardButton(label, callback_data=f"scale:{label}") for label in ("1", "2", "3", "4", "5")],
        [InlineKeyboardButton("Skip", callback_data="skip"), InlineKeyboardButton("Back", callback_data="back")],
    ]
)


def _message(update: Update) -> Message:
    message = update.effective_message
    assert message is not None
    return message


async def start(update: Update, context: Context) -> None:
    code = f" with {context.args[0]}" if context.args else ""
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("I agree", callback_data="agree")]])
    await _message(update).reply_text(f"Hello{code}. This is a private notebook.", reply_markup=keyboard)


async def ask(update: Update, _: Context) -> None:
    await _message(update).reply_text(QUESTION, parse_mode=ParseMode.HTML, reply_markup=SCALE)


async def where(update: Update, _: Context) -> None:
    rows = [[KeyboardButton("Share my location", request_location=True)], [KeyboardButton("I will type it")]]
    markup = ReplyKeyboardMarkup(rows, one_time_keyboard=True, resize_keyboard=True)
    await _message(update).reply_text("Which city are you in?", reply_markup=markup)


async def week(update: Update, _: Context) -> None:
    await _message(update).reply_text(SUMMARY, parse_mode=ParseMode.HTML)


async def chart(update: Update, _: Context) -> None:
    await _message(update).reply_photo(picture(), caption="Ten weeks, in a picture")


async def export(update: Update, _: Context) -> None:
    await _message(update).reply_document(b'{"journal": 1}', filename="afterword.json", caption="All of it.")


async def tap(update: Update, _: Context) -> None:
    query = update.callback_query
    assert isinstance(query, CallbackQuery)
    if query.data == "agree":
        await query.answer()
        await query.edit_message_text("Agreed. Write /ask to begin.")
    elif query.data == "skip":
        await query.answer("Skipped. That is fine.")
        await query.edit_message_reply_markup(None)
    else:
        await query.answer()
        await query.edit_message_text(f"You said {query.data}.")


async def echo(update: Update, _: Context) -> None:
    message = _message(update)
    if update.edited_message is not None:
        await message.reply_text(f"Changed to: {message.text}")
    elif message.location is not None:
        place = f"{message.location.latitude}, {message.location.longitude}"
        await message.reply_text(f"You are at {place}", reply_markup=ReplyKeyboardRemove())
    elif message.document is not None:
        content = await (await message.document.get_file()).download_as_bytearray()
        await message.reply_text(f"{message.document.file_name}: {len(content)} bytes")
    else:
        await message.reply_text(message.text or "I cannot read that.")


def build(loopback: Loopback) -> Bot:
    """The bot as anybody would write it: nothing of it knows that this is no Telegram."""
    bot = (
        ApplicationBuilder()
        .token(loopback.token)
        .base_url(f"{loopback.api_url}/bot")
        .base_file_url(f"{loopback.api_url}/file/bot")
        .build()
    )
    for name, answer in (("start", start), ("ask", ask), ("where", where), ("week", week), ("chart", chart)):
        bot.add_handler(CommandHandler(name, answer))
    bot.add_handler(CommandHandler("export", export))
    bot.add_handler(CallbackQueryHandler(tap))
    bot.add_handler(MessageHandler(filters.ALL, echo))
    return bot


@asynccontextmanager
async def running(loopback: Loopback) -> AsyncIterator[Bot]:
    """The bot, polling."""
    bot = build(loopback)
    async with bot:
        await bot.bot.set_my_description(
            "A quiet notebook for the hour after a session. Nothing is stored before you agree."
        )
        await bot.bot.set_my_commands(
            [
                BotCommand("reflect", "Write about a session now"),
                BotCommand("summary", "Your week, and your months"),
                BotCommand("settings", "Change when and how I ask"),
                BotCommand("help", "What I can do, and who can help"),
                BotCommand("crisis", "Numbers to call, at any time"),
            ]
        )
        await bot.start()
        assert bot.updater is not None
        await bot.updater.start_polling(poll_interval=0.0)
        yield bot
        await bot.updater.stop()
        await bot.stop()
