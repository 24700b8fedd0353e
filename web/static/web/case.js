// The verb bar of a phone opens the form that it leads to; the call button asks for the number and dials it. Beside
// the list it is loaded before desk.js, which leaves alone what is answered here.
(() => {
  "use strict";

  const open = () => {
    const form = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    if (!form || !form.matches("details.verb")) return;
    form.open = true;
    const first = form.querySelector("textarea, select, input:not([type=hidden])");
    if (first) first.focus({ preventScroll: true });
  };
  // The number is asked for when it is needed, against a purpose on record; without a script the page shows it.
  async function call(form) {
    if (form.dataset.asking) return;
    form.dataset.asking = "1";
    const problem = form.querySelector("[role=alert]"), button = form.querySelector("button");
    let told = { sentence: form.dataset.offline };
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } });
      if ((answer.headers.get("Content-Type") || "").startsWith("application/json")) told = await answer.json();
    } catch {
      // no network: said below
    }
    problem.hidden = Boolean(told.phone);
    problem.textContent = told.sentence || "";
    delete form.dataset.asking;
    if (!told.phone) return;
    const link = document.createElement("a");
    link.className = "btn btn-primary btn-wide";
    link.href = `tel:${told.phone}`;
    link.textContent = form.dataset.call.replace("{x}", told.phone);
    button.replaceWith(link);
    link.click();
  }

  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-call]")) return;
    event.preventDefault();
    const known = event.target.querySelector("a[href^='tel:']");
    if (known) known.click();
    else call(event.target);
  });
  window.addEventListener("hashchange", open);
  document.addEventListener("DOMContentLoaded", open);
})();
