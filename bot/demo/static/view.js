// How one message looks: a bubble, what it carries, its buttons. Nothing here knows the server's routes.

import { file } from "./line.js";
import { element, formatted, icon } from "./words.js";

const size = (bytes) => (bytes < 1024 ? `${bytes} bytes` : bytes < 1048576 ? `${Math.round(bytes / 1024)} KB` : `${(bytes / 1048576).toFixed(1)} MB`);
const clockTime = (at, zone) => new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: zone }).format(at);
export const dayOf = (at, zone) => new Intl.DateTimeFormat("en-CA", { timeZone: zone }).format(at);
const dayName = (at, zone) => new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long", timeZone: zone }).format(at);

export function separator(at, zone) {
  const line = element("li", { className: "day", textContent: dayName(at, zone) });
  line.dataset.day = dayOf(at, zone);
  return line;
}

function thing(name, title, detail, label, onclick) {
  const disc = element("span", { className: "disc" }, icon(name));
  const lines = element("span", {}, element("b", { textContent: title }), element("small", { textContent: detail }));
  const made = element(onclick ? "button" : "div", { className: "thing" }, disc, lines);
  if (onclick) {
    Object.assign(made, { type: "button", onclick });
    made.setAttribute("aria-label", label);
  }
  return made;
}

const CARRIED = {
  photo(message, hands) {
    const alt = message.text ? `Picture: ${message.text}` : "Picture";
    const image = element("img", { alt });
    const shape = message.content.at(-1);
    Object.assign(image, { width: shape.width, height: shape.height });
    const frame = element("button", { className: "picture", type: "button" }, image);
    frame.setAttribute("aria-label", `${alt}. Open it.`);
    file(message.file_id, "image/*").then((url) => {
      image.src = url;
      frame.onclick = () => hands.look(url, alt);
    });
    return frame;
  },
  document(message) {
    const { file_name: name, mime_type: mime, file_size: bytes } = message.content;
    return thing("file", name, size(bytes), `Download ${name}, ${size(bytes)}`, async () => {
      element("a", { href: await file(message.file_id, mime), download: name }).click();
    });
  },
  voice(message) {
    const { duration, mime_type: mime } = message.content;
    const length = `${Math.floor(duration / 60)}:${String(duration % 60).padStart(2, "0")}`;
    return thing("play", "Voice note", length, `Play the voice note, ${length}`, async () => {
      new Audio(await file(message.file_id, mime)).play();
    });
  },
  location(message) {
    const { latitude, longitude } = message.content;
    return thing("pin", "Location", `${latitude.toFixed(3)}, ${longitude.toFixed(3)}`);
  },
  contact: (message) => thing("file", message.content.first_name, message.content.phone_number),
  sticker(message) {
    const shown = element("div", { className: "sticker", textContent: message.content.emoji });
    shown.setAttribute("role", "img");
    shown.setAttribute("aria-label", `Sticker ${message.content.emoji}`);
    return shown;
  },
};

function inlineButton(message, row, column, hands) {
  const button = message.buttons[row][column];
  if (button.url) {
    return element("a", { href: button.url, target: "_blank", rel: "noopener noreferrer", textContent: button.text });
  }
  const made = element("button", { type: "button", textContent: button.text });
  made.onclick = () => hands.tap(message, row, column, made);
  return made;
}

function rows(message, hands) {
  const made = element("div", { className: "rows" });
  made.setAttribute("role", "group");
  made.setAttribute("aria-label", "Answers to this message");
  message.buttons.forEach((buttons, row) => {
    made.append(element("div", { className: "row" }, ...buttons.map((_, column) => inlineButton(message, row, column, hands))));
  });
  return made;
}

function stamp(message, marked, zone) {
  const at = new Date(message.at);
  const time = element("time", { className: "stamp", textContent: (marked ? "edited " : "") + clockTime(at, zone) });
  time.dateTime = message.at;
  return time;
}

function options(message, hands) {
  const button = element("button", { className: "round options", type: "button" }, icon("more"));
  button.setAttribute("aria-label", "Edit or delete this message");
  button.setAttribute("aria-haspopup", "menu");
  button.setAttribute("aria-expanded", "false");
  button.onclick = () => hands.options(message, button);
  return button;
}

/** A message as a list item. `hands`: tap, options, look, command: what a person may do with it. */
export function bubble(message, zone, hands) {
  const carried = CARRIED[message.kind]?.(message, hands);
  const linked = !message.from_bot && /^\/start \S+$/.test(message.text); // shown without its code, as Telegram shows it
  const [text, entities] = linked ? ["/start", []] : [message.text, message.entities];
  const marked = message.edited_at !== null && (!message.from_bot || !message.buttons.length);
  const inner = element("div", { className: "bubble" });
  inner.append(element("span", { className: "unseen", textContent: message.from_bot ? "Afterword: " : "You: " }));
  if (carried) inner.append(carried);
  if (text) inner.append(element("span", { className: "words" }, ...formatted(text, entities, hands.command)));
  else inner.classList.add("wordless", ...(carried?.classList.contains("thing") ? ["compact"] : []));
  inner.append(stamp(message, marked, zone));
  const line = element("li", { className: `said ${message.from_bot ? "bot" : "mine"}` }, inner);
  line.classList.toggle("edited", marked);
  line.classList.toggle("bare", message.kind === "sticker");
  line.dataset.message = message.message_id;
  line.dataset.day = dayOf(new Date(message.at), zone);
  if (message.reactions.length) line.append(element("span", { className: "reactions", textContent: message.reactions.join(" ") }));
  if (message.buttons.length) line.append(rows(message, hands));
  if (!message.from_bot) {
    line.append(options(message, hands));
    line.addEventListener("contextmenu", (event) => {
      event.preventDefault();
      hands.options(message, line.querySelector(".options"));
    });
  }
  return line;
}
