// Runs once, when the conversation's element is on the page. Gradio gives `element`, `trigger` and `watch`.
const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
const show = (target, block) => target.scrollIntoView({ block, behavior: calm.matches ? "auto" : "smooth" });
const field = () => document.querySelector("#question textarea");
function fill(text) {
  field().value = text;
  field().dispatchEvent(new Event("input", { bubbles: true }));
}

// --- What a screen reader hears: Gradio rewrites the conversation as a whole, so that a live region inside it is new
// each time and says nothing. This one stands outside, and takes each sentence once.
const heard = document.getElementById("as-annonces");
let said = "";
function announce(text) {
  const line = document.createElement("span");
  line.textContent = text + " ";
  heard.append(line);
  while (heard.childElementCount > 30) heard.firstElementChild.remove();
}
function announceAnswer(last) {
  const busy = last.querySelector(".as-reponse").getAttribute("aria-busy") === "true";
  const lines = [...last.querySelectorAll(".as-etat, .as-avis, .as-note[role=status], p.as-phrase, li:has(> .as-appel)")].map((one) => one.innerText.trim());
  for (const line of lines) {
    if (line && !said.includes(`${last.id}|${line}`)) {
      said += `${last.id}|${line}\n`;
      announce(line);
    }
  }
  if (!busy && !said.includes(`${last.id}|fin`)) {
    said += `${last.id}|fin\n`;
    const sources = last.querySelectorAll(".as-citation").length;
    announce(sources ? `Réponse terminée, ${sources} citation${sources > 1 ? "s" : ""}.` : "Réponse terminée.");
  }
}

// --- One thing at a time: what Gradio is given while it works it drops, or begins from a conversation that is no longer the
// last. So questions and opinions wait here; `ui.py` sends "as-fini" at the end of each thing, whatever became of it.
const WAITING = "Votre question partira dès que la réponse en cours sera complète.";
const NOT_TAKEN = "Votre question n’est pas partie : renvoyez-la dans un instant.";
const note = document.createElement("p");
note.id = "as-envoi";
note.setAttribute("role", "status");
let work = null; // what Gradio does now
let typed = null; // the question under way, where it was typed: it leaves the field once it stands in the conversation
let taken = true; // whether it stands there
let next = null; // the question that waits: its text, or "" for what the field will then hold
let later = []; // opinions that wait, and a new conversation
let renewing = false; // what still comes is of the conversation that was left
function tell(text) {
  document.getElementById("composeur").append(note); // which comes after this script
  note.textContent = text;
}
function start(name, data) {
  work = name;
  trigger(name, data);
}
function ask(question) {
  if (work) {
    next = question;
    return tell(WAITING);
  }
  const text = (question || field().value).trim();
  typed = question ? null : text;
  tell("");
  taken = !text;
  if (text) start("submit", { question: text });
  else fill("");
}
function proceed() {
  if (later.length) return start(...later.shift());
  const waited = next;
  next = null;
  if (waited !== null) ask(waited);
}
document.addEventListener("as-demande", () => ask(""));
document.addEventListener("as-fini", ({ detail }) => {
  if (detail !== work) return; // of what was stopped, Gradio tells twice
  work = null;
  if (!taken) tell(NOT_TAKEN);
  taken = true;
  setTimeout(() => { // once Gradio has forgotten what it did
    if (detail === "clear") renewing = false;
    proceed();
  });
});

// --- The conversation, kept in this tab only.
const KEY = "conversation";
const LARGEST = 700000; // characters; a request may hold one megabyte
let kept = [];
try { kept = JSON.parse(sessionStorage.getItem(KEY) || "[]"); } catch { kept = []; }
function keep() {
  while (kept.length && JSON.stringify(kept).length > LARGEST) kept.shift();
  try { sessionStorage.setItem(KEY, JSON.stringify(kept)); } catch { /* full or forbidden: nothing is kept */ }
}
function remember(article) {
  const one = JSON.parse(article.dataset.memoire);
  const at = kept.findIndex((other) => other.answer.id === one.answer.id);
  if (at < 0) kept.push(one);
  else kept[at] = one;
  keep();
}
const answerOf = (id) => kept.find((one) => one.answer.id === id)?.answer;

