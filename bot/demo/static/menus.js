// Menus and dialogs: opened by a button, walked with the arrow keys, closed by Escape or by a tap elsewhere.

import { element, icon } from "./words.js";

const phone = document.querySelector(".phone");
let open = null;

export function closeMenu(refocus = false) {
  if (!open) return;
  const { menu, opener } = open;
  open = null;
  menu.remove();
  opener.setAttribute("aria-expanded", "false");
  if (refocus && opener.isConnected) opener.focus();
}

function place(menu, opener) {
  const frame = phone.getBoundingClientRect();
  const at = opener.getBoundingClientRect();
  const below = at.top - frame.top < frame.height / 2;
  menu.style[below ? "top" : "bottom"] = `${below ? at.bottom - frame.top + 6 : frame.bottom - at.top + 6}px`;
  const left = at.left - frame.left < frame.width / 2;
  menu.style[left ? "left" : "right"] = `${Math.max(12, left ? at.left - frame.left : frame.right - at.right)}px`;
}

function walk(event) {
  const items = [...event.currentTarget.querySelectorAll("button")];
  const at = items.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
  if (to !== undefined) {
    event.preventDefault();
    items.at(to % items.length).focus();
  } else if (event.key === "Escape" || event.key === "Tab") {
    event.preventDefault();
    closeMenu(true);
  }
}

/** Show a menu beside its opener. Items: {icon, label, detail, grave, run}. A second press closes it again. */
export function showMenu(opener, name, items, kind = "") {
  const again = open?.opener === opener;
  closeMenu();
  if (again) return;
  const menu = element("div", { className: `menu ${kind}` });
  menu.setAttribute("role", "menu");
  menu.setAttribute("aria-label", name);
  for (const item of items) {
    const button = element("button", { type: "button", className: item.grave ? "grave" : "" });
    button.setAttribute("role", "menuitem");
    button.tabIndex = -1;
    if (item.icon) button.append(icon(item.icon));
    button.append(item.detail ? element("b", { textContent: item.label }) : item.label);
    if (item.detail) button.append(element("span", { textContent: item.detail }));
    button.onclick = () => {
      closeMenu(true);
      item.run();
    };
    menu.append(button);
  }
  menu.addEventListener("keydown", walk);
  phone.append(menu);
  place(menu, opener);
  open = { menu, opener };
  opener.setAttribute("aria-expanded", "true");
  menu.querySelector("button")?.focus({ preventScroll: true });
}

document.addEventListener("pointerdown", (event) => {
  if (open && !open.menu.contains(event.target) && !open.opener.contains(event.target)) closeMenu();
});

const CITIES = [
  ["Lisbon", 38.722, -9.139], ["London", 51.507, -0.128], ["Berlin", 52.52, 13.405], ["New York", 40.713, -74.006],
  ["São Paulo", -23.55, -46.633], ["Nairobi", -1.286, 36.817], ["Mumbai", 19.076, 72.878], ["Auckland", -36.848, 174.763],
];

/** Ask for a place on earth; `chosen(latitude, longitude)` unless it was cancelled. */
export function askPlace(chosen) {
  const dialog = document.getElementById("place");
  const latitude = document.getElementById("latitude");
  const longitude = document.getElementById("longitude");
  const share = (one, other) => {
    dialog.close();
    chosen(one, other);
  };
  document.getElementById("cities").replaceChildren(
    ...CITIES.map(([name, one, other]) => element("button", { type: "button", textContent: name, onclick: () => share(one, other) })),
  );
  document.getElementById("share").onclick = () => {
    const [one, other] = [latitude, longitude].map((field) => Number(field.value.replace(",", ".") || NaN));
    const valid = (field, value, most) => field.setAttribute("aria-invalid", String(!(Math.abs(value) <= most)));
    valid(latitude, one, 90);
    valid(longitude, other, 180);
    const wrong = dialog.querySelector('[aria-invalid="true"]');
    if (wrong) wrong.focus();
    else share(one, other);
  };
  dialog.showModal();
}

export function tell(words) {
  document.getElementById("alert-words").textContent = words;
  document.getElementById("alert").showModal();
}

export function look(url, alt) {
  Object.assign(document.getElementById("picture-whole"), { src: url, alt });
  document.getElementById("picture").showModal();
}
