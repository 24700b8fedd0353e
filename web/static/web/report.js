// The report form of residents and of staff, with JavaScript: a map, the own position, previews, the emergency stopper.
(() => {
  "use strict";
  const MOST_PHOTOS = 4;
  const HERE = [28.2, 113.0]; // where a map without outlines begins
  const CLOSEST = 19;

  // What a page needs is started here, and again when the form comes back from the server.
  const starts = [];
  window.gezhi = {
    onPage: (start) => starts.push(start),
    startPage: () => starts.forEach((start) => start()),
  };
  document.addEventListener("DOMContentLoaded", window.gezhi.startPage);
  window.gezhi.onPage(() => {
    stopper();
    previews();
    similar();
    const tools = document.getElementById("map-tools");
    if (tools && window.htmx) places(tools);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.id === "place-query") event.preventDefault();
  });

  // The choice of a category that cannot wait shows whom to call; a complaint about staff asks about whom.
  function stopper() {
    const select = document.querySelector("select[name=category]");
    if (!select) return;
    const show = () => {
      for (const note of document.querySelectorAll("[data-stopper]")) {
        note.hidden = !note.dataset.stopper.split(" ").includes(select.value);
      }
      for (const part of document.querySelectorAll("[data-only-for]")) {
        part.hidden = !part.dataset.onlyFor.split(" ").includes(select.value);
      }
    };
    select.addEventListener("change", show);
    show();
  }

  function previews() {
    const input = document.querySelector("input[type=file][name=photos]");
    if (!input || document.getElementById("previews")) return;
    const box = document.createElement("div");
    box.className = "previews";
    input.after(box);
    input.addEventListener("change", () => {
      for (const image of box.querySelectorAll("img")) URL.revokeObjectURL(image.src);
      box.replaceChildren(...Array.from(input.files).slice(0, MOST_PHOTOS).map((file) => {
        const image = document.createElement("img");
        image.src = URL.createObjectURL(file);
        image.alt = file.name;
        return image;
      }));
    });
  }

  // While the words are written: open cases that may be the same matter. A list that was opened counts as seen.
  function similar() {
    const WRITTEN = ["text", "address", "category", "area_code"];
    const region = document.getElementById("similar");
    if (!region || !window.htmx) return;
    const text = region.closest("form").elements.text;
    let timer = null;
    let shown = "";
    const look = () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        if (navigator.onLine === false) return;
        const enough = Array.from(text.value.trim()).length >= Number(region.dataset.least);
        if (enough || region.querySelector("details")) htmx.trigger(region, "gezhi:look");
      }, 600);
    };
    region.closest("form").addEventListener("input", (event) => {
      if (WRITTEN.includes(event.target.name)) look();
    });
    document.addEventListener("htmx:afterSettle", (event) => {
      if (event.target.id === "field-area_code" && region.isConnected) look();
    });
    region.addEventListener("htmx:beforeSwap", (event) => {
      const answer = event.detail.xhr.responseText;
      if (answer === shown) event.detail.shouldSwap = false;
      else if (event.detail.xhr.status === 200) shown = answer;
    });
    region.addEventListener("toggle", () => {
      for (const seen of region.querySelectorAll("input[name=seen]")) seen.disabled = false;
    }, true);
  }

  function places(tools) {
    const problem = document.getElementById("map-problem");
    const button = document.getElementById("show-map");
    let map = null;
    let pin = null;
    tools.hidden = false;

    const mark = (at) => {
      if (!map) return;
      if (!pin) pin = L.circleMarker(at, { radius: 9, weight: 3, fillOpacity: 1, className: "map-pin" }).addTo(map);
      pin.setLatLng(at);
    };

    // The answer says where the map draws a place: beside its position where the tiles need that. One that was chosen
    // by its name is no point, and neither is one that was given up.
    const markChosen = () => {
      const chosen = document.querySelector(".place-chosen[data-drawn]");
      if (chosen) mark(chosen.dataset.drawn.split(",").map(Number));
      else if (pin) {
        pin.remove();
        pin = null;
      }
    };
    document.addEventListener("htmx:afterSettle", (event) => {
      if (event.target.id === "field-area_code" && tools.isConnected) markChosen();
    });

    const refused = () => {
      problem.textContent = tools.dataset.refused;
      problem.hidden = false;
    };

    // Whether the server named a place. The one that was chosen before is no answer to a new point.
    const choose = async (latitude, longitude, more = {}) => {
      problem.hidden = true;
      const before = document.getElementById("field-area_code");
      const query = new URLSearchParams({ lat: latitude.toFixed(6), lon: longitude.toFixed(6), ...more });
      await htmx.ajax("GET", `${tools.dataset.places}?${query}`, { target: before, swap: "outerHTML" }).catch(() => {});
      if (before.isConnected) refused();
      return !before.isConnected && document.querySelector(".place-chosen") !== null;
    };

    const open = async () => {
      button.setAttribute("aria-expanded", "true");
      const box = document.getElementById("map");
      box.hidden = false;
      if (map) return;
      try {
        await leaflet(tools);
        const answer = await fetch(tools.dataset.outlines);
        const outlines = await answer.json();
        if (map) return; // tapped twice while it came
        map = L.map(box, { attributionControl: Boolean(outlines.tiles), maxZoom: CLOSEST });
        map.on("click", ({ latlng }) => {
          mark(latlng);
          choose(latlng.lat, latlng.lng, { tapped: 1 });
        });
        draw(map, outlines);
        markChosen();
      } catch {
        box.hidden = true; // no network: the list is there
        problem.textContent = tools.dataset.failed;
        problem.hidden = false;
        button.setAttribute("aria-expanded", "false");
      }
    };

    button.addEventListener("click", open);
    document.getElementById("here").addEventListener("click", () => {
      if (!navigator.geolocation) return refused();
      navigator.geolocation.getCurrentPosition(
        async ({ coords }) => {
          const found = await choose(coords.latitude, coords.longitude);
          const looking = !document.getElementById("map").hidden; // on a map the point is looked at first
          if (found && !looking) document.dispatchEvent(new CustomEvent("gezhi:here"));
        },
        refused,
        { enableHighAccuracy: true, timeout: 10000, maximumAge: 60000 },
      );
    });
  }

  function draw(map, outlines) {
    if (outlines.tiles) below(map, outlines.tiles);
    const areas = L.geoJSON(outlines, {
      style: { weight: 1.5, fillOpacity: outlines.tiles ? 0.15 : 0.75, className: "map-outline" },
      onEachFeature: (feature, layer) => layer.bindTooltip(feature.properties.name, { permanent: false, direction: "center" }),
    }).addTo(map);
    if (areas.getLayers().length) map.fitBounds(areas.getBounds(), { padding: [8, 8] });
    else map.setView(HERE, 11);
  }

  // The pictures of the installation, with the name of their owner as text.
  function below(map, tiles) {
    const owner = document.createElement("span");
    owner.textContent = tiles.attribution;
    map.attributionControl.setPrefix(false);
    L.tileLayer(tiles.url, { attribution: owner.innerHTML, maxNativeZoom: tiles.max_zoom, maxZoom: CLOSEST }).addTo(map);
  }

  // The map's own script and style are 40 KB: they come when somebody opens it.
  function leaflet(tools) {
    if (window.L) return Promise.resolve();
    const style = document.createElement("link");
    style.rel = "stylesheet";
    style.href = tools.dataset.leafletStyle;
    const script = document.createElement("script");
    script.src = tools.dataset.leaflet;
    const ready = [style, script].map((part) => new Promise((resolve, reject) => {
      part.addEventListener("load", resolve);
      part.addEventListener("error", reject);
    }));
    document.head.append(style, script);
    return Promise.all(ready);
  }
})();
