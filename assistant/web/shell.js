// Before Gradio: it picks its own words by the browser's language, and this service speaks French to everybody.
Object.defineProperty(navigator, "language", { get: () => "fr" });

// Gradio says in English that the server is lost, and does not recover; this says it in French, and when the server is
// back loads the page again: the tab keeps the conversation, and what was being written.
{
  const real = window.fetch;
  let probing = null;
  const back = () => {
    clearInterval(probing);
    const field = document.querySelector("#question textarea");
    try { sessionStorage.setItem("brouillon", field ? field.value : ""); } catch { /* forbidden: nothing is kept */ }
    location.reload();
  };
  const probe = () => real("/health/live").then((reply) => { if (reply.ok) back(); }, () => {});
  const lost = () => {
    document.getElementById("as-panne").hidden = false;
    probing ??= setInterval(probe, 2000);
  };
  window.fetch = async (...request) => {
    try {
      const reply = await real(...request);
      if (reply.status >= 502) lost();
      return reply;
    } catch (error) {
      if (error.name !== "AbortError") lost();
      throw error;
    }
  };
  window.addEventListener("pagehide", () => { window.fetch = real; }); // what is cut off by leaving is not lost
}
