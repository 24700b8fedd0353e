// Lists of cases by single keys: the row one is at, the help sheet, and rows that come anew without losing one's place.
// A page's own script adds to `does`, and hears `gezhi:come` when one comes to a row. Rows are plain links without it.
(() => {
  "use strict";

  const OFF = "gezhi-keys-off", LISTS = ":is(#case-table, #desk-piles)", ROW = `${LISTS} .case-row`;
  const SCREENFUL = 16;
  const TYPING = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]";
  // What Enter belongs to where it has the focus: a pin of the map is a `div`.
  const CONTROL = "button, summary, a, input, [role=button], [tabindex='0']";
  const sheet = document.getElementById("keys");
  if (!sheet) return;
  let current = "";

  const all = () => [...document.querySelectorAll(ROW)];
  const linkOf = (row) => row.querySelector("a");
  const numberOf = (row) => decodeURIComponent(linkOf(row).pathname.split("/")[2]);
  const find = (number) => all().find((row) => numberOf(row) === number);
  const address = (number) => `/cases/${encodeURIComponent(number)}/`;
  const here = () => document.activeElement.closest(ROW) || find(current);

  function come(number) {
    current = number;
    document.dispatchEvent(new CustomEvent("gezhi:come", { detail: number }));
  }

  function step(by) {
    const rows = all(), row = here();
    const next = row ? rows[rows.indexOf(row) + by] : rows[by > 0 ? 0 : rows.length - 1];
    if (!next) return;
    linkOf(next).focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
    come(numberOf(next));
  }

  // Out of a field or of the case beside the list, back to the row; whether there was anything to leave.
  function leave() {
    const field = document.activeElement, row = here();
    if (!field.closest(`${TYPING}, #case-panel`)) return false;
    field.blur();
    if (row) linkOf(row).focus();
    return true;
  }

  // A list that comes anew leaves the row that one reads where it was on the screen.
  let read = null;
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (!event.detail.target.matches(LISTS)) return;
    const row = here() || all().find((one) => one.getBoundingClientRect().top >= 0);
    if (!row) return;
    const isFocused = row.contains(document.activeElement);
    read = { number: numberOf(row), top: row.getBoundingClientRect().top, isFocused };
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (!event.detail.target.matches(LISTS)) return;
    const row = read && find(read.number), rows = all();
    for (const near of rows.slice(Math.max(0, rows.indexOf(row) - SCREENFUL), rows.indexOf(row) + 1)) near.classList.add("is-near");
    if (row) scrollBy({ top: row.getBoundingClientRect().top - read.top, behavior: "instant" }); // it has not moved
    if (row && read.isFocused) linkOf(row).focus({ preventScroll: true });
    read = null;
  });

  const does = {
    next: () => step(1),
    previous: () => step(-1),
    open: () => { const row = here(); if (row) linkOf(row).click(); },
    help: () => sheet.showModal(),
    back: leave,
  };
  const named = new Map([...sheet.querySelectorAll("[data-does]")].map((key) => [key.textContent, key.dataset.does]));
  window.gezhi = Object.assign(window.gezhi || {}, { rows: { linkOf, numberOf, find, address, here, come, leave, does } });

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.defaultPrevented || sheet.open) return;
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const key = event.key === "Escape" ? "Esc" : event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const onControl = event.target.closest(CONTROL);
    if (event.target.closest(TYPING) && key !== "Esc") return;
    if (key.length === 1 && localStorage.getItem(OFF)) return;
    if (key === "Enter" && onControl && !onControl.closest(".case-row")) return;
    const act = does[named.get(key)];
    if (!act) return;
    event.preventDefault();
    act();
  });

  const on = document.getElementById("keys-on");
  on.checked = !localStorage.getItem(OFF);
  on.addEventListener("change", () => (on.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1")));
  for (const button of document.querySelectorAll("[data-keys]")) {
    button.hidden = false;
    button.addEventListener("click", () => sheet.showModal());
  }
})();
