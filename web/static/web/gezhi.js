// Small comforts on every page; nothing here is needed to use it.
(() => {
  "use strict";

  // htmx posts carry the CSRF token of the page's own forms.
  document.addEventListener("htmx:configRequest", (event) => {
    const token = document.querySelector("input[name=csrfmiddlewaretoken]");
    if (token) event.detail.headers["X-CSRFToken"] = token.value;
  });

  // A second tap does not send a second time. The button stays enabled for the sending itself, because
  // its name and value go with the form.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches("[hx-post], [hx-get], [data-call]")) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    if (event.submitter) setTimeout(() => { event.submitter.disabled = true; }, 0);
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) {
      delete form.dataset.sent;
      for (const control of form.elements) if (control.localName === "button") control.disabled = false; // the thumb's too
    }
  });

  // What a page or a part that came later needs; what has it already is left alone.
  const started = new WeakSet();
  function start(root) {
    for (const control of root.querySelectorAll("[data-print], [data-limit], [data-copy]")) {
      if (started.has(control)) continue;
      started.add(control);
      if (control.matches("[data-limit]")) countDown(control);
      else if (control.matches("[data-copy]")) offerCopy(control);
      else offerPrint(control);
    }
  }
  document.addEventListener("DOMContentLoaded", () => {
    const problem = document.querySelector("[data-focus]");
    if (problem) problem.focus();
    start(document);
  });
  // A target that was itself replaced is no longer in the page.
  document.addEventListener("htmx:afterSwap", ({ detail }) => start(detail.target.isConnected ? detail.target : document));

  function offerPrint(button) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }

  // The field of that name goes to the clipboard, which a page without HTTPS does not have; the button says when it did.
  function offerCopy(button) {
    if (!navigator.clipboard) return;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).value);
      button.querySelector("span").textContent = button.dataset.done;
    });
  }

  // Characters left, counted as the server counts them: by code point.
  function countDown(control) {
    const limit = Number(control.dataset.limit);
    const counter = document.createElement("p");
    counter.className = "count-left num";
    const show = () => {
      const used = Array.from(control.value).length;
      counter.textContent = `${used} / ${limit}`;
      counter.hidden = used < limit * 0.8;
      counter.classList.toggle("is-over", used > limit);
    };
    control.after(counter);
    control.addEventListener("input", show);
    show();
  }
})();
