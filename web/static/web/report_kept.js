// What a browser keeps of a report: the draft while it is written, and the report itself while there is no network.
// A report that waits carries the mark of its form, so that the server takes it in once however often it is sent.
(() => {
  "use strict";
  const DRAFT = "gezhi-draft";
  const DRAFT_MS = 7 * 86_400_000;
  const RETRY_MS = 20_000;
  const SEND_MS = 90_000;

  // One store in a database of its own: photos of the draft under "draft", reports that wait under the marks of their
  // forms.
  function store(mode, use) {
    return new Promise((resolve, reject) => {
      const opening = indexedDB.open("gezhi-reports", 1);
      opening.onupgradeneeded = () => opening.result.createObjectStore("reports");
      opening.onerror = () => reject(opening.error);
      opening.onsuccess = () => {
        const database = opening.result, over = (settle, value) => { database.close(); settle(value); };
        try {
          const change = database.transaction("reports", mode);
          const asked = use(change.objectStore("reports"));
          change.oncomplete = () => over(resolve, asked.result);
          change.onabort = () => over(reject, change.error);
        } catch (error) {
          over(reject, error); // thrown in an event, it would settle nothing
        }
      };
    });
  }
  const put = (key, value) => store("readwrite", (rows) => rows.put(value, key));
  const get = (key) => store("readonly", (rows) => rows.get(key));
  const drop = (key) => store("readwrite", (rows) => rows.delete(key));
  const waiting = async () => (await store("readonly", (rows) => rows.getAll())).filter((row) => row.once);

  // The draft: words, place and kind; never name and telephone.
  const draft = {
    save: (fields) => attempt(() => localStorage.setItem(DRAFT, JSON.stringify({ ...fields, at: Date.now() }))),
    savePhotos: (photos) => (photos.length ? put("draft", { photos, at: Date.now() }) : drop("draft")).catch(() => {}),
    load: () => attempt(() => {
      const kept = JSON.parse(localStorage.getItem(DRAFT));
      if (isFresh(kept)) return kept;
      localStorage.removeItem(DRAFT);
      return null;
    }),
    photos: async () => {
      const kept = await get("draft").catch(() => null);
      if (isFresh(kept)) return kept.photos;
      await drop("draft").catch(() => {});
      return [];
    },
    clear: () => {
      attempt(() => localStorage.removeItem(DRAFT));
      return drop("draft").catch(() => {});
    },
  };

  function isFresh(kept) {
    return Boolean(kept) && Date.now() - kept.at < DRAFT_MS;
  }

  function attempt(use) {
    try {
      return use();
    } catch {
      return null; // a browser that keeps nothing: the form works without
    }
  }

  // Sends a report; what came back, or null where nothing did.
  async function send(address, fields, photos) {
    const body = new FormData();
    for (const [name, value] of fields) body.append(name, value);
    photos.forEach((photo, place) => body.append("photos", photo, `photo-${place + 1}.jpg`));
    try {
      const answer = await fetch(address, { method: "POST", body, signal: AbortSignal.timeout(SEND_MS) });
      return answer.status >= 500 ? null : { status: answer.status, url: answer.url, html: await answer.text() };
    } catch {
      return null;
    }
  }

  async function wait(once, fields, photos) {
    await put(once, { once, fields, photos, at: Date.now() });
    await draft.clear();
    show("waiting");
    later();
  }

  function show(state) {
    const note = document.getElementById("waiting");
    if (!note) return;
    note.hidden = !state;
    for (const part of note.querySelectorAll("[data-when]")) part.hidden = part.dataset.when !== state;
  }

  // Who has the device forget a case leaves nothing else of a report behind either.
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-forgets]")) return;
    draft.clear();
    store("readwrite", (rows) => rows.clear()).catch(() => {});
  });

  let timer = null;
  function later() {
    clearTimeout(timer);
    timer = setTimeout(flush, RETRY_MS);
  }

  let sending = false;
  async function flush() {
    const note = document.getElementById("waiting");
    if (!note || sending) return;
    sending = true;
    try {
      const all = await waiting();
      for (const old of all) if (!isFresh(old)) await drop(old.once); // name and telephone do not stay for ever
      const next = all.find(isFresh);
      if (!next) return;
      show("waiting");
      if (navigator.onLine === false) return later();
      show("sending");
      await deliver(note, next);
    } catch {
      show(""); // nothing is kept here
    } finally {
      sending = false;
    }
  }

  // One report that waits. It goes as another matter than those that others reported: nobody is there to choose.
  async function deliver(note, next) {
    const token = await freshToken(note.dataset.report);
    const fields = [...next.fields.filter(([name]) => !["csrfmiddlewaretoken", "follow"].includes(name)), ["csrfmiddlewaretoken", token], ["follow", ""]];
    const answer = token ? await send(note.dataset.report, fields, next.photos) : null;
    if (!answer || answer.status === 429) {
      show("waiting");
      return later();
    }
    await drop(next.once);
    if (isReceipt(answer, note)) {
      show("sent");
      document.dispatchEvent(new CustomEvent("gezhi:sent"));
    } else {
      draft.save({ ...Object.fromEntries(next.fields), csrfmiddlewaretoken: "", name: "", phone: "" });
      await draft.savePhotos(next.photos);
      show("refused");
    }
  }

  async function freshToken(address) {
    try {
      const answer = await fetch(address, { signal: AbortSignal.timeout(SEND_MS) });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      return page.querySelector("#report-form input[name=csrfmiddlewaretoken]")?.value || "";
    } catch {
      return "";
    }
  }

  function isReceipt(answer, note) {
    return answer.status === 200 && new URL(answer.url).pathname === note.dataset.receipt;
  }

  window.gezhi = Object.assign(window.gezhi || {}, { draft, send, wait, isReceipt, showWaiting: show });

  document.addEventListener("DOMContentLoaded", () => {
    const note = document.getElementById("waiting");
    if (!note) return;
    document.getElementById("waiting-send").addEventListener("click", flush);
    document.getElementById("waiting-drop").addEventListener("click", async () => {
      if (!window.confirm(note.dataset.confirm)) return;
      for (const row of await waiting()) await drop(row.once);
      show("");
      document.dispatchEvent(new CustomEvent("gezhi:dropped"));
    });
    if ("onReceipt" in note.dataset) { // the receipt of one report is not changed for that of another under the eyes
      draft.clear();
      waiting().then((rows) => { if (rows.length) show("waiting"); }, () => {});
      return;
    }
    window.addEventListener("online", flush);
    flush();
  });
})();
