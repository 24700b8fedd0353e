// The big screen by itself: the next scene every 20 seconds, a fresh picture every minute, for weeks on end.
// Where no answer comes the last picture stays, and is asked for again ever more seldom, at last every five minutes.
// There is one timer for each of the two, one picture in the page, and nothing that grows.
(() => {
  "use strict";

  const FRESH = 60000, SCENE = 20000, AGAIN = 5000, LONGEST = 250000, PATIENCE = 20000;
  const place = document.getElementById("screen"), lost = document.getElementById("screen-lost");
  const hold = document.getElementById("screen-hold"), upright = window.matchMedia("(max-aspect-ratio: 1/1)");
  let shown = 0, failures = 0, timer = 0, isHeld = false;

  const look = () => place.querySelector(".picture").dataset.look;
  const first = look();

  function show() {
    const scenes = place.querySelectorAll("[data-scene]");
    scenes.forEach((scene, number) => { scene.hidden = !upright.matches && number !== shown % scenes.length; });
  }

  // Many screens that lost the same server do not all come back in the same second: a fifth sooner or later.
  function later(pause) {
    clearTimeout(timer);
    timer = setTimeout(refresh, pause * (0.8 + 0.4 * Math.random()));
  }

  async function fetched(address) {
    const answer = await fetch(address, {
      headers: { Accept: "text/html" }, redirect: "error", cache: "no-store", signal: AbortSignal.timeout(PATIENCE),
    });
    if (!answer.ok && answer.status !== 401) throw new Error(answer.status);
    const made = document.createElement("template");
    made.innerHTML = await answer.text();
    return made.content;
  }

  async function picture() {
    // A network that wants a password answers for us, with a page of its own: that is no picture.
    const found = (await fetched(place.dataset.picture)).querySelector(".picture");
    if (!found) throw new Error("no picture");
    return found;
  }

  // After an update of the server the page itself is old. It is left only for the new one: a proxy's error page in its
  // place would stay for good.
  async function renew() {
    if ((await fetched(location.href)).querySelector("#screen")) location.reload();
  }

  async function refresh() {
    try {
      const fresh = await picture();
      place.replaceChildren(fresh);
      if (look() !== first) await renew();
      failures = 0;
    } catch {
      failures += 1;
    }
    lost.hidden = failures === 0;
    show();
    later(failures ? Math.min(AGAIN * 2 ** Math.min(failures - 1, 6), LONGEST) : FRESH);
  }

  hold.hidden = false;
  hold.addEventListener("click", () => {
    isHeld = !isHeld;
    hold.setAttribute("aria-pressed", String(isHeld));
  });
  setInterval(() => {
    if (isHeld) return;
    shown = (shown + 1) % 1000;
    show();
  }, SCENE);
  upright.addEventListener("change", show);
  window.addEventListener("online", () => later(0));
  document.addEventListener("gezhi:fresh", refresh);
  show();
  later(FRESH);
})();