// --- Taking away.
const receipt = (id) => new URL(`/recus/${encodeURIComponent(id)}`, location.origin).href;
function asText(answer) {
  const sources = answer.citations.map((c) =>
    `[${c.n}] ${c.title}${c.publisher ? `, ${c.publisher}` : ""}${c.published_on ? `, ${c.published_on}` : ""}\n« ${c.quote} »${c.url ? `\n${c.url}` : ""}`);
  const [year, month, day] = answer.as_of.split("-");
  return [answer.question, answer.answer, `Réponse établie au ${day}/${month}/${year}.`, ...(sources.length ? ["Sources", ...sources] : []),
    `Reçu : ${receipt(answer.id)}`].join("\n\n");
}
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch { // no permission, or a page without https
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
}
function mail(answer) {
  const longest = 1800; // what mail programs take of an address
  let body = asText(answer);
  if (encodeURIComponent(body).length > longest) {
    body = `${answer.question}\n\n${answer.answer}\n\nSources et citations : ${receipt(answer.id)}`;
  }
  location.href = `mailto:?subject=${encodeURIComponent(answer.question.slice(0, 120))}&body=${encodeURIComponent(body)}`;
}
function download(answer, format) {
  const form = document.createElement("form");
  form.method = "post";
  form.action = `/reponses/${format}`;
  form.hidden = true;
  const input = document.createElement("input");
  input.name = "answer";
  input.value = JSON.stringify(answer);
  form.append(input);
  document.body.append(form);
  form.submit();
  form.remove();
}
async function takeAway(button) {
  const id = button.closest("[data-reponse]").dataset.reponse;
  const answer = answerOf(id);
  if (!answer) return;
  if (button.dataset.fichier) return download(answer, button.dataset.fichier);
  if (button.dataset.geste === "courriel") return mail(answer);
  await copy(button.dataset.geste === "lien" ? receipt(id) : asText(answer));
  const name = button.textContent;
  button.textContent = "Copié";
  announce("Copié.");
  setTimeout(() => { button.textContent = name; }, 2000);
}

// --- Opinions.
let thanked = null;
function rate(box, useful) {
  const form = box.querySelector("form");
  const given = new FormData(form);
  const number = Number(box.dataset.numero);
  thanked = number;
  later.push(["like", { number, useful, reasons: useful ? [] : given.getAll("raison"), comment: given.get("remarque") || "" }]);
  if (!work) proceed();
}
function openReasons(button) {
  const form = document.getElementById(button.getAttribute("aria-controls"));
  form.hidden = !form.hidden;
  button.setAttribute("aria-expanded", String(!form.hidden));
  if (!form.hidden) form.querySelector("input").focus();
}

// --- A new conversation: at once, even while an answer is on its way.
function renew() {
  if (renewing) return;
  renewing = taken = true;
  later = [["clear"]];
  next = null;
  said = "";
  tell("");
  fill("");
  if (work) trigger("stop"); // first: Gradio would lose what comes of both
  else proceed();
  field().focus();
}

// --- Clicks.
element.addEventListener("click", (event) => {
  const at = (selector) => event.target.closest(selector);
  const question = at("[data-question]");
  if (question) return ask(question.dataset.question);
  if (at(".as-nouvelle")) return renew();
  if (at("[data-geste], [data-fichier]")) return takeAway(at("[data-geste], [data-fichier]"));
  if (at('[data-utile="oui"]')) return rate(at(".as-opinion"), true);
  if (at('[data-utile="non"]')) return openReasons(at('[data-utile="non"]'));
  if (at("[data-source]")) return window.open(at("[data-source]").dataset.source, "_blank", "noopener");
  const call = at("a.as-appel");
  const card = call && document.getElementById(call.getAttribute("href").slice(1));
  if (card) {
    event.preventDefault();
    card.focus({ preventScroll: true });
    show(card, "nearest");
  }
});
element.addEventListener("submit", (event) => {
  event.preventDefault();
  rate(event.target.closest(".as-opinion"), false);
});

// --- A new question comes to the top; a short answer is then brought wholly above the field.
let shown = null;
watch("value", () => {
  const exchanges = element.querySelectorAll(".as-tour");
  const last = exchanges[exchanges.length - 1];
  if (renewing) {
    if (last) return;
    renewing = false;
    kept = [];
    keep();
  }
  for (const article of element.querySelectorAll("[data-memoire]")) remember(article);
  if (thanked) {
    const thanks = document.getElementById(`merci-${thanked}`);
    if (thanks) { announce(thanks.innerText); thanks.focus({ preventScroll: true }); thanked = null; }
    return;
  }
  if (last) announceAnswer(last);
  if (last && last.id !== shown) {
    if (typed && field().value.trim() === typed) fill("");
    taken = true;
    show(last, "start");
  } else if (last && last.offsetHeight < window.innerHeight * 0.7) show(last, "nearest");
  shown = last?.id;
});

// --- What was being written when the server was lost.
const draft = sessionStorage.getItem("brouillon");
sessionStorage.removeItem("brouillon");
function write() {
  if (!field()) return setTimeout(write, 50); // the field comes after the conversation
  fill(draft);
}
if (draft) write();

// --- What this tab had, and a question that another page asks: "/#demander=…".
const asked = new URLSearchParams(location.hash.slice(1)).get("demander");
if (asked) history.replaceState(null, "", location.pathname);
if (kept.length) start("apply", { kept, question: asked || "" });
else if (asked) start("submit", { question: asked });
