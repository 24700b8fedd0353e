// The map beside the list of cases: the same filters, the same case. The map's scripts come when it is first opened.
(() => {
  "use strict";

  const WIDE = matchMedia("(min-width: 75rem)"), OPEN = "gezhi-desk-map";
  const side = document.getElementById("side-map"), link = document.getElementById("map-link");
  const part = side.querySelector("[data-map]"), { does } = gezhi.rows;
  let loaded = null;

  // The filters alone: not where the list begins, nor which case stands beside it.
  function filters() {
    const asked = new URLSearchParams(location.search);
    for (const name of ["cursor", "case"]) asked.delete(name);
    return asked.size ? `?${asked}` : "";
  }

  function follow() {
    link.search = filters();
    if (side.hidden) return;
    part.dataset.query = filters();
    part.dispatchEvent(new CustomEvent("gezhi:renew"));
  }

  function fetched(tag, values) {
    const made = Object.assign(document.createElement(tag), values);
    const ready = new Promise((resolve, reject) => {
      made.addEventListener("load", resolve);
      made.addEventListener("error", reject);
    });
    document.head.prepend(made); // our own styles have the last word
    return ready;
  }

  async function load() {
    const { style, leaflet, script } = side.dataset;
    await Promise.all([fetched("link", { rel: "stylesheet", href: style }), fetched("script", { src: leaflet })]);
    part.dataset.query = filters();
    await fetched("script", { src: script }); // it draws what it finds
  }

  function set(isOpen) {
    side.hidden = !isOpen;
    link.setAttribute("aria-pressed", String(isOpen));
    if (!isOpen) {
      localStorage.removeItem(OPEN);
      return;
    }
    localStorage.setItem(OPEN, "1");
    if (loaded) follow();
    loaded ??= load().catch(() => {
      loaded = null;
      part.hidden = false;
      part.querySelector(".map-canvas").hidden = true;
      part.querySelector(".map-said").textContent = part.dataset.failed;
    });
  }

  does.map = () => (WIDE.matches ? set(side.hidden) : location.assign(link.href));
  link.addEventListener("click", (event) => {
    if (!WIDE.matches || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    set(side.hidden);
  });

  // A pin opens its case here, an area narrows the list.
  part.addEventListener("gezhi:go", (event) => {
    const url = new URL(event.detail, location);
    event.preventDefault();
    if (url.pathname.startsWith("/cases/")) gezhi.show(decodeURIComponent(url.pathname.split("/")[2]));
    else location.assign(`/cases/${url.search}`);
  });
  // Esc closes the list of a bunch first; the case beside it only then (rows.js leaves what was prevented).
  part.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && part.querySelector(".leaflet-popup")) event.preventDefault();
  });
  document.addEventListener("gezhi:come", ({ detail: number }) => {
    part.dataset.marked = number;
    part.dispatchEvent(new CustomEvent("gezhi:mark", { detail: number }));
  });
  document.addEventListener("htmx:afterSettle", (event) => { if (event.detail.target.id === "case-table") follow(); });

  document.addEventListener("DOMContentLoaded", () => {
    if (!WIDE.matches) return;
    link.setAttribute("role", "button");
    set(Boolean(localStorage.getItem(OPEN)));
  });
})();
