// One interactive series: a json_script of {"labels": [name, ...], "data": [[seconds...], [values...], ...]}.
(() => {
  const colour = (name) => {
    const probe = document.body.appendChild(document.createElement("i"));
    probe.style.color = `var(${name})`;
    const value = getComputedStyle(probe).color;
    probe.remove();
    return value;
  };
  const drawn = new Map();
  const draw = (place) => {
    const { labels, data } = JSON.parse(document.getElementById(place.dataset.plot).textContent);
    const tones = ["--accent", "--bad", "--info"].map(colour);
    const axis = { stroke: colour("--soft"), grid: { stroke: colour("--line"), width: 1 }, ticks: { show: false }, font: "11px Inter, sans-serif" };
    drawn.get(place)?.destroy();
    drawn.set(place, new uPlot({
      width: place.clientWidth,
      height: 208,
      cursor: { points: { size: 7 } },
      axes: [axis, { ...axis, size: 44 }],
      series: [{}, ...labels.map((label, at) => ({
        label,
        stroke: tones[at % tones.length],
        width: 1.75,
        value: (_, value) => (value === null ? "–" : `${value.toLocaleString("en")} ${place.dataset.plotUnit}`),
      }))],
    }, data, place));
  };
  const all = () => document.querySelectorAll("[data-plot]");
  const start = () => all().forEach((place) => {
    draw(place);
    new ResizeObserver(() => drawn.get(place).setSize({ width: place.clientWidth, height: 208 })).observe(place);
  });
  document.addEventListener("themechange", () => all().forEach(draw));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => all().forEach(draw));
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
