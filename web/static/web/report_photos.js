// The photos of a report: taken or chosen one after the other, made smaller for the way, shown, taken out again.
(() => {
  "use strict";
  const MOST = 4;
  const LONGEST_SIDE = 1920; // pixels; what the office looks at, and a tenth of what a phone's camera makes
  const QUALITY = 0.85;

  let chosen = [];
  let busy = Promise.resolve();

  window.gezhi.photos = {
    // All photos, once the last of them is small.
    ready: async () => { await busy; return chosen; },
    set: (files) => { chosen = files; show(); },
    count: () => chosen.length,
  };

  window.gezhi.onPage(() => {
    const form = document.getElementById("report-form");
    if (!form) return;
    for (const input of form.querySelectorAll("input[type=file][name=photos]")) {
      input.addEventListener("change", () => {
        const files = Array.from(input.files);
        busy = busy.then(() => add(files)).then(() => { input.value = ""; });
      });
    }
    show();
  });

  async function add(files) {
    for (const file of files.slice(0, MOST - chosen.length)) chosen = [...chosen, await small(file)];
    show();
    document.dispatchEvent(new CustomEvent("gezhi:photos"));
  }

  // Re-encoded here, a photo also loses its place and time before it leaves the phone. What cannot be read goes as it is.
  async function small(file) {
    try {
      const image = await createImageBitmap(file);
      const scale = Math.min(1, LONGEST_SIDE / Math.max(image.width, image.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(image.width * scale);
      canvas.height = Math.round(image.height * scale);
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      const blob = await new Promise((resolve) => { canvas.toBlob(resolve, "image/jpeg", QUALITY); });
      return blob || file;
    } catch {
      return file;
    }
  }

  function show() {
    const list = document.getElementById("previews");
    if (!list) return;
    for (const image of list.querySelectorAll("img")) URL.revokeObjectURL(image.src);
    list.hidden = chosen.length === 0;
    list.replaceChildren(...chosen.map((photo, place) => {
      const image = document.createElement("img");
      image.src = URL.createObjectURL(photo);
      image.alt = "";
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = "×";
      button.setAttribute("aria-label", `${list.dataset.remove} ${place + 1}`);
      button.addEventListener("click", () => {
        chosen = chosen.filter((other) => other !== photo);
        show();
        document.dispatchEvent(new CustomEvent("gezhi:photos"));
      });
      const item = document.createElement("li");
      item.append(image, button);
      return item;
    }));
    for (const part of document.querySelectorAll(".photo-button")) part.hidden = chosen.length >= MOST;
  }
})();
