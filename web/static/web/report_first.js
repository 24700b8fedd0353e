// With JavaScript the report stands in its steps from the first paint on, so that nothing jumps when report_steps.js
// comes. Where that does not come, all steps stand on one page after a while.
(() => {
  "use strict";
  const PATIENCE_MS = 5000;
  const page = document.documentElement;
  page.classList.add("is-stepped");
  setTimeout(() => {
    if (!document.querySelector(".report-form.is-ready")) page.classList.remove("is-stepped");
  }, PATIENCE_MS);
})();
