// What happens while a page is open: the count of unread notices, a word about new cases, a fresh desk.
// A visible page listens to the stream of server-sent events; without a stream it asks every half minute.
(() => {
  "use strict";

  const POLL = 30000, DESK_PAUSE = 5000, TOAST_STAYS = 20000, MOST_TOASTS = 3, CAP = 99;
  const place = document.getElementById("live");
  if (!place) return;
  const seen = new Set();
  let stream = null, isOpen = false, isOver = false, unread = null, counted = 0, deskTimer = 0, deskAt = 0;

  function showUnread(count) {
    unread = Math.min(count, CAP);
    for (const mark of document.querySelectorAll("[data-unread]")) {
      mark.textContent = "";
      if (!unread) continue;
      const badge = document.createElement("b"), words = document.createElement("i");
      badge.className = "gz-count";
      badge.textContent = unread;
      words.className = "visually-hidden";
      words.textContent = ` ${mark.dataset.unread}`;
      badge.append(words);
      mark.append(" ", badge);
    }
  }

  function toast(text, href, isCritical) {
    const made = document.getElementById("live-toast").content.firstElementChild.cloneNode(true);
    const link = made.querySelector("a");
    link.textContent = text;
    if (href) link.href = href;
    made.classList.toggle("is-critical", isCritical);
    made.querySelector("button").addEventListener("click", () => made.remove());
    place.append(made);
    if (!isCritical) setTimeout(() => made.remove(), TOAST_STAYS);
    const plain = place.querySelectorAll(".live-toast:not(.is-critical)");
    if (place.children.length > MOST_TOASTS) (plain[0] || place.firstElementChild).remove();
  }

  // However many notices come, the desk is asked for anew every few seconds at most.
  function freshDesk() {
    const desk = document.querySelector("#desk-piles, #case-fresh");
    if (!desk || !window.htmx || deskTimer) return;
    deskTimer = setTimeout(() => {
      deskTimer = 0;
      deskAt = Date.now();
      window.htmx.trigger("#desk-piles, #case-fresh", "gezhi:fresh");
    }, Math.max(300, deskAt + DESK_PAUSE - Date.now()));
  }

  function told(event) {
    const id = Number(event.lastEventId);
    if (seen.has(id)) return;
    seen.add(id);
    const notice = JSON.parse(event.data);
    if (id > counted) showUnread((unread || 0) + 1);
    const [kind, about] = notice.about;
    if (notice.announced) toast(notice.text, kind === "case" ? `/cases/${encodeURIComponent(about)}/` : "", notice.critical);
    freshDesk();
  }

  function count(now) {
    const before = unread;
    showUnread(now);
    if (before !== null && now > before) freshDesk();
    return before !== null && now > before;
  }

  function listen() {
    if (stream || isOver || !place.dataset.stream || !window.EventSource) return;
    stream = new EventSource(place.dataset.stream, { withCredentials: true });
    stream.addEventListener("open", () => { isOpen = true; });
    stream.addEventListener("hello", (event) => {
      const hello = JSON.parse(event.data);
      counted = hello.upto;
      count(hello.unread);
    });
    stream.addEventListener("notice", told);
    stream.addEventListener("end", () => { isOver = true; hush(); });
    stream.addEventListener("error", () => {
      isOpen = false;
      if (stream && stream.readyState === EventSource.CLOSED) hush();
    });
  }

  function hush() {
    if (stream) stream.close();
    stream = null;
    isOpen = false;
  }

  async function ask() {
    if (isOpen) return;
    try {
      const answer = await fetch(place.dataset.pulse, { headers: { Accept: "application/json" }, redirect: "error" });
      if (!answer.ok) return;
      const isMore = count((await answer.json()).unread);
      if (isMore && !document.hidden) toast(document.getElementById("live-new").content.textContent, "", false);
    } catch {
      return; // offline: the next time
    }
    if (!document.hidden) listen();
  }

  // A page in the background gives its connection to those that are looked at.
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) hush();
    else ask().then(listen);
  });
  window.addEventListener("pagehide", hush);
  document.addEventListener("DOMContentLoaded", () => {
    const shown = document.querySelector("[data-unread] .gz-count");
    unread = shown ? parseInt(shown.textContent, 10) : 0;
    if (!document.hidden) listen();
    setInterval(ask, POLL);
  });
})();
