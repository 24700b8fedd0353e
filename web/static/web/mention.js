// In an internal note, @ offers the colleagues who may read it. Without the list the name is typed out.
(() => {
  "use strict";

  const MOST = 8, PART = /@([^\s@（）]{0,20})$/;
  const known = new Map();
  let box = null, field = null, found = [], all = [], at = 0, asked = 0;

  async function fetched(url) {
    const answer = await fetch(url, { headers: { Accept: "application/json" } });
    return answer.ok ? (await answer.json()).colleagues : [];
  }

  function people(form) {
    const url = form.action.replace(/note\/$/, "colleagues/");
    if (!known.has(url)) known.set(url, fetched(url).catch(() => []));
    return known.get(url);
  }

  function close() {
    if (box) box.remove();
    if (field) for (const name of ["aria-controls", "aria-activedescendant"]) field.removeAttribute(name);
    box = field = null;
    found = [];
  }

  function mark(place) {
    at = (place + found.length) % found.length;
    [...box.children].forEach((row, n) => row.setAttribute("aria-selected", String(n === at)));
    field.setAttribute("aria-activedescendant", `mention-${at}`);
  }

  function take(place) {
    const one = found[place], before = field.value.slice(0, field.selectionStart).replace(PART, "");
    const twice = all.filter((other) => other.name === one.name).length > 1;
    const name = twice ? `${one.name}（${one.unit}）` : one.name;
    const after = field.value.slice(field.selectionStart), kept = field;
    kept.value = `${before}@${name} ${after}`;
    kept.selectionStart = kept.selectionEnd = before.length + name.length + 2;
    close();
    kept.focus();
    kept.dispatchEvent(new Event("input", { bubbles: true }));
  }

  async function offer(event) {
    const area = event.target;
    if (area.name !== "note-text" || event.isComposing) return;
    const part = PART.exec(area.value.slice(0, area.selectionStart));
    const isInternal = area.form.querySelector("[name=note-kind][value=internal]:checked");
    const turn = ++asked;
    close();
    if (!part || !isInternal) return;
    const answer = await people(area.form);
    const fitting = answer.filter((one) => one.name.includes(part[1])).slice(0, MOST);
    if (!fitting.length || document.activeElement !== area || turn !== asked) return;
    all = answer;
    field = area;
    found = fitting;
    box = document.createElement("ul");
    box.id = "mention-list";
    box.className = "mention-list";
    box.setAttribute("role", "listbox");
    found.forEach((one, n) => {
      const row = document.createElement("li"), unit = document.createElement("span");
      row.id = `mention-${n}`;
      row.setAttribute("role", "option");
      unit.className = "muted";
      unit.textContent = ` ${one.unit}`;
      row.append(one.name, unit);
      row.addEventListener("mousedown", (press) => { press.preventDefault(); take(n); });
      box.append(row);
    });
    area.after(box);
    area.setAttribute("aria-controls", box.id);
    mark(0);
  }

  document.addEventListener("input", offer);
  document.addEventListener("compositionend", offer);
  document.addEventListener("focusout", (event) => { if (event.target === field) close(); });
  document.addEventListener("keydown", (event) => {
    if (!box || event.target !== field || event.isComposing) return;
    const does = {
      ArrowDown: () => mark(at + 1),
      ArrowUp: () => mark(at - 1),
      Enter: () => take(at),
      Escape: close,
    }[event.key];
    if (!does || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    does();
  }, true);
})();
