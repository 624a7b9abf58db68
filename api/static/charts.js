// Draws the figures of a page with the library, in place of the server's pictures, as soon as one comes near.
"use strict";

(function () {
  const own = document.currentScript.dataset;
  const holder = 'script[type="application/json"]';
  const charts = [...document.querySelectorAll("figure[data-chart]")].filter((one) => one.querySelector(holder));
  if (!charts.length) return;
  const narrow = window.matchMedia("(max-width: 40rem)"); // as in charts.css
  const named = /^var\((--[\w-]+)\)$/;
  const halo = "0 0 2px G, 0 0 3px G, 0 0 4px G, 0 0 5px G"; // keeps names legible where bands pass
  const config = { responsive: true, displayModeBar: false, displaylogo: false, doubleClick: false, showTips: false };
  let library = null;

  function load() {
    library ??= new Promise((resolve, reject) => {
      // the library adds no style element, which the page's policy would refuse, where these ids are taken
      for (const id of own.styleIds.split(" ")) {
        const taken = document.createElement("meta");
        taken.id = id;
        taken.className = "no-inline-styles";
        document.head.append(taken);
      }
      const script = document.createElement("script");
      script.src = own.library;
      script.onload = () => resolve(window.Plotly);
      script.onerror = () => reject(new Error(`${own.library} can't be loaded`));
      document.head.append(script);
    });
    return library;
  }

  // figures name colours as the style sheet does; the library wants to know them
  function coloured(value, colours) {
    if (typeof value === "string") {
      const found = named.exec(value);
      return found ? colours.getPropertyValue(found[1]).trim() : value;
    }
    if (Array.isArray(value)) return value.map((one) => coloured(one, colours));
    if (value === null || typeof value !== "object") return value;
    const copied = Object.entries(value).map(([key, one]) => [key, key === "customdata" ? one : coloured(one, colours)]);
    return Object.fromEntries(copied);
  }

  function read(chart, isNarrow) {
    const told = JSON.parse(chart.querySelector(holder).textContent);
    const colours = getComputedStyle(document.documentElement);
    for (const trace of told.data) {
      if (trace.type === "sankey") trace.textfont.shadow = halo.replaceAll("G", colours.getPropertyValue("--card").trim());
      if (isNarrow && trace.type in shortened) shortened[trace.type](trace);
    }
    return coloured(told, colours);
  }

  // where there is little room names are short, and the one start of all flows is left out
  const shortened = { sankey: shortenFlows, treemap: (trace) => { trace.labels = trace.customdata.map(([, , , short]) => short); } };

  function shortenFlows({ node, link }) {
    const start = node.customdata.findIndex(([, , , short]) => short === "");
    const kept = link.source.flatMap((from, place) => (from === start ? [] : [place]));
    for (const name of ["source", "target", "value", "color", "customdata"]) link[name] = kept.map((place) => link[name][place]);
    node.label = node.customdata.map(([, , , short]) => short);
  }

  function follow(event) {
    const leads = event.points?.[0]?.customdata?.[1];
    if (!leads) return undefined;
    const address = new URL(leads, window.location.href);
    if (/^https?:$/.test(address.protocol)) window.location.assign(address);
    return false;
  }

  function place(chart, height) {
    const plot = document.createElement("div");
    plot.className = "plot";
    plot.style.height = `${height}px`;
    const drawing = chart.querySelector(".drawing");
    plot.hidden = drawing.childElementCount > 0; // until there is more to see than the server's picture
    drawing.after(plot);
    return plot;
  }

  // a link of the server's picture keeps the keyboard for as long as it has it
  async function released(drawing) {
    while (drawing.contains(document.activeElement)) {
      await new Promise((resolve) => {
        drawing.addEventListener("focusout", () => setTimeout(resolve), { once: true });
      });
    }
  }

  async function draw(chart, plot) {
    const Plotly = await load();
    await released(chart.querySelector(".drawing"));
    const { data, layout } = read(chart, narrow.matches);
    const { title, ...shown } = layout;
    plot.hidden = false;
    chart.classList.add("drawn");
    await Plotly.react(plot, data, shown, config);
    if (!plot.getAttribute("role")) {
      plot.setAttribute("role", "img");
      plot.setAttribute("aria-label", title.text.replaceAll("<br>", " "));
      plot.on("plotly_click", follow);
      plot.on("plotly_treemapclick", (event) => follow(event) ?? false);
    }
    chart.takePicture = async (form) => {
      const { data: now, layout: whole } = read(chart, false);
      const margin = { ...whole.margin, t: 64, l: Math.max(whole.margin.l, 16), b: Math.max(whole.margin.b, 16) };
      const size = { width: Math.max(plot.clientWidth, 900), height: whole.height + 56 };
      const url = await Plotly.toImage({ data: now, layout: { ...whole, ...size, margin } }, { format: form, ...size, scale: 2 });
      return unpack(url, form);
    };
  }

  // connect-src keeps fetch from data: addresses, so that they are read by hand
  function unpack(url, form) {
    const content = url.slice(url.indexOf(",") + 1);
    if (form === "svg") return new Blob([decodeURIComponent(content)], { type: "image/svg+xml" });
    return new Blob([Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0))], { type: "image/png" });
  }

  const plots = new Map();
  async function show(chart) {
    try {
      await draw(chart, plots.get(chart));
    } catch (error) {
      chart.classList.remove("drawn");
      plots.get(chart).hidden = true; // the server's picture and the table stay
    }
  }

  for (const chart of charts) plots.set(chart, place(chart, JSON.parse(chart.querySelector(holder).textContent).layout.height));
  const near = new IntersectionObserver((entries) => {
    for (const entry of entries.filter((one) => one.isIntersecting)) {
      near.unobserve(entry.target);
      show(entry.target);
    }
  }, { rootMargin: "400px" });
  for (const chart of charts) near.observe(chart);
  for (const what of [narrow, window.matchMedia("(prefers-color-scheme: dark)")]) {
    what.addEventListener("change", () => {
      for (const chart of charts) if (chart.classList.contains("drawn")) show(chart);
    });
  }
})();
