"""What the bot writes: send, edit, delete, as Telegram takes it or refuses it. Each function is one Bot API method."""

from datetime import timedelta

from bot.demo.arguments import Arguments
from bot.demo.chats import Attachment, Chat, Message
from bot.demo.files import StoredFile
from bot.demo.markup import Formatted, parse
from bot.demo.rules import (
    NOT_MODIFIED,
    Json,
    Keyboard,
    bad,
    check_caption,
    check_text,
    forbidden,
    inline_keyboard,
    reply_keyboard,
)
from bot.demo.world import World

DELETABLE_FOR = timedelta(hours=48)  # deleteMessage: "can only be deleted if it was sent less than 48 hours ago"
MOST_DELETED = 100

_FOLDERS = {"document": "documents", "photo": "photos", "voice": "voice"}


def open_chat(world: World, arguments: Arguments) -> Chat:
    """The chat a call names, if the bot may write there."""
    given = arguments.text("chat_id")
    if not given:
        raise bad("chat_id is empty")
    chat = world.chats.chats.get(arguments.number("chat_id"))
    if chat is None:
        raise bad("chat not found")
    if chat.deactivated:
        raise forbidden("user is deactivated")
    if chat.blocked:
        raise forbidden("bot was blocked by the user")
    if not chat.started:
        raise forbidden("bot can't initiate conversation with a user")
    if not chat.member:
        raise forbidden("bot is not a member of the group chat")
    return chat


def send_message(world: World, arguments: Arguments) -> Json:
    """Bot API sendMessage."""
    chat = open_chat(world, arguments)
    words, entities = _text(arguments)
    check_text(words)
    return _send(world, chat, arguments, Formatted(words, entities), None)


def send_file(world: World, arguments: Arguments, kind: str) -> Json:
    """Bot API sendDocument, sendPhoto, sendVoice: `kind` is the field of Message it ends up in."""
    chat = open_chat(world, arguments)
    caption = _caption(arguments)
    upload = arguments.upload(kind)
    if upload is not None:
        kept = world.files.keep(upload.name or kind, upload.content, _FOLDERS[kind], upload.mime)
    elif arguments.text(kind):
        kept = world.files.find(arguments.text(kind))
    else:
        raise bad(f"there is no {kind} in the request")
    return _send(world, chat, arguments, caption, Attachment(kind, _content(kept, kind, arguments), kept.id))


def edit_text(world: World, arguments: Arguments) -> Json:
    """Bot API editMessageText."""
    message = _editable(world, arguments)
    if message.attachment is not None:
        raise bad("there is no text in the message to edit")
    text = _text(arguments)
    check_text(text.words, editing=True)
    return _edit(world, message, text, _inline(arguments))


def edit_caption(world: World, arguments: Arguments) -> Json:
    """Bot API editMessageCaption."""
    message = _editable(world, arguments)
    if message.attachment is None or not message.attachment.captioned:
        raise bad("there is no caption in the message to edit")
    return _edit(world, message, _caption(arguments), _inline(arguments))


def edit_keyboard(world: World, arguments: Arguments) -> Json:
    """Bot API editMessageReplyMarkup."""
    message = _editable(world, arguments)
    return _edit(world, message, Formatted(*message.content), _inline(arguments))


def delete_message(world: World, arguments: Arguments) -> bool:
    """Bot API deleteMessage."""
    chat = _known_chat(world, arguments)
    message = world.chats.find(chat, arguments.number("message_id"))
    if message is None:
        raise bad("message to delete not found")
    _delete(world, [message])
    return True


def delete_messages(world: World, arguments: Arguments) -> bool:
    """Bot API deleteMessages: those that cannot be found are passed over."""
    chat = _known_chat(world, arguments)
    ids = arguments.sequence("message_ids") or []
    if not 1 <= len(ids) <= MOST_DELETED:
        raise bad(
            "there must be from 1 to 100 message identifiers to delete"
            if ids
            else "message identifiers are not specified"
        )
    found = (world.chats.find(chat, int(message_id)) for message_id in ids)
    _delete(world, [message for message in found if message is not None])
    return True


