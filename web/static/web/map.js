// A map of areas and points for any page: `web/parts/_map.html` says where its JSON is. Works without tiles.
(() => {
  "use strict";
  const CELL = 56, MOST_LISTED = 8, CLOSEST = 19;
  const TONES = ["over", "soon", "calm", "still"];
  const MARKS = { over: "!", soon: "◔", calm: "", still: "–" };

  const go = (url) => { if (url) location.assign(url); };
  const words = (tag, text, className = "") => {
    const made = document.createElement(tag);
    made.textContent = text;
    made.className = className;
    return made;
  };

  async function open(part) {
    const said = part.querySelector(".map-said");
    try {
      const answer = await fetch(part.dataset.source + location.search, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(answer.statusText);
      draw(part, await answer.json());
    } catch {
      part.hidden = false;
      part.querySelector(".map-canvas").hidden = true;
      said.textContent = part.dataset.failed;
    }
  }

  function draw(part, found) {
    const canvas = part.querySelector(".map-canvas");
    const features = found.areas ? found.areas.features : [];
    const points = (found.points || []).map((point) => ({ ...point, at: L.latLng(point.lat, point.lon) }));
    part.querySelector(".map-said").textContent = found.said || "";
    if (!features.length && !points.length) {
      part.hidden = !found.said;
      canvas.hidden = true;
      return;
    }
    part.hidden = false;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const map = L.map(canvas, {
      attributionControl: Boolean(found.tiles), zoomControl: false, maxZoom: CLOSEST,
      zoomSnap: found.tiles ? 1 : 0.25,
      zoomAnimation: !still, fadeAnimation: !still, markerZoomAnimation: !still,
    });
    L.control.zoom({ zoomInTitle: part.dataset.zoomIn, zoomOutTitle: part.dataset.zoomOut }).addTo(map);
    if (found.tiles) {
      map.attributionControl.setPrefix(false);
      const owner = words("span", found.tiles.attribution).innerHTML;
      L.tileLayer(found.tiles.url, { attribution: owner, maxNativeZoom: found.tiles.max_zoom, maxZoom: CLOSEST }).addTo(map);
    }
    const outlines = L.geoJSON(found.areas || undefined, {
      style: (feature) => ({ className: `map-area shade-${feature.properties.shade}`, weight: 1.5 }),
      onEachFeature: (feature, layer) => {
        const { name, words: count, url } = feature.properties;
        layer.bindTooltip(words("span", `${name}: ${count}`), { sticky: true });
        layer.on("click", () => go(url));
      },
    }).addTo(map);
    const bounds = features.length ? outlines.getBounds() : L.latLngBounds(points.map((point) => point.at));
    map.fitBounds(bounds, { padding: [12, 12], maxZoom: 17 });
    const pins = L.layerGroup();
    map.on("zoomend moveend", () => gather(map, pins, points, part));
    views(part, map, pins, numbers(outlines), Boolean(found.points));
    gather(map, pins, points, part);
  }

  // The number of each area at its middle.
  function numbers(outlines) {
    const layer = L.layerGroup();
    outlines.eachLayer((outline) => {
      const { count } = outline.feature.properties;
      if (!count) return;
      const icon = L.divIcon({ className: "map-count", html: words("b", count), iconSize: null });
      L.marker(outline.getBounds().getCenter(), { icon, interactive: false, keyboard: false }).addTo(layer);
    });
    return layer;
  }

  function views(part, map, pins, counts, hasPoints) {
    const buttons = [...part.querySelectorAll("[data-view]")];
    const show = (view) => {
      part.querySelector(".map-canvas").dataset.shows = view;
      map[view === "points" ? "addLayer" : "removeLayer"](pins);
      map[view === "areas" ? "addLayer" : "removeLayer"](counts);
      for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.view === view));
    };
    for (const button of buttons) button.addEventListener("click", () => show(button.dataset.view));
    part.querySelector(".map-views").hidden = !hasPoints;
    show(hasPoints ? "points" : "areas");
  }

  // Points that would touch one another on the screen become one with a number.
  function gather(map, pins, points, part) {
    const cells = new Map();
    const seen = map.getBounds().pad(0.2);
    for (const point of points) {
      if (!seen.contains(point.at)) continue;
      const { x, y } = map.project(point.at).divideBy(CELL).floor();
      const key = `${x}/${y}`;
      if (!cells.has(key)) cells.set(key, []);
      cells.get(key).push(point);
    }
    pins.clearLayers();
    for (const group of cells.values()) pins.addLayer(group.length === 1 ? pin(group[0]) : bunch(map, group, part));
  }

  // A pin that answers to a click and to the Enter key.
  function marker(at, tone, mark, title, act, more = "") {
    const icon = L.divIcon({ className: `map-pin map-${tone} ${more}`, html: words("span", mark), iconSize: null });
    const made = L.marker(at, { icon, title, riseOnHover: true });
    made.on("click", act);
    made.on("keypress", (event) => { if (event.originalEvent.key === "Enter") act(); });
    return made;
  }

  const pin = (point) => marker(point.at, point.tone, MARKS[point.tone], point.title, () => go(point.url));

  function bunch(map, group, part) {
    const tone = TONES.find((each) => group.some((point) => point.tone === each));
    const around = L.latLngBounds(group.map((point) => point.at));
    const title = `${group.length} · ${group.slice(0, 3).map((point) => point.title).join(" · ")}`;
    const act = () => {
      const isOneSpot = around.getNorthEast().distanceTo(around.getSouthWest()) < 3;
      if (isOneSpot || map.getZoom() >= CLOSEST) L.popup().setLatLng(around.getCenter()).setContent(list(group, part)).openOn(map);
      else map.fitBounds(around, { padding: [48, 48], maxZoom: Math.min(map.getZoom() + 3, CLOSEST) });
      map.getContainer().focus();
    };
    return marker(around.getCenter(), tone, `${MARKS[tone]}${group.length}`, title, act, "map-bunch");
  }

  function list(group, part) {
    const made = document.createElement("ul");
    made.className = "map-list";
    for (const point of group.slice(0, MOST_LISTED)) {
      const link = words("a", point.title);
      link.href = point.url;
      const item = document.createElement("li");
      item.append(link);
      made.append(item);
    }
    const rest = group.length - MOST_LISTED;
    if (rest > 0) made.append(words("li", `+${rest} ${part.dataset.more}`));
    return made;
  }

  document.addEventListener("DOMContentLoaded", () => {
    if (!window.L) return;
    for (const part of document.querySelectorAll("[data-map]")) open(part);
  });
})();
