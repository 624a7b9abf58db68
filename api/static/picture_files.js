// The buttons by which a figure is taken away as SVG or PNG: what the library drew, or else the server's picture.
"use strict";

(function () {
  const svg = "http://www.w3.org/2000/svg";
  const kept = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray", "opacity",
    "font-family", "font-size", "font-weight", "text-anchor", "paint-order", "visibility", "display"];
  const margin = 12;

  // a file has no style sheet: what the page's one says is written to each element
  function freeze(picture, told) {
    const copy = picture.cloneNode(true);
    const [from, to] = [picture, copy].map((root) => [root, ...root.querySelectorAll("*")]);
    from.forEach((element, place) => {
      const style = getComputedStyle(element);
      for (const name of kept) to[place].setAttribute(name, style.getPropertyValue(name));
      to[place].removeAttribute("class");
    });
    const box = picture.viewBox.baseVal;
    const letters = box.width / 50;
    const below = told ? 2.5 * letters : 0;
    const [x, y, width] = [box.x - margin, box.y - margin, box.width + 2 * margin];
    const height = box.height + 2 * margin + below;
    const ground = document.createElementNS(svg, "rect");
    const sides = { x, y, width, height, fill: getComputedStyle(document.body).backgroundColor };
    for (const [name, value] of Object.entries(sides)) ground.setAttribute(name, value);
    copy.prepend(ground);
    const words = document.createElementNS(svg, "text"); // what colours mean stands in words beside the picture
    words.textContent = told;
    const look = { x: box.x + letters, y: y + height - letters, "font-size": letters, fill: getComputedStyle(document.body).color };
    for (const [name, value] of Object.entries({ ...look, "font-family": "sans-serif" })) words.setAttribute(name, value);
    copy.append(words);
    const scale = Math.max(1, picture.clientWidth / box.width);
    copy.setAttribute("xmlns", svg);
    copy.setAttribute("viewBox", `${x} ${y} ${width} ${height}`);
    copy.setAttribute("width", width * scale);
    copy.setAttribute("height", height * scale);
    return new Blob([new XMLSerializer().serializeToString(copy)], { type: "image/svg+xml" });
  }

  async function paint(blob) {
    const address = URL.createObjectURL(blob);
    try {
      const image = new Image();
      image.src = address;
      await image.decode();
      const canvas = document.createElement("canvas");
      canvas.width = image.naturalWidth * 2;
      canvas.height = image.naturalHeight * 2;
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      return await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
    } finally {
      URL.revokeObjectURL(address);
    }
  }

  function give(blob, name) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  for (const figure of document.querySelectorAll("figure[data-chart]")) {
    const picture = figure.querySelector(".drawing > svg");
    const ready = () => figure.takePicture || picture;
    for (const button of figure.querySelectorAll("button[data-form]")) {
      button.hidden = !picture && !figure.querySelector('script[type="application/json"]');
      button.addEventListener("click", async () => {
        if (!ready()) return;
        const form = button.dataset.form;
        const frozen = figure.takePicture ? null : freeze(picture, figure.querySelector(".told")?.textContent ?? "");
        const blob = frozen === null ? await figure.takePicture(form) : form === "png" ? await paint(frozen) : frozen;
        give(blob, `${figure.dataset.chart}.${form}`);
      });
    }
  }
})();
