// The list of cases as a desk: the chosen case beside the list, and what its keys do there (rows.js).
(() => {
  "use strict";

  const WIDE = matchMedia("(min-width: 75rem)"), FOLLOW = 180;
  const { linkOf, numberOf, find, address, here, come, leave, does } = gezhi.rows;
  const panel = document.getElementById("case-panel"), said = document.getElementById("desk-said");
  let shown = "", followTimer = 0, asking = null, isAnswered = false;

  // Pages of cases do not stay behind in the browser's storage: going back asks for them anew.
  htmx.config.historyCacheSize = 0;
  htmx.config.refreshOnHistoryMiss = true;

  // The case follows once the keys rest.
  document.addEventListener("gezhi:come", ({ detail: number }) => {
    clearTimeout(followTimer);
    if (shown && number !== shown) followTimer = setTimeout(() => show(number, true), FOLLOW);
  });

  gezhi.show = (number) => {
    show(number);
    find(number)?.scrollIntoView({ block: "nearest" });
  };

  function mark() {
    for (const link of document.querySelectorAll(".case-row [aria-current]")) link.removeAttribute("aria-current");
    const row = find(shown);
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
    shown = number;
    come(number);
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
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id === "case-table") mark();
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
    for (const control of form.elements) if (control.localName === "button") control.disabled = false;
    if (!isShown || !panel.querySelector(".note-success")) return;
    await freshen(number);
    const row = find(number);
    if (row && document.activeElement === document.body) linkOf(row).focus({ preventScroll: true });
  });

  async function freshen(number) {
    const answer = await fetch(location.href, { headers: { "HX-Request": "true" } }).catch(() => null);
    const old = find(number);
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

  function pick() {
    const box = here()?.querySelector("input[type=checkbox]");
    if (box) box.click();
  }

  Object.assign(does, {
    open,
    full: () => { const row = here(); if (row) location.assign(address(numberOf(row))); },
    pick,
    dispatch: () => verb("dispatch"),
    sign: () => verb("sign"),
    note: () => verb("note"),
    search: () => document.getElementById("filter_q").focus(),
    back: () => { if (!leave() && shown) close(); },
  });

  document.addEventListener("keydown", (event) => {
    const isSending = event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing;
    const form = isSending && !event.defaultPrevented && event.target.closest("#case-panel form");
    if (!form) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector("button:not([name])"));
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
    document.getElementById("split").classList.add("is-split");
    if (!panel.firstElementChild) panel.append(document.getElementById("case-none").content.cloneNode(true));
    fromAddress();
  });
})();
