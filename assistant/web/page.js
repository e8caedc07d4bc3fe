// Runs once, when the conversation's element is on the page. Gradio gives `element`, `trigger` and `watch`.
const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
const show = (target, block) => target.scrollIntoView({ block, behavior: calm.matches ? "auto" : "smooth" });

element.addEventListener("click", (event) => {
  const question = event.target.closest("[data-question]");
  if (question && element.querySelector('[aria-busy="true"]')) return; // one answer at a time
  if (question) {
    trigger("submit", { question: question.dataset.question });
    return;
  }
  if (event.target.closest(".ti-nouvelle")) {
    trigger("clear");
    document.querySelector("#question textarea")?.focus();
    return;
  }
  const call = event.target.closest("a.ti-appel");
  const card = call && document.getElementById(call.getAttribute("href").slice(1));
  if (card) {
    event.preventDefault();
    card.focus({ preventScroll: true });
    show(card, "nearest");
  }
});

// A new question comes to the top; a short answer is then brought wholly above the field.
let shown = 0;
watch("value", () => {
  const exchanges = element.querySelectorAll(".ti-tour");
  const last = exchanges[exchanges.length - 1];
  if (exchanges.length > shown) show(last, "start");
  else if (last && last.offsetHeight < window.innerHeight * 0.7) show(last, "nearest");
  shown = exchanges.length;
});
