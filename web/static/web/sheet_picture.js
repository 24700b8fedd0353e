// A sheet as a picture (PNG), for a chat group or a print shop: drawn from where the page itself has laid everything out.
(() => {
  "use strict";
  const SCALE = 2; // of 794 × 1119 pixels, which is A4 at 192 dots an inch

  document.addEventListener("DOMContentLoaded", () => {
    const button = document.getElementById("sheet-picture");
    if (!button) return;
    button.hidden = false;
    button.addEventListener("click", async () => {
      button.disabled = true;
      const pages = [...document.querySelectorAll(".sheet-page")];
      for (const [place, page] of pages.entries()) save(await picture(page), button.dataset.name + (pages.length > 1 ? `-${place + 1}` : ""));
      button.disabled = false;
    });
  });

  // Laid out once more as on paper, however narrow the screen is.
  async function picture(page) {
    const paper = page.cloneNode(true);
    paper.classList.add("is-paper");
    page.after(paper);
    try {
      await Promise.all([...paper.querySelectorAll("img")].map((image) => image.decode()));
      const box = paper.getBoundingClientRect(), canvas = document.createElement("canvas");
      canvas.width = Math.round(box.width * SCALE);
      canvas.height = Math.round(box.height * SCALE);
      const pen = canvas.getContext("2d");
      pen.fillStyle = getComputedStyle(paper).backgroundColor;
      pen.fillRect(0, 0, canvas.width, canvas.height);
      pen.scale(SCALE, SCALE);
      pen.translate(-box.left, -box.top);
      for (const image of paper.querySelectorAll("img")) draw(pen, image, image.getBoundingClientRect());
      for (const icon of paper.querySelectorAll("svg")) draw(pen, await alone(icon), icon.getBoundingClientRect());
      write(pen, paper);
      for (const card of paper.querySelectorAll(".sheet-card")) cut(pen, card);
      return await new Promise((done) => canvas.toBlob(done, "image/png"));
    } finally {
      paper.remove();
    }
  }

  function draw(pen, image, box) {
    const size = Math.min(box.width, box.height);
    pen.drawImage(image, box.left + (box.width - size) / 2, box.top + (box.height - size) / 2, size, size);
  }

  // Where the scissors go.
  function cut(pen, card) {
    const { left, top, width, height } = card.getBoundingClientRect();
    pen.strokeStyle = getComputedStyle(card).outlineColor;
    pen.setLineDash([4, 4]);
    pen.strokeRect(left, top, width, height);
  }

  // An icon is a reference to a drawing in another file: as an image of its own, in the colour that it has here.
  async function alone(icon) {
    const [file, id] = icon.querySelector("use").getAttribute("href").split("#");
    const sprite = new DOMParser().parseFromString(await (await fetch(file)).text(), "image/svg+xml");
    const symbol = sprite.getElementById(id), drawing = sprite.createElementNS("http://www.w3.org/2000/svg", "svg");
    for (const { name, value } of symbol.attributes) if (name !== "id") drawing.setAttribute(name, value);
    const style = getComputedStyle(icon);
    for (const [name, value] of [["stroke", style.stroke], ["fill", style.fill], ["stroke-width", style.strokeWidth], ["color", style.color],
      ["stroke-linecap", style.strokeLinecap], ["stroke-linejoin", style.strokeLinejoin], ["width", 96], ["height", 96]]) drawing.setAttribute(name, value);
    drawing.append(...symbol.childNodes);
    const image = new Image();
    image.src = `data:image/svg+xml,${encodeURIComponent(new XMLSerializer().serializeToString(drawing))}`;
    await image.decode();
    return image;
  }

  // Character by character, each where the page has it: so lines break and letters stand apart as they do there.
  function write(pen, paper) {
    const texts = document.createTreeWalker(paper, NodeFilter.SHOW_TEXT), range = document.createRange();
    for (let node = texts.nextNode(); node; node = texts.nextNode()) {
      const style = getComputedStyle(node.parentElement);
      pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
      pen.fillStyle = style.color;
      const rise = pen.measureText("国").fontBoundingBoxAscent;
      let place = 0;
      for (const letter of node.data) {
        range.setStart(node, place);
        range.setEnd(node, place += letter.length);
        const box = range.getBoundingClientRect();
        if (letter.trim() && box.width) pen.fillText(letter, box.left, box.top + rise);
      }
    }
  }

  function save(blob, name) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = `${name}.png`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  }
})();
