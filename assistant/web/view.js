// Views work without this: filters are forms, zooms are links. With it the part that changes is replaced in place,
// the address follows, and a screen reader hears the new count.
const results = () => document.getElementById("resultats");
const announce = (text) => { document.getElementById("as-annonces").textContent = text; };
let asked = 0;

async function go(address, push) {
  const mine = ++asked;
  results()?.setAttribute("aria-busy", "true");
  try {
    const reply = await fetch(address);
    const page = new DOMParser().parseFromString(await reply.text(), "text/html");
    const part = page.getElementById("resultats");
    if (mine !== asked) return; // a later choice has been made meanwhile
    if (!reply.ok || !part) return location.assign(address);
    const focused = document.activeElement?.id;
    results().replaceWith(document.adoptNode(part));
    if (push) history.pushState(null, "", address);
    for (const field of page.querySelectorAll("form[data-vue] :is(input, select)")) {
      const shown = document.getElementById(field.id);
      if (shown && shown !== document.activeElement) { shown.value = field.value; shown.checked = field.checked; }
    }
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
    prepare();
    announce(part.dataset.annonce);
  } catch {
    results()?.removeAttribute("aria-busy");
    announce("Le serveur ne répond pas.");
  }
}

function ask(form, push) {
  const fields = [...new FormData(form)].filter(([, value]) => value !== "");
  go(`${form.getAttribute("action")}?${new URLSearchParams(fields)}`, push);
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-vue]")) return;
  event.preventDefault();
  ask(event.target, true);
});
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-vue]");
  if (form && event.target.type !== "search" && event.target.type !== "date") ask(form, true);
});
let typing;
document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-vue]");
  if (!form || event.target.type !== "search") return;
  clearTimeout(typing);
  typing = setTimeout(() => ask(form, false), 250);
});
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-vue]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  go(link.getAttribute("href"), true);
});
window.addEventListener("popstate", () => { if (results()) go(location.href, false); });

// The timeline: one stop of the Tab key, arrows between events, + and − to zoom, a period by dragging.
const zoom = (name) => document.querySelector(`a[data-zoom="${name}"]`)?.click();

function prepare() {
  const points = [...document.querySelectorAll("#frise .as-point")];
  points.sort((a, b) => a.querySelector("circle").cx.baseVal.value - b.querySelector("circle").cx.baseVal.value);
  points.forEach((point, n) => {
    point.setAttribute("tabindex", n ? "-1" : "0");
    point.addEventListener("keydown", (event) => {
      const to = { ArrowRight: n + 1, ArrowDown: n + 1, ArrowLeft: n - 1, ArrowUp: n - 1, Home: 0, End: points.length - 1 }[event.key];
      if (to === undefined || !points[to]) return;
      event.preventDefault();
      point.setAttribute("tabindex", "-1");
      points[to].setAttribute("tabindex", "0");
      points[to].focus();
    });
  });
  const chart = document.getElementById("frise");
  chart?.addEventListener("keydown", (event) => {
    if (event.key === "+" || event.key === "=") zoom("in");
    if (event.key === "-") zoom("out");
  });
  chart?.addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return; // the wheel alone scrolls the page
    event.preventDefault();
    clearTimeout(typing);
    typing = setTimeout(() => zoom(event.deltaY < 0 ? "in" : "out"), 80);
  }, { passive: false });
  if (chart) drag(chart);
}

function drag(chart) {
  let from = null;
  let box = null;
  const x = (event) => event.clientX - chart.getBoundingClientRect().left;
  const day = (at) => {
    const first = Date.parse(chart.dataset.de), last = Date.parse(chart.dataset.a), width = chart.clientWidth - 28;
    const share = Math.min(1, Math.max(0, (at - 14) / width));
    return new Date(first + share * (last - first)).toISOString().slice(0, 10);
  };
  chart.addEventListener("dragstart", (event) => event.preventDefault());
  chart.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "mouse" && event.button === 0) from = x(event);
  });
  chart.addEventListener("pointermove", (event) => {
    if (from === null || (!box && Math.abs(x(event) - from) < 8)) return;
    if (!box) {
      box = document.createElementNS("http://www.w3.org/2000/svg", "rect");
      box.setAttribute("class", "as-selection");
      box.setAttribute("y", "20");
      box.setAttribute("height", chart.clientHeight - 20);
      chart.append(box);
      chart.setPointerCapture(event.pointerId);
    }
    box.setAttribute("x", Math.min(from, x(event)));
    box.setAttribute("width", Math.abs(x(event) - from));
  });
  chart.addEventListener("pointerup", (event) => {
    const start = from;
    from = null;
    if (!box) return;
    box.remove();
    box = null;
    const [de, a] = [start, x(event)].sort((one, other) => one - other).map(day);
    const address = new URL(location.href);
    address.searchParams.set("de", de);
    address.searchParams.set("a", a);
    go(address.pathname + address.search, true);
  });
}

// On a telephone the results come first; the filters are one touch away.
if (matchMedia("(max-width: 800px)").matches) for (const more of document.querySelectorAll(".as-plus")) more.open = false;
prepare();