def _delete(world: World, messages: list[Message]) -> None:
    for message in messages:
        if world.now() - message.sent_at >= DELETABLE_FOR:
            raise bad("message can't be deleted for everyone")
    for message in messages:
        message.deleted = True
        world.broadcast.tell(message.chat.person.id, "deleted", message_id=message.id)


def react(world: World, arguments: Arguments) -> bool:
    """Bot API setMessageReaction, with ordinary emoji."""
    chat = open_chat(world, arguments)
    message = world.chats.find(chat, arguments.number("message_id"))
    if message is None:
        raise bad("message to react not found")
    message.reactions = [one["emoji"] for one in arguments.sequence("reaction") or [] if one.get("type") == "emoji"]
    world.tell(message, "edited")
    return True


def _known_chat(world: World, arguments: Arguments) -> Chat:
    chat = world.chats.chats.get(arguments.number("chat_id"))
    if chat is None:
        raise bad("chat not found")
    return chat


def _text(arguments: Arguments) -> Formatted:
    if not arguments.text("text"):
        raise bad("message text is empty")
    return parse(arguments.text("text"), arguments.text("parse_mode"), arguments.sequence("entities"))


def _caption(arguments: Arguments) -> Formatted:
    caption = parse(arguments.text("caption"), arguments.text("parse_mode"), arguments.sequence("caption_entities"))
    check_caption(caption.words)
    return caption


def _content(kept: StoredFile, kind: str, arguments: Arguments) -> object:
    if kind == "photo":
        return kept.as_photo()
    return kept.as_voice(arguments.number("duration")) if kind == "voice" else kept.as_document()


def _send(world: World, chat: Chat, arguments: Arguments, text: Formatted, attachment: Attachment | None) -> Json:
    """Put a message into a chat; its markup is read first, so that a refused one leaves nothing behind."""
    markup = _markup(arguments)
    keyboard = inline_keyboard(markup) if "inline_keyboard" in markup else []
    taking_place = (
        {**markup, "keyboard": reply_keyboard(markup, private=chat.private)} if "keyboard" in markup else None
    )
    world.limits.take(chat.id)
    message = world.chats.write(chat, world.chats.bot, world.now())
    message.words, message.entities = text
    message.attachment = attachment
    message.keyboards = [keyboard]
    message.fixed = bool(markup) and "inline_keyboard" not in markup
    message.silent = arguments.flag("disable_notification")
    message.reply_to = (arguments.structure("reply_parameters") or {}).get("message_id")
    world.tell(message)
    if taking_place is not None or markup.get("remove_keyboard"):
        chat.keyboard = taking_place
        world.tell_keyboard(chat)
    return message.as_api()


def _markup(arguments: Arguments) -> Json:
    markup = arguments.structure("reply_markup") or {}
    if not isinstance(markup, dict):
        raise bad("object expected as reply markup")
    return markup


def _inline(arguments: Arguments) -> Keyboard:
    """The keyboard of an edit: without one, the old one goes."""
    markup = _markup(arguments)
    if markup and "inline_keyboard" not in markup:
        raise bad("inline keyboard expected")
    return inline_keyboard(markup) if markup else []


def _editable(world: World, arguments: Arguments) -> Message:
    chat = open_chat(world, arguments)
    if not arguments.text("message_id"):
        raise bad("message identifier is not specified")
    message = world.chats.find(chat, arguments.number("message_id"))
    if message is None:
        raise bad("message to edit not found")
    if message.sender is not world.chats.bot or message.fixed:
        raise bad("message can't be edited")
    return message


def _edit(world: World, message: Message, text: Formatted, keyboard: Keyboard) -> Json:
    if message.content == (text.words, text.entities) and message.keyboard == keyboard:
        raise bad(NOT_MODIFIED)
    if message.content != (text.words, text.entities):
        message.edited_at = world.now()
    message.words, message.entities = text
    if message.keyboard != keyboard:
        message.keyboards.append(keyboard)
    world.tell(message, "edited")
    return message.as_api()
