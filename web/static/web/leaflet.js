// Leaflet comes when a map is opened, not with the page. `loadLeaflet(box)` is fulfilled when `L` is there.
(() => {
  "use strict";
  let coming = null;

  const came = (element) => new Promise((resolve, reject) => {
    element.addEventListener("load", resolve);
    element.addEventListener("error", () => reject(new Error("Leaflet did not come")));
    document.head.append(element);
  });

  window.loadLeaflet = (box) => {
    if (coming) return coming;
    const look = document.createElement("link"), script = document.createElement("script");
    look.rel = "stylesheet";
    look.href = box.dataset.leafletLook;
    script.src = box.dataset.leaflet;
    coming = Promise.all([came(look), came(script)]);
    coming.catch(() => { coming = null; }); // offline: the next tap asks again
    return coming;
  };
})();
