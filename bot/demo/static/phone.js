// The phone: what has happened in the chat, shown; what the person does, sent. The state is the server's.

import { act, admit, get, listen, startCode } from "./line.js";
import { askPlace, look, showMenu, tell } from "./menus.js";
import { askClock, showClock, startTimebar, time } from "./timebar.js";
import { bubble, separator } from "./view.js";
import { element } from "./words.js";

const $ = (id) => document.getElementById(id);
const [log, scroll, words] = [$("log"), $("scroll"), $("words")];
const chat = { messages: new Map(), commands: [], blocked: false, started: false, keyboard: null };
const waiting = new Map();
let editing = null;

const atBottom = () => scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 90;
const toBottom = () => { scroll.scrollTop = scroll.scrollHeight; };

let toasted = 0;
function toast(text) {
  $("toast").textContent = text;
  $("toast").classList.add("shown");
  clearTimeout(toasted);
  toasted = setTimeout(() => $("toast").classList.remove("shown"), 3500);
}

const send = (action, body) => act(action, body).catch((error) => toast(error.message.replace(/^[^:]*: /, "")));

let typed = 0;
function status(text = chat.blocked ? "blocked" : "bot") {
  $("status").textContent = text;
  clearTimeout(typed);
  if (text === "typing…") typed = setTimeout(() => status(), 5000);
}

const hands = {
  look,
  command: (text) => send("text", { text }),
  async tap(message, row, column, button) {
    button.classList.add("waiting");
    const answer = await send("tap", { message_id: message.message_id, row, column });
    if (answer) waiting.set(answer.query_id, button);
    setTimeout(() => button.classList.remove("waiting"), answer ? 8000 : 0);
  },
  options(message, opener) {
    const edit = { label: "Edit", run: () => startEditing(message) };
    const remove = { label: "Delete", grave: true, run: () => send("delete", { message_id: message.message_id }) };
    showMenu(opener, "Message", message.kind === "text" ? [edit, remove] : [remove]);
  },
};

function show(message, animate = true) {
  const old = log.querySelector(`[data-message="${message.message_id}"]`);
  const stay = !old && !message.from_bot ? true : atBottom();
  const focused = old?.contains(document.activeElement) ? [...old.querySelectorAll("button")].indexOf(document.activeElement) : -1;
  const made = bubble(message, time.zone, hands);
  if (!animate || old) made.style.animation = "none";
  chat.messages.set(message.message_id, message);
  if (old) {
    old.replaceWith(made);
    const buttons = made.querySelectorAll("button");
    if (focused >= 0) (buttons[Math.min(focused, buttons.length - 1)] ?? words).focus({ preventScroll: true });
  } else {
    if (log.lastElementChild?.dataset.day !== made.dataset.day) log.append(separator(new Date(message.at), time.zone));
    log.append(made);
  }
  if (stay) toBottom();
  $("latest").hidden = atBottom();
}

function remove(messageId) {
  const line = log.querySelector(`[data-message="${messageId}"]`);
  const before = line?.previousElementSibling;
  const after = line?.nextElementSibling;
  line?.remove();
  if (before?.classList.contains("day") && (!after || after.classList.contains("day"))) before.remove();
  chat.messages.delete(messageId);
  if (editing?.message_id === messageId) stopEditing();
}

function redraw() {
  log.setAttribute("aria-busy", "true");
  log.replaceChildren();
  for (const message of chat.messages.values()) show(message, false);
  log.removeAttribute("aria-busy");
  toBottom();
}

function showKeyboard() {
  const rows = chat.keyboard?.keyboard ?? [];
  $("keyboard").hidden = rows.length === 0;
  $("keyboard").replaceChildren(...rows.map((row) => element("div", { className: "row" }, ...row.map((button) => {
    const share = () => askPlace((latitude, longitude) => send("location", { latitude, longitude }));
    const run = button.request_location ? share : () => send("text", { text: button.text });
    return element("button", { type: "button", textContent: button.text, onclick: run });
  }))));
}

function showBottom() {
  const away = !chat.started || chat.blocked || chat.messages.size === 0;
  const byKeyboard = $("start").matches(":focus-visible");
  $("start").hidden = !away;
  $("start").textContent = chat.blocked ? "Unblock" : "Start";
  $("composer").hidden = away;
  $("keyboard").hidden ||= away;
  $("intro").hidden = chat.started && chat.messages.size > 0;
  if (byKeyboard && !away) words.focus();
  status();
}

function showProfile(found) {
  chat.commands = found.commands;
  $("name").textContent = found.bot.name;
  $("description").textContent = found.bot.description || "Press Start, and it will introduce itself.";
}

async function resync() {
  const found = await get("chat");
  chat.messages = new Map(found.messages.map((message) => [message.message_id, message]));
  Object.assign(chat, { blocked: found.blocked, started: found.started, keyboard: found.keyboard });
  showProfile(found);
  showClock(found.clock);
  redraw();
  showKeyboard();
  showBottom();
}

