"""The table of Bot API methods, and the short ones. A method takes the world and the call's arguments; it answers or refuses."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from functools import partial
from typing import Any, TypeAlias

from bot.demo import sending
from bot.demo.arguments import Arguments
from bot.demo.rules import QUERY_TOO_OLD, TOAST_UNITS, Json, bad, units
from bot.demo.world import World

ANSWERABLE_FOR = timedelta(minutes=1)

_ACTIONS = {"typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document"}
_ACTIONS |= {"choose_sticker", "find_location", "record_video_note", "upload_video_note"}

Method: TypeAlias = Callable[[World, Arguments], Any | Awaitable[Any]]


def get_me(world: World, _: Arguments) -> Json:
    """Bot API getMe."""
    return {
        **world.chats.bot.as_api(),
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


async def get_updates(world: World, arguments: Arguments) -> list[Json]:
    """Bot API getUpdates."""
    return await world.updates.fetch(
        offset=arguments.number("offset"),
        limit=arguments.number("limit", 100),
        seconds=arguments.decimal("timeout"),
        allowed=arguments.sequence("allowed_updates"),
    )


def answer_query(world: World, arguments: Arguments) -> bool:
    """Bot API answerCallbackQuery: once is enough, twice does no harm, too late is refused."""
    query = world.chats.queries.get(arguments.text("callback_query_id"))
    if query is None or world.now() - query.asked_at > ANSWERABLE_FOR:
        raise bad(QUERY_TOO_OLD)
    words = arguments.text("text")
    if units(words) > TOAST_UNITS:
        raise bad("MESSAGE_TOO_LONG")
    query.answered = True
    world.broadcast.tell(query.person.id, "answered", query_id=query.id, text=words, alert=arguments.flag("show_alert"))
    return True


def get_chat(world: World, arguments: Arguments) -> Json:
    """Bot API getChat."""
    chat = world.chats.chats.get(arguments.number("chat_id"))
    if chat is None:
        raise bad("chat not found")
    nothing = dict.fromkeys(("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription"), False)
    return {
        **chat.as_api(),
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": {**nothing, "gifts_from_channels": False},
    }


def leave_chat(world: World, arguments: Arguments) -> bool:
    """Bot API leaveChat."""
    chat = sending.open_chat(world, arguments)
    if chat.private:
        raise bad("chat member status can't be changed in private chats")
    chat.member = False
    return True


def chat_action(world: World, arguments: Arguments) -> bool:
    """Bot API sendChatAction."""
    chat = sending.open_chat(world, arguments)
    if arguments.text("action") not in _ACTIONS:
        raise bad("wrong parameter action in request")
    world.broadcast.tell(chat.person.id, "typing", action=arguments.text("action"))
    return True


def delete_webhook(world: World, arguments: Arguments) -> bool:
    """Bot API deleteWebhook."""
    if arguments.flag("drop_pending_updates"):
        world.updates.drop()
    return True


def set_webhook(world: World, arguments: Arguments) -> bool:
    """Bot API setWebhook: an empty address removes it; there is nobody here who would call another."""
    if arguments.text("url"):
        raise bad("bad webhook: webhooks are not served on loopback, use getUpdates")
    return delete_webhook(world, arguments)


def webhook_info(world: World, _: Arguments) -> Json:
    """Bot API getWebhookInfo."""
    return {"url": "", "has_custom_certificate": False, "pending_update_count": world.updates.pending}


def set_profile_text(which: str, world: World, arguments: Arguments) -> bool:
    """Bot API setMyName, setMyDescription, setMyShortDescription."""
    return _profile_changed(world, changed=world.profile.set_text(which, arguments))


def profile_text(which: str, world: World, arguments: Arguments) -> Json:
    """Bot API getMyName, getMyDescription, getMyShortDescription."""
    return {which: world.profile.text(which, arguments.text("language_code"))}


def set_menu(world: World, arguments: Arguments) -> bool:
    """Bot API setMyCommands."""
    return _profile_changed(world, changed=world.profile.set_menu(arguments))


def remove_menu(world: World, arguments: Arguments) -> bool:
    """Bot API deleteMyCommands."""
    return _profile_changed(world, changed=world.profile.remove_menu(arguments))


def _profile_changed(world: World, *, changed: bool) -> bool:
    world.broadcast.tell_all("profile")
    return changed


def accept(_: World, __: Arguments) -> bool:
    """A setting that changes nothing a person could see here."""
    return True


_TABLE: Mapping[str, Method] = {
    "getMe": get_me,
    "getUpdates": get_updates,
    "sendMessage": sending.send_message,
    "sendDocument": lambda world, arguments: sending.send_file(world, arguments, "document"),
    "sendPhoto": lambda world, arguments: sending.send_file(world, arguments, "photo"),
    "sendVoice": lambda world, arguments: sending.send_file(world, arguments, "voice"),
    "editMessageText": sending.edit_text,
    "editMessageCaption": sending.edit_caption,
    "editMessageReplyMarkup": sending.edit_keyboard,
    "deleteMessage": sending.delete_message,
    "deleteMessages": sending.delete_messages,
    "setMessageReaction": sending.react,
    "answerCallbackQuery": answer_query,
    "getFile": lambda world, arguments: world.files.fetch(arguments.text("file_id")),
    "getChat": get_chat,
    "leaveChat": leave_chat,
    "sendChatAction": chat_action,
    "setMyCommands": set_menu,
    "getMyCommands": lambda world, arguments: world.profile.menu(arguments),
    "deleteMyCommands": remove_menu,
    "setMyName": partial(set_profile_text, "name"),
    "getMyName": partial(profile_text, "name"),
    "setMyDescription": partial(set_profile_text, "description"),
    "getMyDescription": partial(profile_text, "description"),
    "setMyShortDescription": partial(set_profile_text, "short_description"),
    "getMyShortDescription": partial(profile_text, "short_description"),
    "setMyDefaultAdministratorRights": accept,
    "setChatMenuButton": accept,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": webhook_info,
    "close": accept,
    "logOut": accept,
}
METHODS: Mapping[str, Method] = {name.lower(): method for name, method in _TABLE.items()}
