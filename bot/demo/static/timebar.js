// The time bar: what the clock reads in the person's zone, what comes next, and the ways to get there.

import { act, get } from "./line.js";
import { element } from "./words.js";

const HOUR = 3600;
const HERE = Intl.DateTimeFormat().resolvedOptions().timeZone;
const now = document.getElementById("now");
const zoneName = document.getElementById("zone");
const jumps = document.getElementById("jumps");

export const time = { zone: HERE, ahead: 0 };

const format = (options) => new Intl.DateTimeFormat("en-GB", { ...options, timeZone: time.zone });
const shown = (at) => format({ weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" }).format(at).replace(/,(?=[^,]*$)/, "");

function due(at) {
  const days = (at - Date.now() - time.ahead) / 86400000;
  const parts = days < 6 ? { weekday: "short" } : { day: "numeric", month: "short" };
  return `${format(parts).format(at)}\u00a0${format({ hour: "2-digit", minute: "2-digit" }).format(at)}`;
}

function tick() {
  const at = new Date(Date.now() + time.ahead);
  now.textContent = shown(at);
  now.dateTime = at.toISOString();
}

function jump(label, body, className, failed) {
  const button = element("button", { type: "button", textContent: label, className });
  button.onclick = async () => {
    jumps.querySelectorAll("button").forEach((one) => { one.disabled = true; });
    await act("jump", body).then(showClock, failed);
  };
  return button;
}

let redrawn = () => {};
let failure = () => {};

/** Show the clock as the server has just told it. */
export function showClock(clock) {
  const zone = clock.zone || HERE;
  const changed = zone !== time.zone;
  time.zone = zone;
  time.ahead = new Date(clock.now) - Date.now();
  zoneName.textContent = clock.zone ? clock.zone.split("/").at(-1).replaceAll("_", " ") : "here";
  document.getElementById("filling").hidden = !clock.fillable;
  const had = jumps.contains(document.activeElement) ? [...jumps.children].indexOf(document.activeElement) : -1;
  jumps.replaceChildren(
    ...clock.upcoming.slice(0, 3).map((next, index) =>
      jump(`${index ? "" : "Jump to: "}${next.label} ${due(new Date(next.at))}`, { to: next.at }, index ? "later" : "next", failure)),
    jump("+1 hour", { seconds: HOUR }, "", failure),
    jump("+1 day", { seconds: 24 * HOUR }, "", failure),
  );
  if (had >= 0) jumps.children[Math.min(had, jumps.children.length - 1)].focus();
  tick();
  if (changed) redrawn();
}

let asking = 0;
export function askClock() {
  clearTimeout(asking);
  asking = setTimeout(() => get("clock").then(showClock, () => {}), 120);
}

export function startTimebar(onZone, toast) {
  redrawn = onZone;
  failure = (error) => {
    toast(error.message);
    askClock();
  };
  setInterval(tick, 1000);
  const fill = document.getElementById("fill");
  fill.onclick = async () => {
    fill.disabled = true;
    await act("fill").then(({ filled }) => toast(filled
      ? "Ten weeks of a made-up journal are in place."
      : "There is no week to fill: all are lived, or your sessions have no rhythm."), failure);
    fill.disabled = false;
    askClock();
  };
}