const EVENTS = {
  message({ message }) {
    chat.started = true;
    show(message);
    showBottom();
    askClock();
  },
  edited: ({ message }) => { show(message); askClock(); },
  deleted: ({ message_id: messageId }) => { remove(messageId); showBottom(); },
  cleared: () => { chat.messages.clear(); redraw(); showBottom(); },
  keyboard: ({ keyboard }) => { chat.keyboard = keyboard; showKeyboard(); toBottom(); },
  blocked: ({ blocked }) => { chat.blocked = blocked; showBottom(); },
  answered({ query_id: queryId, text, alert }) {
    waiting.get(queryId)?.classList.remove("waiting");
    waiting.delete(queryId);
    if (text) (alert ? tell : toast)(text);
  },
  profile: () => get("chat").then(showProfile, () => {}),
  typing: () => status("typing…"),
  clock: askClock,
  offline: () => status("waiting for the demonstration to come back"),
};

function startEditing(message) {
  editing = message;
  $("editing").hidden = false;
  $("editing-words").textContent = message.text;
  words.value = message.text;
  grow();
  words.focus();
}

function stopEditing() {
  editing = null;
  $("editing").hidden = true;
  words.value = "";
  grow();
  words.focus();
}

function grow() {
  words.style.height = "auto";
  words.style.height = `${words.scrollHeight + 2}px`;
}

/** What Start sends: with an invitation for whoever needs one, after /erase too. */
async function started() {
  const { invitation } = await get("clock").catch(() => ({ invitation: "" }));
  return `/start ${invitation || startCode}`.trim();
}

async function submit() {
  const text = words.value.trim();
  if (!text) return;
  if (editing) {
    if (text !== editing.text) await send("edit", { message_id: editing.message_id, text });
    stopEditing();
    return;
  }
  words.value = "";
  grow();
  if (!(await send("text", { text: text === "/start" ? await started() : text }))) words.value = text;
}

function pick(action, accept) {
  const chooser = $("file");
  chooser.accept = accept;
  chooser.value = "";
  chooser.onchange = () => {
    const reader = new FileReader();
    const [chosen] = chooser.files;
    reader.onload = () => send(action, { name: chosen.name, mime: chosen.type, content: reader.result.split(",")[1] ?? "" });
    if (chosen) reader.readAsDataURL(chosen);
  };
  chooser.click();
}

function theme() {
  const dark = getComputedStyle(document.documentElement).colorScheme.trim() === "dark"
    || (!document.documentElement.dataset.theme && matchMedia("(prefers-color-scheme: dark)").matches);
  return dark ? "dark" : "light";
}

function wire() {
  $("composer").addEventListener("submit", (event) => { event.preventDefault(); submit(); });
  words.addEventListener("input", grow);
  words.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      submit();
    } else if (event.key === "ArrowUp" && !words.value) {
      const own = [...chat.messages.values()].reverse().find((message) => !message.from_bot && message.kind === "text");
      if (own) { event.preventDefault(); startEditing(own); }
    } else if (event.key === "Escape" && editing) stopEditing();
  });
  $("editing-end").onclick = stopEditing;
  $("start").onclick = async () => send(...(chat.blocked ? ["unblock"] : ["text", { text: await started() }]));
  $("commands").onclick = () => showMenu($("commands"), "Commands", chat.commands.map((one) => ({
    label: `/${one.command}`, detail: one.description, run: () => hands.command(`/${one.command}`),
  })), "commands");
  $("attach").onclick = () => showMenu($("attach"), "Attach", [
    { icon: "photo", label: "Photo", run: () => pick("photo", "image/png,image/jpeg") },
    { icon: "file", label: "File", run: () => pick("document", "") },
    { icon: "voice", label: "Voice note", run: () => send("voice") },
    { icon: "pin", label: "Location", run: () => askPlace((latitude, longitude) => send("location", { latitude, longitude })) },
    { icon: "smile", label: "Sticker", run: () => send("sticker", { emoji: "🌱" }) },
  ]);
  $("more").onclick = () => showMenu($("more"), "More", [
    { label: theme() === "dark" ? "Light colours" : "Dark colours", run: () => {
      document.documentElement.dataset.theme = theme() === "dark" ? "light" : "dark";
      localStorage.setItem("theme", document.documentElement.dataset.theme);
    } },
    { label: "Clear the chat", run: () => send("clear") },
    { label: chat.blocked ? "Unblock the bot" : "Block the bot", grave: !chat.blocked, run: () => send(chat.blocked ? "unblock" : "block") },
  ]);
  $("latest").onclick = () => { toBottom(); words.focus({ preventScroll: true }); };
  scroll.addEventListener("scroll", () => { $("latest").hidden = atBottom(); }, { passive: true });
  new ResizeObserver(() => { if ($("latest").hidden) toBottom(); }).observe(scroll);
}

const chosen = localStorage.getItem("theme");
if (chosen) document.documentElement.dataset.theme = chosen;
wire();
startTimebar(redraw, toast);
await admit().then(() => listen(resync, (event) => EVENTS[event.event]?.(event)), (error) => status(error.message));
