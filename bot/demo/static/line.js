// The line to the server: one person's phone over HTTP. Every request carries the key that was printed into the page.

const KEY = document.querySelector('meta[name="phone-key"]').content;
const asked = new URLSearchParams(location.search);

export const startCode = /^[\w-]{1,64}$/.test(asked.get("start") ?? "") ? asked.get("start") : "";
export const personId = /^[1-9]\d{0,14}$/.test(asked.get("person") ?? "") ? Number(asked.get("person")) : 100000;

const headers = { "X-Phone-Key": KEY, "Content-Type": "application/json" };
const path = (what) => `/phone/${personId}/${what}`;

async function checked(answer) {
  if (answer.ok) return answer;
  const refusal = await answer.json().catch(() => ({ description: "The demonstration did not answer." }));
  throw new Error(refusal.description);
}

export async function get(what) {
  return (await checked(await fetch(path(what), { headers }))).json();
}

export async function act(action, body = {}) {
  return (await checked(await fetch(path(action), { method: "POST", headers, body: JSON.stringify(body) }))).json();
}

export async function admit() {
  const body = JSON.stringify({ id: personId, first_name: "You", language_code: navigator.language.split("-")[0] });
  await checked(await fetch("/phone/people", { method: "POST", headers, body }));
}

/** The address of a file's bytes, good for as long as the page is open. */
const files = new Map();
export function file(id, mime) {
  if (!files.has(id)) {
    const fetched = fetch(path(`file/${encodeURIComponent(id)}`), { headers }).then(checked);
    files.set(id, fetched.then((answer) => answer.blob()).then((blob) => URL.createObjectURL(new Blob([blob], { type: mime }))));
  }
  return files.get(id);
}

/** Every event, for ever; `resync` is called at each (re)connection, before the first event. */
export async function listen(resync, heard) {
  for (;;) {
    try {
      const stream = await checked(await fetch(path("events"), { headers }));
      await resync();
      await read(stream.body.pipeThrough(new TextDecoderStream()).getReader(), heard);
    } catch {
      heard({ event: "offline" });
    }
    await new Promise((again) => setTimeout(again, 1000));
  }
}

async function read(reader, heard) {
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const parts = (rest + value).split("\n\n");
    rest = parts.pop();
    for (const part of parts) if (part.startsWith("data: ")) heard(JSON.parse(part.slice(6)));
  }
}
