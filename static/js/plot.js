// One interactive series: a json_script of {"labels": [name, ...], "data": [[seconds...], [values...], ...]}.
(() => {
  const colour = (name) => {
    const probe = document.body.appendChild(document.createElement("i"));
    probe.style.color = `var(${name})`;
    const value = getComputedStyle(probe).color;
    probe.remove();
    return value;
  };
  const written = (options) => {
    const format = new Intl.DateTimeFormat("en-GB", options);
    return (seconds) => format.format(seconds * 1000);
  };
  const [date, time, moment] = [{ day: "numeric", month: "short" }, { hour: "2-digit", minute: "2-digit" }, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" }].map(written);
  const clock = (seconds) => (time(seconds) === "00:00" ? date(seconds) : time(seconds));
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
      axes: [{ ...axis, values: (_, ticks) => ticks.map(clock) }, { ...axis, size: 36 }],
      series: [{ label: "At", value: (_, value) => (value === null ? "–" : moment(value)) }, ...labels.map((label, at) => ({
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
