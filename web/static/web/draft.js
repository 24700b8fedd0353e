// What is being written for a verb survives leaving the page: in this tab, for this person, case and field, until it
// is sent or queued (docs/offline.md). Only the long texts of verbs are kept, never contact data. It runs on every page
// of who is signed in, after offline.js: what is sent may lead anywhere, and the sign-out is everywhere.
(() => {
  "use strict";

  const MARK = "gezhi-draft:", SENT = "gezhi-draft-sent";
  const fields = (part) => part.querySelectorAll("[data-drafts] .verb-form textarea");
  const keyOf = (field) => `${MARK}${field.closest("[data-drafts]").dataset.drafts}:${field.name}`;

  function restore(part) {
    const sent = sessionStorage.getItem(SENT), isQueued = location.pathname === "/queue/";
    if (sent && (isQueued || part.querySelector(".note-success"))) {
      for (const key of JSON.parse(sent)) sessionStorage.removeItem(key);
    }
    sessionStorage.removeItem(SENT);
    for (const field of fields(part)) {
      const text = sessionStorage.getItem(keyOf(field));
      if (!text || field.value) continue;
      field.value = text;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  document.addEventListener("input", (event) => {
    const field = event.target;
    if (!field.matches("[data-drafts] .verb-form textarea")) return;
    if (field.value.trim()) sessionStorage.setItem(keyOf(field), field.value);
    else sessionStorage.removeItem(keyOf(field));
  });
  document.addEventListener("submit", (event) => {
    const form = event.target, pressed = event.submitter;
    if (form.action.endsWith("/sign-out/")) {
      for (const key of Object.keys(sessionStorage)) if (key.startsWith(MARK)) sessionStorage.removeItem(key);
    }
    if (!form.closest("[data-drafts]") || (pressed && pressed.name === "look")) return;
    sessionStorage.setItem(SENT, JSON.stringify([...form.querySelectorAll("textarea")].map(keyOf)));
  }, true);
  document.addEventListener("DOMContentLoaded", () => restore(document));
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id === "case-panel") restore(event.detail.target);
  });
  // What did not arrive is no longer on its way: a later visit to the queue does not count as its sending.
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.target.id === "case-panel") sessionStorage.removeItem(SENT);
  });
  window.addEventListener("pageshow", (event) => { if (event.persisted) sessionStorage.removeItem(SENT); });
})();
