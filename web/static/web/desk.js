// The list of cases as a desk: the chosen case beside the list, and single keys. Rows are plain links without it.
(() => {
  "use strict";

  const WIDE = matchMedia("(min-width: 75rem)"), FOLLOW = 180, OFF = "gezhi-keys-off";
  const list = () => document.getElementById("case-table");
  const panel = document.getElementById("case-panel"), sheet = document.getElementById("keys");
  const said = document.getElementById("desk-said");
  if (!panel || !sheet) return;
  let current = "", shown = "", followTimer = 0, asking = null, isAnswered = false;

  // Pages of cases do not stay behind in the browser's storage: going back asks for them anew.
  htmx.config.historyCacheSize = 0;
  htmx.config.refreshOnHistoryMiss = true;

  // Rows
  const rows = () => [...list().querySelectorAll(".case-row")];
  const linkOf = (row) => row.querySelector("a");
  const numberOf = (row) => decodeURIComponent(linkOf(row).pathname.split("/")[2]);
  const rowOf = (number) => rows().find((row) => numberOf(row) === number);
  const address = (number) => `/cases/${encodeURIComponent(number)}/`;

  function here() {
    const focused = document.activeElement.closest("#case-table .case-row");
    return focused || rowOf(current) || rowOf(shown);
  }

  function step(by) {
    const all = rows(), row = here();
    const next = row ? all[all.indexOf(row) + by] : all[by > 0 ? 0 : all.length - 1];
    if (!next) return;
    linkOf(next).focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
    current = numberOf(next);
    if (!shown) return;
    clearTimeout(followTimer); // the case follows once the keys rest
    followTimer = setTimeout(() => show(current, true), FOLLOW);
  }

  function mark() {
    for (const link of list().querySelectorAll(".case-row [aria-current]")) link.removeAttribute("aria-current");
    const row = rowOf(shown);
    if (row) linkOf(row).setAttribute("aria-current", "true");
  }

  // The case beside the list
  function keepAddress(replace) {
    const url = new URL(location);
    if (shown) url.searchParams.set("case", shown);
    else url.searchParams.delete("case");
    if (url.href === location.href) return;
    history[replace ? "replaceState" : "pushState"]({ desk: true }, "", url);
  }

  async function show(number, replace) {
    clearTimeout(followTimer);
    shown = current = number;
    say("", true);
    mark();
    keepAddress(replace);
    if (await ask("GET", address(number), panel)) say(`${number} ${panel.querySelector("h1")?.textContent || ""}`, true);
  }

  // Whether the panel shows the answer. One that a later question overtook changes nothing any more.
  async function ask(method, url, source, values) {
    const mine = asking = { source };
    isAnswered = false;
    panel.setAttribute("aria-busy", "true");
    try {
      await htmx.ajax(method, url, { source, values, target: panel, swap: "innerHTML ignoreTitle:true show:none" });
    } catch {
      // no network, or overtaken: said below
    }
    if (mine !== asking) return false;
    panel.removeAttribute("aria-busy");
    if (isAnswered) return true;
    if (method === "GET") panel.replaceChildren(); // never one case under the address of another
    say(said.dataset.failed, false);
    return false;
  }

  // What eyes see anyway is said to a screen reader alone.
  function say(text, isSeen) {
    said.textContent = text;
    said.classList.toggle("visually-hidden", isSeen);
  }

  function close() {
    shown = "";
    mark();
    panel.replaceChildren(document.getElementById("case-none").content.cloneNode(true));
    keepAddress(false);
    const row = here();
    if (row) linkOf(row).focus();
  }

  panel.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target !== panel) return;
    if (event.detail.requestConfig.elt !== asking.source) {
      event.detail.shouldSwap = false; // a verb's answer, after another case was chosen
      return;
    }
    const path = new URL(event.detail.xhr.responseURL).pathname, status = event.detail.xhr.status;
    isAnswered = status < 500 && status !== 204; // 204: a phone's worker without a network
    if (path.startsWith("/sign-in/")) {
      event.detail.shouldSwap = false;
      location.reload();
      return;
    }
    if (status >= 400 && status < 500) Object.assign(event.detail, { shouldSwap: true, isError: false });
    // New and old parts are in the page together for a moment: of one name, only one of them could be open.
    for (const part of panel.querySelectorAll("details[name]")) part.removeAttribute("name");
    // A case that has left one's sight leads to the desk: of that page only its word belongs here.
    event.detail.selectOverride = path.startsWith("/cases/") || status >= 400 ? "#main > *" : "#main > .messages";
  });
  // A list that comes anew leaves the row that one reads where it was on the screen.
  let read = null;
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target.id !== "case-table") return;
    const row = here() || rows().find((one) => one.getBoundingClientRect().top >= 0);
    if (!row) return;
    const isFocused = row.contains(document.activeElement);
    read = { number: numberOf(row), top: row.getBoundingClientRect().top, isFocused };
  });
  function stay() {
    mark();
    const row = read && rowOf(read.number);
    if (row) scrollBy({ top: row.getBoundingClientRect().top - read.top, behavior: "instant" }); // it has not moved
    if (row && read.isFocused) linkOf(row).focus({ preventScroll: true });
    read = null;
  }
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id === "case-table") stay();
    if (event.detail.target !== panel) return;
    panel.scrollTop = 0;
    const problem = panel.querySelector("[data-focus]");
    if (problem) problem.focus();
  });
  document.addEventListener("htmx:pushedIntoHistory", () => keepAddress(true));

  // A verb sent in the panel is answered there; then the row says what became of the case.
  document.addEventListener("submit", async (event) => {
    const form = event.target, pressed = event.submitter;
    if (event.defaultPrevented || form.method !== "post" || !panel.contains(form)) return;
    event.preventDefault();
    const number = shown, values = pressed && pressed.name ? { [pressed.name]: pressed.value } : {};
    say("", true);
    const isShown = await ask("POST", form.action, form, values);
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("button")) button.disabled = false;
    if (!isShown || !panel.querySelector(".note-success")) return;
    await freshen(number);
    const row = rowOf(number);
    if (row && !panel.contains(document.activeElement)) linkOf(row).focus({ preventScroll: true });
  });

  async function freshen(number) {
    const answer = await fetch(location.href, { headers: { "HX-Request": "true" } }).catch(() => null);
    const old = rowOf(number);
    if (!answer || !answer.ok || !old) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = [...page.querySelectorAll(".case-row")].find((row) => linkOf(row).getAttribute("href") === address(number));
    old.classList.add("is-done"); // the row stays in its place until the list is asked for anew
    old.classList.toggle("is-gone", !fresh);
    if (fresh) linkOf(old).replaceChildren(...linkOf(fresh).childNodes);
  }

  // A verb by its key
  async function verb(name) {
    const row = here();
    if (!row) return;
    const number = numberOf(row);
    if (!WIDE.matches) {
      location.assign(`${address(number)}#verb-${name}`);
      return;
    }
    if (shown !== number || panel.hasAttribute("aria-busy") || !panel.firstElementChild) await show(number);
    if (!panel.firstElementChild) return; // it did not come, and that is said
    const part = panel.querySelector(`#verb-${name}`) || (name === "dispatch" && panel.querySelector(".verb"));
    if (!part) {
      say(said.dataset.none, false);
      return;
    }
    part.open = true;
    const controls = "select, input:not([type=hidden]), .btn-primary, .btn-danger";
    (part.querySelector("textarea") || part.querySelector(controls)).focus();
    part.scrollIntoView({ block: "nearest" });
  }

  function open() {
    const row = here();
    if (!row) return;
    if (!WIDE.matches) linkOf(row).click();
    else if (shown === numberOf(row) && panel.firstElementChild) (panel.querySelector("a, button, summary") || panel).focus();
    else show(numberOf(row));
  }

  function back() {
    const field = document.activeElement, row = here();
    const leave = field.closest(TYPING) || panel.contains(field);
    if (leave) field.blur();
    if (leave && row) linkOf(row).focus();
    if (!leave && shown) close();
  }

  function pick() {
    const box = here()?.querySelector("input[type=checkbox]");
    if (box) box.click();
  }

  const DOES = {
    next: () => step(1),
    previous: () => step(-1),
    open,
    full: () => { const row = here(); if (row) location.assign(address(numberOf(row))); },
    pick,
    dispatch: () => verb("dispatch"),
    sign: () => verb("sign"),
    note: () => verb("note"),
    search: () => document.getElementById("filter_q").focus(),
    help: () => sheet.showModal(),
    back,
  };
  const KEYS = new Map([...sheet.querySelectorAll("[data-does]")].map((key) => [key.textContent, DOES[key.dataset.does]]));
  const TYPING = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]";

  function sendByKey(event) {
    const form = event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.closest("#case-panel form");
    if (!form) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector("button:not([name])"));
  }

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.defaultPrevented || sheet.open) return;
    if (event.ctrlKey || event.altKey || event.metaKey) {
      sendByKey(event);
      return;
    }
    const key = event.key === "Escape" ? "Esc" : event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const isTyping = Boolean(event.target.closest(TYPING)), onControl = event.target.closest("button, summary, a");
    if (isTyping && key !== "Esc") return;
    if (key.length === 1 && localStorage.getItem(OFF)) return;
    if (key === "Enter" && onControl && !onControl.closest(".case-row")) return;
    const does = KEYS.get(key);
    if (!does) return;
    event.preventDefault();
    does();
  });

  // The mouse: a plain click on a row opens the case beside it; with a key held the browser does what it does.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("#case-table .case-row > a");
    if (!link || !WIDE.matches || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    show(numberOf(link.closest(".case-row")));
  });

  function fromAddress() {
    const number = new URL(location).searchParams.get("case") || "";
    if (number === shown || !WIDE.matches) return;
    if (number) show(number, true);
    else close();
  }
  let asked = "";
  const filters = () => { const url = new URL(location); url.searchParams.delete("case"); return url.search; };
  window.addEventListener("popstate", (event) => {
    if (event.state && event.state.htmx) return; // htmx loads the page of other filters
    if (filters() === asked) fromAddress();
    else location.reload();
  });
  for (const name of ["htmx:pushedIntoHistory", "DOMContentLoaded"]) {
    document.addEventListener(name, () => { asked = filters(); });
  }

  document.addEventListener("DOMContentLoaded", () => {
    const on = document.getElementById("keys-on");
    on.checked = !localStorage.getItem(OFF);
    on.addEventListener("change", () => (on.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1")));
    for (const button of document.querySelectorAll("[data-keys]")) {
      button.hidden = false;
      button.addEventListener("click", () => sheet.showModal());
    }
    document.getElementById("split").classList.add("is-split");
    if (!panel.firstElementChild) panel.append(document.getElementById("case-none").content.cloneNode(true));
    fromAddress();
  });
})();
