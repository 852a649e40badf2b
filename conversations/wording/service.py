"""What the bot says about itself: at the door, on /help, /privacy, /erase, and where nothing was understood."""

from datetime import date

from conversations.text import Text, bold, join
from conversations.wording.voice import Wording, marked

COMMANDS = (
    ("reflect", marked("Begin a reflection, or go on with one")),
    ("history", marked("Read what you wrote")),
    ("summary", marked("Your last seven days")),
    ("settings", marked("Session, time zone, when I write")),
    ("pause", marked("Be quiet for a while")),
    ("resume", marked("Write again after sessions")),
    ("crisis", marked("Numbers to call, at any time")),
    ("export", marked("A file of all you wrote")),
    ("erase", marked("Remove all of it")),
    ("privacy", marked("What is kept, and where")),
    ("help", marked("What I can do, and what not")),
)


def commands(w: Wording) -> tuple[tuple[str, str], ...]:
    """The command menu: names and descriptions."""
    return tuple((name, w.label(description)) for name, description in COMMANDS)


def description(w: Wording) -> str:
    """Shown in an empty chat, at most 512 characters."""
    return w.label(
        "A private notebook with questions. It writes after your sessions, asks a few questions, and keeps what you "
        "answer in a journal of your own. It is not therapy and not a crisis service. You need an invitation to use it."
    )


def short_description(w: Wording) -> str:
    """Shown on the bot's profile, at most 120 characters."""
    return w.label("A private notebook with a few questions, at the right time.")


def stranger(w: Wording) -> Text:
    """One neutral answer to somebody without an invitation."""
    return w.say("This is a private bot. To use it you need an invitation from the person who runs it.")


def crisis_pointer(w: Wording) -> Text:
    """Where help is."""
    return w.say("If you need a person to talk to now: /crisis.")


def invitation_used(w: Wording) -> Text:
    """A code that opens nothing."""
    return w.say("That invitation does not work any more. Please ask for a new one.")


def group_refusal(w: Wording) -> Text:
    """Added to a group."""
    return w.say("I only talk in private chats, so I am leaving this one.")


def notice(w: Wording) -> Text:
    """What a person agrees to, before anything is asked or stored."""
    return join(
        "\n\n",
        [
            bold(w.label("Before we begin")),
            w.say(
                "This is a private notebook. After your sessions I ask a few questions and keep your answers for you."
            ),
            w.say("It is not therapy, not a crisis service and not medical advice. Nobody is watching this chat."),
            w.say(
                "What you write is kept encrypted on the computer of whoever runs this bot. They could read it, and so "
                "could Telegram: chats with bots are not end-to-end encrypted."
            ),
            w.say("You can read it all, take it with you, and erase it at any time. Nothing is kept until you agree."),
        ],
    )


def declined(w: Wording) -> Text:
    """They did not agree."""
    return w.say("All right. Nothing was kept. If you change your mind, open your invitation again.")


def agree_first(w: Wording) -> Text:
    """They wrote something before they agreed."""
    return w.say("I keep nothing until you agree, so I did not keep that.")


def agreed_already(w: Wording) -> str:
    """The notice's button, again."""
    return w.label("You have agreed already.")


def greeting(w: Wording) -> Text:
    """/start from somebody who is here already."""
    return w.say("Good to see you. /reflect begins a reflection, /help tells what else there is.")


def help_text(w: Wording) -> Text:
    """/help."""
    lines = "\n".join(f"/{name} – {words}" for name, words in commands(w))
    return join(
        "\n\n",
        [
            bold(w.label("What I can do")),
            lines,
            w.say(
                "I'm a program: a notebook with questions. I am not therapy, not a crisis service and not medical advice. "
                "If you need a person now: /crisis."
            ),
            w.say(
                "If something in your therapy does not feel right, you may say so, ask for a second opinion, stop, or "
                "complain to your therapist's professional body. That is your right."
            ),
        ],
    )


def privacy(w: Wording) -> Text:
    """/privacy."""
    return join(
        "\n\n",
        [
            bold(w.label("What is kept, and where")),
            w.say(
                "Kept: your answers and notes, what you want to bring up, your session times, time zone, the city you named, settings, "
                "your Telegram chat number, that you agreed and when, and the last messages I still have to send you."
            ),
            w.say(
                "Where: in one encrypted file of your own, on the computer of whoever runs this bot. The key lies apart "
                "from it. Telegram carries this chat. Apart from that, nothing goes to anyone."
            ),
            w.say(
                "Who could read it: whoever runs this bot, because they hold the key, and Telegram, because chats with "
                "bots are not end-to-end encrypted. What stands in this chat stays on your phone until you clear it."
            ),
            w.say("A shared location is used for its time zone and not kept. Log files hold no words of yours."),
            w.say("A copy is made each day and kept for seven days, so what you change is in one a little longer."),
            w.say("/export gives you all of it. /erase removes all of it, those copies too."),
        ],
    )


def export_caption(w: Wording) -> Text:
    """With the file of everything."""
    return w.say("This is all I keep of yours. It is not encrypted any more: put it somewhere safe.")


def not_understood(w: Wording) -> Text:
    """A command that does not exist."""
    return w.say("I don't know that one. /reflect begins a reflection, /help shows what there is.")


def stale(w: Wording) -> str:
    """A button that means nothing now."""
    return w.label("That button is old. /help shows what there is.")


def erase_first(w: Wording) -> Text:
    """/erase, the first step."""
    return w.say(
        "This erases everything I keep of yours: every answer, note and setting. It can't be undone. /export gives you a "
        "copy first, if you want one."
    )


def erase_sure(w: Wording) -> Text:
    """/erase, the second step."""
    return w.say("Erase everything now?")


def erase_kept(w: Wording) -> Text:
    """They thought better of it."""
    return w.say("Nothing was erased.")


def erased(w: Wording) -> Text:
    """It is gone."""
    return w.say(
        "Everything I kept of yours is erased. This chat is still on your phone and with Telegram: to remove it, open the "
        "chat's menu and choose to delete the chat for both sides. To come back you need a new invitation."
    )


def journal_unreadable(w: Wording) -> Text:
    """The file cannot be read; for the shell, which has no journal to ask."""
    return w.say(
        "I can't open your journal right now, so I can't keep what you write. Nothing was erased. Please tell the person "
        "who runs this bot. If you need someone to talk to now: 112, 911 or 999, or findahelpline.com."
    )


def not_saved(w: Wording) -> Text:
    """The disk is full or gone; for the shell."""
    return w.say(
        "I could not save that just now. Telegram holds your message and I keep trying. No need to send it again."
    )


def export_name(on: date) -> str:
    """The name of the file of everything; neutral, like all that shows on a lock screen."""
    return f"journal-{on.isoformat()}.json"


def given_up(w: Wording) -> Text:
    """It tried for long, and stopped; for the shell."""
    return w.say(
        "I could not take in what you sent me, and I have stopped trying, so it is not in your journal. "
        "Please send it again."
    )
