// The receipt to keep: as plain text, or as a picture. Both are made from what the page shows.
(() => {
  "use strict";
  const WIDTH = 720;
  const MARGIN = 48;

  document.addEventListener("DOMContentLoaded", () => {
    const receipt = document.getElementById("receipt");
    const copy = document.getElementById("receipt-copy");
    const picture = document.getElementById("receipt-picture");
    if (navigator.clipboard) copy.hidden = false;
    else copy.remove();
    copy.addEventListener("click", async () => {
      const words = copy.querySelector("span");
      await navigator.clipboard.writeText([document.querySelector("h1").textContent, ...lines(receipt).map(([name, value]) => `${name}: ${value}`)].join("\n"));
      words.textContent = copy.dataset.done;
    });
    picture.hidden = false;
    picture.addEventListener("click", () => draw(lines(receipt)).toBlob((blob) => save(blob, picture.dataset.name)));
  });

  function lines(receipt) {
    return [...receipt.children].map((part) => [part.querySelector("h2").textContent, valueOf(part.querySelector("p"))]);
  }

  // The query code is read in two halves, as people read it out.
  function valueOf(value) {
    if (value.dataset.address) return new URL(value.dataset.address, location.href).href;
    const code = value.getAttribute("aria-label");
    return code ? code.replace(/(.{4})/g, "$1 ").trim() : value.textContent.trim();
  }

  function draw(rows) {
    const canvas = document.createElement("canvas");
    canvas.width = WIDTH;
    canvas.height = 2 * MARGIN + 72 + rows.length * 108;
    const pen = canvas.getContext("2d");
    const style = getComputedStyle(document.documentElement);
    const token = (name) => style.getPropertyValue(name).trim();
    const write = (words, top, size, colour, weight = 400) => {
      pen.font = `${weight} ${size}px ${token("--gz-font") || "sans-serif"}`;
      pen.fillStyle = token(colour);
      pen.fillText(words, MARGIN, top, WIDTH - 2 * MARGIN);
    };
    pen.fillStyle = token("--gz-card");
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.fillStyle = token("--gz-pine");
    pen.fillRect(0, 0, canvas.width, 12);
    write(document.querySelector("h1").textContent, MARGIN + 44, 34, "--gz-pine", 700);
    rows.forEach(([name, value], place) => {
      write(name, MARGIN + 108 + place * 108, 24, "--gz-muted");
      write(value, MARGIN + 156 + place * 108, place < 2 ? 42 : 30, "--gz-ink", place < 2 ? 700 : 400);
    });
    return canvas;
  }

  function save(blob, name) {
    const figure = document.getElementById("receipt-image");
    const address = URL.createObjectURL(blob);
    const image = figure.querySelector("img") || figure.appendChild(document.createElement("img"));
    image.src = address;
    image.alt = document.querySelector("h1").textContent;
    figure.hidden = false;
    const link = document.createElement("a");
    link.href = address;
    link.download = `${name}.png`;
    link.click();
  }
})();
