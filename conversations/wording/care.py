"""The crisis card."""

from conversations.care import Care
from conversations.text import Text, bold, join
from conversations.wording.voice import Wording


def card(w: Wording, care: Care, *, wrote: bool) -> Text:
    """Who to call; `wrote`: it follows on something the person wrote, which has been saved."""
    lines = "\n".join(f"{w.label(line.where)}: {line.number}" for line in care.helplines)
    return join(
        "\n\n",
        [
            w.say("Thank you for writing that.") if wrote else "",
            w.say(
                "I'm a program. Nobody is monitoring this chat and I can't send help. If you are in danger or might act "
                "on thoughts of ending your life, call your emergency number now."
            ),
            join("\n", [bold(w.label("To talk to a person:")), lines]),
            w.say("If I misread you, please ignore this. Your note is saved.") if wrote else "",
        ],
    )


def stopped(w: Wording) -> Text:
    """They chose to stop for today."""
    return w.say("We stop here for today. All you said is kept. /crisis shows the numbers again.")


def carrying_on(w: Wording) -> Text:
    """They chose to carry on and nothing is open."""
    return w.say("All right. /crisis shows the numbers again.")
