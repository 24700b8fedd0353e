// A map of areas and points for any page: `web/parts/_map.html` says where its JSON is. Works without tiles.
(() => {
  "use strict";
  const CELL = 56, MOST_LISTED = 8, CLOSEST = 19;
  const TONES = ["over", "soon", "calm", "still"];
  const MARKS = { over: "!", soon: "◔", calm: "", still: "–" };

  const drawn = new WeakMap(); // of each part: its map, what it shows of the address, and which pin is whose

  // Where a pin or an area leads; a page may take that over.
  function go(part, url) {
    if (url && part.dispatchEvent(new CustomEvent("gezhi:go", { detail: url, cancelable: true }))) location.assign(url);
  }
  const words = (tag, text, className = "") => {
    const made = document.createElement(tag);
    made.textContent = text;
    made.className = className;
    return made;
  };

  // A page that shows it beside something else says the filters itself, in `data-query`.
  async function open(part) {
    const said = part.querySelector(".map-said"), query = part.dataset.query ?? location.search;
    try {
      const answer = await fetch(part.dataset.source + query, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(answer.statusText);
      const found = await answer.json();
      if (query === (part.dataset.query ?? location.search)) draw(part, found, query);
    } catch {
      delete part.dataset.waits;
      part.hidden = false;
      part.querySelector(".map-canvas").hidden = true;
      said.textContent = part.dataset.failed;
    }
  }

  function draw(part, found, query) {
    const before = clear(part, query), canvas = part.querySelector(".map-canvas");
    delete part.dataset.waits;
    const features = found.areas ? found.areas.features : [];
    const points = (found.points || []).map((point) => ({ ...point, at: L.latLng(point.lat, point.lon) }));
    part.querySelector(".map-said").textContent = found.said || "";
    if (!features.length && !points.length) {
      part.hidden = !found.said;
      canvas.hidden = true;
      return;
    }
    part.hidden = canvas.hidden = false;
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
        layer.on("click", () => go(part, url));
      },
    }).addTo(map);
    const bounds = features.length ? outlines.getBounds() : L.latLngBounds(points.map((point) => point.at));
    const shown = { map, query, points, sizes: new ResizeObserver(() => resized(part)), pinOf: new Map(), moved: Boolean(before) };
    shown.fit = () => {
      map.fitBounds(bounds, { padding: [12, 12], maxZoom: 17, animate: false });
      shown.moved = false;
    };
    drawn.set(part, shown);
    if (before) map.setView(before.center, before.zoom);
    else shown.fit();
    shown.sizes.observe(canvas);
    const pins = L.layerGroup();
    map.on("dragend zoomend", () => { shown.moved = true; });
    map.on("zoomend moveend", () => gather(map, pins, points, part));
    views(part, map, pins, numbers(outlines), Boolean(found.points));
    gather(map, pins, points, part);
  }

  // All of it stays in sight in a smaller frame, or the place to which somebody has moved.
  function resized(part) {
    const { map, moved, fit } = drawn.get(part), before = map.getSize();
    map.invalidateSize({ animate: false });
    if (before.equals(map.getSize())) return;
    if (moved) bringToSight(part);
    else fit();
  }

  // Takes the old map away; where somebody had moved it stays, unless other cases are asked for.
  function clear(part, query) {
    const old = drawn.get(part);
    if (!old) return null;
    const { map, sizes, moved } = old, seen = moved ? { center: map.getCenter(), zoom: map.getZoom() } : null;
    sizes.disconnect();
    map.remove();
    drawn.delete(part);
    return old.query === query ? seen : null;
  }

  // The case that is read beside the map: its pin, or the bunch that holds it, stands out and comes into sight.
  function mark(part) {
    const shown = drawn.get(part), number = part.dataset.marked;
    if (!shown) return;
    for (const pin of part.querySelectorAll(".map-pin[aria-current]")) pin.removeAttribute("aria-current");
    shown.pinOf.get(number)?.getElement()?.setAttribute("aria-current", "true");
  }

  function bringToSight(part) {
    const shown = drawn.get(part), point = shown?.points.find((each) => each.number === part.dataset.marked);
    if (point) shown.map.panInside(point.at, { padding: [32, 32], animate: false });
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
    const { pinOf } = drawn.get(part);
    pinOf.clear();
    for (const group of cells.values()) {
      const made = group.length === 1 ? pin(group[0], part) : bunch(map, group, part);
      pins.addLayer(made);
      for (const point of group) pinOf.set(point.number, made);
    }
    mark(part);
  }

  // A pin that answers to a click and to the Enter key.
  function marker(at, tone, mark, title, act, more = "") {
    const icon = L.divIcon({ className: `map-pin map-${tone} ${more}`, html: words("span", mark), iconSize: null });
    const made = L.marker(at, { icon, title, riseOnHover: true, zIndexOffset: 1000 * (TONES.length - TONES.indexOf(tone)) });
    made.on("click", act);
    made.on("keypress", (event) => { if (event.originalEvent.key === "Enter") act(); });
    return made;
  }

  const pin = (point, part) => marker(point.at, point.tone, MARKS[point.tone], point.title, () => go(part, point.url));

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
      link.addEventListener("click", (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        go(part, point.url);
      });
      const item = document.createElement("li");
      item.append(link);
      made.append(item);
    }
    const rest = group.length - MOST_LISTED;
    if (rest > 0) made.append(words("li", `+${rest} ${part.dataset.more}`));
    return made;
  }

  // Deferred, or called when somebody opens the map: the page is there in either case.
  for (const part of window.L ? document.querySelectorAll("[data-map]") : []) {
    part.addEventListener("gezhi:renew", () => open(part));
    part.addEventListener("gezhi:mark", (event) => {
      part.dataset.marked = event.detail;
      mark(part);
      bringToSight(part);
    });
    open(part);
  }
})();
