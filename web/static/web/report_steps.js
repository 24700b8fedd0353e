// The report form in three steps: parts of one form, shown one after the other. Without this it is one page.
(() => {
  "use strict";
  const SHOWN_CHARACTERS = 120;
  const KEPT = ["text", "address", "category", "office", "once"];
  const PLACE = ["place_code", "lat", "lon", "area_code"];
  const { gezhi } = window;
  let form = null;
  let now = 1;
  let sending = false;
  let asked = "";
  let timer = null;

  gezhi.onPage(() => {
    form = document.getElementById("report-form");
    if (!form) return;
    document.documentElement.classList.add("is-stepped");
    form.classList.add("is-ready");
    form.addEventListener("submit", submit);
    form.addEventListener("input", saveSoon);
    form.elements.text.addEventListener("input", written);
    for (const button of form.querySelectorAll("[data-to]")) button.addEventListener("click", () => go(Number(button.dataset.to)));
    form.elements.category.addEventListener("change", press);
    document.getElementById("suggested").addEventListener("click", take);
    form.addEventListener("click", tapped);
    for (const link of form.querySelectorAll(".error-summary a, a[href='#likely']")) link.addEventListener("click", toPart);
    const wrong = form.querySelector(".field-bad");
    open(wrong ? stepOf(wrong) : document.getElementById("likely") ? 3 : 1);
    restore(wrong !== null);
  });

  window.addEventListener("popstate", (event) => { if (form) open(event.state?.step || 1, true); });
  document.addEventListener("htmx:afterSettle", (event) => { if (event.target.id === "field-area_code") { summary(); saveSoon(); } });
  document.addEventListener("gezhi:here", arrived);
  document.addEventListener("gezhi:photos", async () => { summary(); gezhi.draft.savePhotos(await gezhi.photos.ready()); });
  document.addEventListener("gezhi:dropped", () => { if (form?.hidden) location.reload(); });
  document.addEventListener("gezhi:sent", () => { if (form?.hidden) location.assign(form.dataset.receipt); });

  // Another place than that of the sheet, which is named above the steps.
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target.id === "field-area_code") document.getElementById("scanned")?.remove();
  });

  function stepOf(element) {
    return Number(element.closest(".report-step")?.id.slice(-1) || 1);
  }

  function toPart(event) {
    const part = document.querySelector(event.currentTarget.getAttribute("href"));
    if (part) open(stepOf(part));
  }

  // On to a step, or back: the browser's own way back goes through the steps too.
  function go(step) {
    if (now === 1 && step > 1 && !form.elements.text.value.trim()) return missing();
    history.pushState({ step }, "");
    open(step, true);
  }

  function open(step, focus = false) {
    now = step;
    for (const part of form.querySelectorAll(".report-step")) part.hidden = part.id !== `step-${step}`;
    if (step > 1) suggest();
    summary();
    if (!focus) return;
    window.scrollTo({ top: 0, behavior: "instant" });
    document.getElementById(`step-${step}-title`).focus({ preventScroll: true });
  }

  // A tap on the last place of the tree says all there is to say. A key only moves through the list.
  function tapped(event) {
    const row = event.detail > 0 && event.target.closest(".place-list :is(label, input)")?.parentElement;
    if (row && !row.querySelector("[name=inside]")) setTimeout(arrived); // ticked by then
  }

  function arrived() {
    if (now === 2) go(3);
  }

  function missing() {
    const field = document.getElementById("field-text");
    let note = field.querySelector(".field-error");
    if (!note) {
      note = document.createElement("p");
      note.className = "field-error";
      note.setAttribute("role", "alert");
      form.elements.text.before(note);
    }
    note.textContent = form.dataset.noText;
    field.classList.add("field-bad");
    form.elements.text.focus();
  }

  function written() {
    const field = document.getElementById("field-text");
    field.classList.remove("field-bad");
    field.querySelector(".field-error")?.remove();
  }

  // What is going to be sent, in short.
  function summary() {
    const said = Array.from(form.elements.text.value.trim());
    const images = [...document.querySelectorAll("#previews img")].map((image) => image.cloneNode());
    const words = document.createElement("p");
    words.textContent = said.slice(0, SHOWN_CHARACTERS).join("") + (said.length > SHOWN_CHARACTERS ? "…" : "");
    document.getElementById("said").replaceChildren(words, ...images);
    const row = form.querySelector("input[name=area_code]:checked")?.labels[0].querySelector("b");
    const place = (form.querySelector(".place-chosen b") || row)?.textContent || "";
    document.getElementById("where").textContent = place || form.dataset.noPlace;
  }

  // The kind that the words sound like, asked once for the same words.
  function suggest() {
    const text = form.elements.text.value.trim();
    if (!text || text === asked || !window.htmx || navigator.onLine === false) return;
    asked = text;
    const values = { text };
    htmx.ajax("POST", form.dataset.suggest, { target: "#suggested", swap: "innerHTML", values }).then(() => {
      document.getElementById("call-now").replaceChildren(...document.querySelectorAll("#suggested .stopper"));
      press();
    }, () => { asked = ""; });
  }

  function take(event) {
    const button = event.target.closest("[data-category]");
    if (!button) return;
    const { category } = form.elements;
    category.value = category.value === button.dataset.category ? "" : button.dataset.category;
    category.dispatchEvent(new Event("change", { bubbles: true }));
    category.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function press() {
    for (const button of form.querySelectorAll(".suggestion")) {
      button.setAttribute("aria-pressed", String(button.dataset.category === form.elements.category.value));
    }
  }

  function fieldsOf(submitter) {
    const fields = [...new FormData(form)].filter(([name]) => name !== "photos");
    return submitter?.name ? [...fields, [submitter.name, submitter.value]] : fields;
  }

  async function submit(event) {
    if (event.submitter?.formNoValidate) return; // a button that looks for a place
    event.preventDefault();
    event.stopPropagation(); // the guard against a second tap is here
    if (event.submitter?.name === "by_return") {
      if (now < 3) return go(now + 1);
      if (document.activeElement === form.elements.address) return form.elements.name.focus();
    }
    if (!form.elements.text.value.trim()) {
      open(1);
      return missing();
    }
    if (sending) return;
    sending = true;
    const button = event.submitter?.name === "by_return" ? form.querySelector(".btn-send") : event.submitter;
    const words = button.lastChild.textContent;
    button.lastChild.textContent = form.dataset.sending;
    button.setAttribute("aria-disabled", "true");
    const fields = fieldsOf(event.submitter);
    const photos = await gezhi.photos.ready();
    const answer = navigator.onLine === false ? null : await gezhi.send(location.pathname, fields, photos);
    sending = false;
    button.lastChild.textContent = words;
    button.removeAttribute("aria-disabled");
    if (answer) await shown(answer);
    else await waits(fields, photos);
  }

  async function shown(answer) {
    if (gezhi.isReceipt(answer, document.getElementById("waiting"))) {
      clearTimeout(timer);
      await gezhi.draft.clear();
      location.assign(answer.url);
      return;
    }
    const page = new DOMParser().parseFromString(answer.html, "text/html");
    document.querySelector("#report-form").replaceWith(page.querySelector("#report-form") || page.querySelector("main"));
    document.getElementById("photos-lost")?.remove(); // they are still here
    const fresh = document.getElementById("report-form");
    if (fresh && window.htmx) htmx.process(fresh);
    asked = "";
    gezhi.startPage();
    window.scrollTo({ top: 0, behavior: "instant" });
    (document.querySelector("[data-focus]") || document.getElementById("step-3-title"))?.focus({ preventScroll: true });
  }

  async function waits(fields, photos) {
    clearTimeout(timer);
    try {
      await gezhi.wait(form.elements.once.value, fields, photos);
      form.hidden = true;
    } catch {
      gezhi.showWaiting("full");
    }
    window.scrollTo({ top: 0, behavior: "instant" });
    document.getElementById("waiting").focus();
  }

  // The draft. It is put back into an empty form only: what came from the server is newer.
  function saveSoon() {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const fields = Object.fromEntries(new FormData(form));
      const kept = [...KEPT, ...PLACE].filter((name) => typeof fields[name] === "string" && fields[name]);
      if (!form.hidden && (fields.text || fields.address)) gezhi.draft.save(Object.fromEntries(kept.map((name) => [name, fields[name]])));
    }, 400);
  }

  async function restore(isAnswer) {
    const kept = gezhi.draft.load();
    const photos = await gezhi.draft.photos();
    if (isAnswer || form.elements.text.value || !(kept || photos.length)) return;
    for (const name of KEPT) if (kept?.[name] && form.elements[name]) form.elements[name].value = kept[name];
    form.elements.category.dispatchEvent(new Event("change", { bubbles: true }));
    const place = PLACE.filter((name) => kept?.[name]).map((name) => [name, kept[name]]);
    if (place.length && !form.querySelector(".place-chosen") && window.htmx) {
      const address = `${document.getElementById("map-tools").dataset.places}?${new URLSearchParams(place)}`;
      htmx.ajax("GET", address, { target: "#field-area_code", swap: "outerHTML" });
    }
    gezhi.photos.set(photos);
    document.getElementById("draft-note").hidden = false;
    document.getElementById("draft-drop").addEventListener("click", async () => {
      form.hidden = true; // nothing is kept any more
      await gezhi.draft.clear();
      location.assign(location.pathname);
    });
    summary();
  }
})();
