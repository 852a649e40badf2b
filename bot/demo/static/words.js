// Words and what is laid over them. Everything a person or the bot wrote goes through textContent, never through markup.

export function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

const TAGS = { bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code", pre: "pre", blockquote: "blockquote", expandable_blockquote: "blockquote" };

function address(words) {
  try {
    const url = new URL(/^[a-z]+:/i.test(words) ? words : `https://${words}`);
    return ["http:", "https:"].includes(url.protocol) ? url.href : "";
  } catch {
    return "";
  }
}

function spoiler() {
  const cover = element("span", { className: "spoiler", tabIndex: 0 });
  cover.setAttribute("role", "button");
  cover.setAttribute("aria-label", "Covered words. Show them.");
  const show = (event) => {
    if (event.type === "keydown" && !["Enter", " "].includes(event.key)) return;
    event.preventDefault();
    cover.classList.add("shown");
    for (const name of ["role", "aria-label", "tabindex"]) cover.removeAttribute(name);
    cover.removeEventListener("click", show);
    cover.removeEventListener("keydown", show);
  };
  cover.addEventListener("click", show);
  cover.addEventListener("keydown", show);
  return cover;
}

function wrapper(entity, covered, onCommand) {
  if (entity.type === "spoiler") return spoiler();
  if (entity.type === "bot_command") {
    return element("button", { className: "command", type: "button", onclick: () => onCommand(covered) });
  }
  if (entity.type === "text_link" || entity.type === "url") {
    const href = address(entity.url ?? covered);
    return href ? element("a", { href, target: "_blank", rel: "noopener noreferrer" }) : element("span");
  }
  return element(TAGS[entity.type] ?? "span");
}

/** The nodes of words[from, until) with these entities, which are sorted and properly nested (UTF-16, as in strings here). */
export function formatted(words, entities, onCommand, from = 0, until = words.length) {
  const nodes = [];
  let place = from;
  for (let index = 0; index < entities.length; ) {
    const entity = entities[index];
    const end = entity.offset + entity.length;
    const inner = [];
    for (index += 1; index < entities.length && entities[index].offset < end; index += 1) inner.push(entities[index]);
    nodes.push(words.slice(place, entity.offset));
    const made = wrapper(entity, words.slice(entity.offset, end), onCommand);
    made.append(...formatted(words, inner, onCommand, entity.offset, end));
    nodes.push(made);
    place = end;
  }
  nodes.push(words.slice(place, until));
  const quoted = (node) => node instanceof Element && ["BLOCKQUOTE", "PRE"].includes(node.tagName);
  return nodes
    .map((node, index) => (typeof node === "string" && quoted(nodes[index - 1]) ? node.replace(/^\n/, "") : node))
    .map((node, index) => (typeof node === "string" && quoted(nodes[index + 1]) ? node.replace(/\n$/, "") : node))
    .filter((node) => node !== "");
}
