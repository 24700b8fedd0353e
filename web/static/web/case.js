// The verb bar of a phone opens the form that it leads to.
(() => {
  "use strict";

  const open = () => {
    const form = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    if (!form || !form.matches("details.verb")) return;
    form.open = true;
    const first = form.querySelector("textarea, select, input:not([type=hidden])");
    if (first) first.focus({ preventScroll: true });
  };
  window.addEventListener("hashchange", open);
  document.addEventListener("DOMContentLoaded", open);
})();
