// A phone without a network: says from when the page is, sends what waits, keeps the desk's cases for later.
// The worker (worker.js) serves the pages; what it means and how long it lasts stands in docs/offline.md.
(() => {
  "use strict";

  const SOON = [0, 2000, 6000], AGAIN = 60000, REACH = 6000, MOST_CASES = 40, SESSION_OVER = "opaqueredirect", NO_CASE = "new";
  const place = document.getElementById("offline"), keptAt = document.documentElement.dataset.keptAt;
  if (!place || !window.indexedDB || !("serviceWorker" in navigator)) return;
  const person = place.dataset.person, words = place.dataset;
  const list = document.getElementById("queue-list");
  let isSignedOut = false, sent = 0;

  const clock = (iso) => new Date(iso).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hour12: false });
  const copy = (id) => document.getElementById(id).content.firstElementChild.cloneNode(true);
  const fill = (sentence, value) => sentence.replace("{x}", value);

  // The bar

  async function show() {
    const deeds = await gezhiQueue.of(person), refused = deeds.filter((deed) => deed.state === "refused").length;
    place.replaceChildren();
    place.dataset.count = deeds.length || "";
    if (keptAt && !(list && navigator.onLine)) bar(navigator.onLine ? fill(words.back, clock(keptAt)) : fill(words.from, clock(keptAt)), "", navigator.onLine);
    if (sent) bar(fill(words.sent, sent), "", !keptAt && !list);
    if (deeds.length - refused) bar(fill(isSignedOut ? words.signIn : words.waiting, deeds.length - refused), "/queue/#queue");
    if (refused) bar(fill(words.refused, refused), "/queue/#queue");
    if (list) showList(deeds);
  }

  function bar(sentence, href, isReload = false) {
    const line = copy("offline-line"), link = line.querySelector("a");
    line.querySelector("span").textContent = sentence;
    if (isReload) link.textContent = words.reload;
    link.hidden = !href && !isReload;
    link.href = isReload ? location.pathname + location.search : href;
    if (list && href) link.hidden = true;
    place.append(line);
  }

  // One sentence instead of all others.
  function tell(sentence, href = "") {
    place.replaceChildren();
    bar(sentence, href);
    place.scrollIntoView();
  }

  // The queue, on its own page

  function showList(deeds) {
    list.replaceChildren(...deeds.map(entry));
    document.getElementById("queue-empty").hidden = deeds.length > 0;
  }

  function entry(deed) {
    const made = copy("queue-entry"), part = (name) => made.querySelector(`[data-part=${name}]`);
    const written = deed.fields.filter(([name, value]) => /(^|-)(text|reply)$/.test(name) && value).map(([, value]) => value);
    for (const [name, value] of deed.fields) if (name === "note-quick") written.push(list.getAttribute(`data-quick-${value}`));
    const photos = deed.fields.filter(([, value]) => value instanceof File && value.size).length;
    part("what").textContent = list.dataset[deed.verb.replace("-", "_")];
    if (deed.number === NO_CASE) part("case").remove();
    else Object.assign(part("case"), { textContent: deed.number, href: `/cases/${deed.number}/` });
    part("when").textContent = fill(list.dataset.at, clock(deed.at));
    part("words").textContent = written.join("\n");
    part("words").hidden = !written.length;
    part("photos").textContent = photos ? fill(list.dataset.photos, photos) : "";
    made.classList.toggle("is-refused", deed.state === "refused");
    part("refusal").textContent = deed.sentence || "";
    part("decide").hidden = deed.state !== "refused";
    part("again").addEventListener("click", () => again(deed));
    part("discard").addEventListener("click", () => discard(deed, part("discard")));
    return made;
  }

  // On the state that the server named with its refusal: the person has been told and may have looked.
  async function again(deed) {
    const expected = deed.count === null ? deed.expected : String(deed.count);
    await gezhiQueue.put(expecting({ ...deed, state: "waiting", sentence: "" }, expected));
    await send();
  }

  async function discard(deed, button) {
    if (button.dataset.sure !== "1") {
      button.dataset.sure = "1";
      button.textContent = list.dataset.sure;
      return;
    }
    await gezhiQueue.remove(deed.id);
    await send();
  }

  function expecting(deed, expected) {
    const fields = deed.fields.map(([name, value]) => [name, name.endsWith("-expected") ? expected : value]);
    return { ...deed, expected, fields };
  }

  // Sending: in order, one page at a time; behind a refused deed the others of its case wait.

  const send = () => navigator.locks.request("gezhi-queue", { ifAvailable: true }, async (lock) => {
    if (lock && navigator.onLine) await sendAll();
    await show();
  });

  async function sendAll() {
    const held = new Set();
    for (const { id } of await gezhiQueue.of(person)) {
      const deed = (await gezhiQueue.of(person)).find((one) => one.id === id);
      if (!deed || held.has(deed.number)) continue;
      const isRefused = deed.state === "refused" || (await sendOne(deed)) === "refused";
      if (!isRefused && !(await isGone(id))) return;
      if (isRefused && deed.number !== NO_CASE) held.add(deed.number);
    }
  }

  const isGone = async (id) => !(await gezhiQueue.of(person)).some((deed) => deed.id === id);

  async function sendOne(deed) {
    const told = await post(deed);
    if (!told) return "later";
    if (!told.done) {
      await gezhiQueue.put({ ...deed, state: "refused", sentence: told.sentence, count: told.count });
      return "refused";
    }
    // What was written on the same page comes after this deed: it expects the file as this one left it.
    for (const next of await gezhiQueue.of(person)) {
      const isNext = next.id > deed.id && next.number === deed.number && next.expected === deed.expected;
      if (isNext) await gezhiQueue.put(expecting(next, String(told.count)));
    }
    await gezhiQueue.remove(deed.id);
    sent += 1;
    return "done";
  }

  // What the server said; null where it could not be asked, is out of order, or wants a sign-in first.
  async function post(deed) {
    const body = new FormData(), token = /(?:^|; )csrftoken=([^;]*)/.exec(document.cookie);
    for (const [name, value] of deed.fields) body.append(name, value);
    body.append("once", deed.once);
    const headers = { "Gezhi-Queued": person, "X-CSRFToken": token ? token[1] : "" };
    try {
      const answer = await fetch(deed.address, { method: "POST", body, headers, redirect: "manual" });
      isSignedOut = answer.type === SESSION_OVER;
      const isTold = (answer.headers.get("Content-Type") || "").startsWith("application/json");
      return isTold && answer.status !== 429 && answer.status < 500 ? await answer.json() : null;
    } catch {
      return null;
    }
  }

  // Keeping

  // Copies lie on phones and tablets only: an office computer has a network, and others sit at it too.
  async function keep() {
    if (!matchMedia("(pointer: coarse)").matches || keptAt) return;
    await navigator.serviceWorker.register("/sw.js");
    await navigator.serviceWorker.ready;
    if (location.pathname === "/desk/") tellWorker();
    navigator.serviceWorker.addEventListener("controllerchange", tellWorker);
  }

  function tellWorker() {
    const links = [...document.querySelectorAll("#desk-piles .case-row a, #desk-piles a.case-row")];
    const cases = [...new Set(links.map((link) => new URL(link.href).pathname))].slice(0, MOST_CASES);
    const worker = navigator.serviceWorker.controller;
    const found = document.querySelector("a[href='/cases/new/settled/']") ? ["/cases/new/settled/"] : [];
    if (worker && location.pathname === "/desk/") worker.postMessage({ keep: ["/desk/", "/queue/", ...found, ...cases] });
  }

  // A page that is shown again from a copy gives its forms new keys: what is written now is another deed.
  function renew() {
    const fresh = crypto.randomUUID().replaceAll("-", "");
    for (const field of document.querySelectorAll("form:has([name=author]) [name=once]")) field.value = fresh;
  }

  const isReached = () => fetch("/sw.js", { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout(REACH) })
    .then(() => true, () => false);

  // Signing out deletes what waits: only after the person was told. The queue itself is asked, for the bar may not be
  // there yet; one that cannot be read holds nobody back. Without a network nobody is signed out: the copies go, what
  // waits stays, and the person is told before the phone is handed on. A phone in a network that leads nowhere says
  // that it is on line, so the server itself is asked.
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (form.getAttribute("action") !== "/sign-out/" || form.dataset.cleared) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!await isReached()) {
      await window.caches?.delete("pages");
      return tell(words.staying);
    }
    const isTold = form.dataset.told, waiting = isTold ? 0 : (await gezhiQueue.of(person).catch(() => [])).length;
    if (waiting) {
      form.dataset.told = "1";
      return tell(fill(words.leaving, waiting), "/queue/#queue");
    }
    await gezhiQueue.forget(person).catch(() => {});
    form.dataset.cleared = "1";
    return form.requestSubmit();
  }, true);

  document.addEventListener("DOMContentLoaded", async () => {
    if (keptAt) {
      renew();
      for (const said of document.querySelectorAll("main > .messages")) said.remove();
    }
    try {
      await send();
    } finally {
      await keep(); // also where the queue cannot be read
    }
  });
  window.addEventListener("pageshow", (event) => { if (event.persisted) { renew(); send(); } });
  // A try that was under way when the network came, or that came a moment too early, is made again soon.
  window.addEventListener("online", () => SOON.forEach((wait) => setTimeout(send, wait)));
  window.addEventListener("offline", show);
  setInterval(() => { if (!document.hidden && place.dataset.count) send(); }, AGAIN);
})();
