// The selection in the list of cases: counted, all at once, a stretch with Shift, kept when the list comes anew.
(() => {
  "use strict";

  const picked = new Set();
  let last = null;
  const boxes = () => [...document.querySelectorAll("#case-table .case-pick input")];

  function tell() {
    const bar = document.getElementById("bulk");
    if (!bar) return;
    const all = boxes(), chosen = all.filter((box) => box.checked);
    const count = document.getElementById("bulk-count"), whole = document.getElementById("bulk-all");
    count.dataset.word = count.dataset.word || count.textContent;
    count.textContent = chosen.length ? `${count.dataset.word} ${chosen.length}` : count.dataset.none;
    for (const button of bar.querySelectorAll("button")) button.disabled = !chosen.length;
    whole.hidden = false;
    whole.checked = chosen.length > 0 && chosen.length === all.length;
    whole.indeterminate = chosen.length > 0 && !whole.checked;
  }

  function keep() {
    picked.clear();
    for (const box of boxes()) {
      box.closest(".case-row").classList.toggle("is-picked", box.checked);
      if (box.checked) picked.add(box.value);
    }
    tell();
  }

  document.addEventListener("click", (event) => {
    const box = event.target;
    if (!box.matches(".case-pick input")) return;
    const all = boxes(), from = all.indexOf(last), to = all.indexOf(box);
    if (event.shiftKey && from >= 0) {
      for (const between of all.slice(Math.min(from, to), Math.max(from, to))) between.checked = box.checked;
    }
    last = box;
    keep();
  });
  document.addEventListener("change", (event) => {
    if (event.target.id !== "bulk-all") return;
    for (const box of boxes()) box.checked = event.target.checked;
    keep();
  });

  function again() {
    last = null;
    for (const box of boxes()) box.checked = box.checked || picked.has(box.value);
    keep();
  }
  document.addEventListener("htmx:afterSwap", (event) => { if (event.detail.target.id === "case-table") again(); });
  window.addEventListener("pageshow", again); // the browser has ticked what was ticked before
})();
