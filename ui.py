"""The chat page: how its parts are put together. What they are lives in `assistant/web/`.

python ui.py     starts the page and the API on the address of the settings
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import gradio as gr

from assistant.service.answering_protocol import Answering
from assistant.web import chat, chat_texts, feedback, tab_history, theme, views
from assistant.web.site import site_of

CONCURRENT_ANSWERS = 8
"""Answers composed at once for the page; more wait their turn rather than slow everybody down."""


def build_page(assistant: Answering, journal: feedback.Keeping) -> gr.Blocks:
    """The page over that assistant; its readers' opinions go to that journal. Mounted by `assistant.web.mount`, which
    gives it theme, style and language."""

    def answer(conversation: chat.Conversation, event: gr.EventData) -> Iterator[tuple[str, chat.Conversation]]:
        """Streams the view and the state."""
        for state in chat.respond(assistant, conversation, str(event.question).strip()):
            yield views.conversation(state, site_of(assistant)), state

    def restore(event: gr.EventData) -> Iterator[tuple[str, chat.Conversation]]:
        """The conversation that the tab had kept, then the question that another page asks."""
        conversation = tab_history.restored(event.kept, assistant)
        yield views.conversation(conversation, site_of(assistant)), conversation
        if event.question:
            yield from answer(conversation, event)

    def rate(conversation: chat.Conversation, event: gr.EventData) -> tuple[str, chat.Conversation]:
        rated = feedback.rated(
            conversation, journal, event.number, event.useful is True, event.reasons, str(event.comment)
        )
        return views.conversation(rated, site_of(assistant)), rated

    with gr.Blocks(title=chat_texts.PAGE, analytics_enabled=False, fill_width=True, elem_id="page") as page:
        state = gr.State(())
        thread = gr.HTML(
            views.WELCOME_PLACE,
            apply_default_css=False,
            js_on_load=theme.SCRIPT.read_text("utf-8"),
            elem_id="fil",
        )
        with gr.Row(elem_id="composeur"):
            question = gr.Textbox(
                label=chat_texts.QUESTION_LABEL,
                placeholder=chat_texts.QUESTION_PLACEHOLDER,
                lines=1,
                max_lines=5,
                elem_id="question",
                html_attributes=gr.InputHTMLAttributes(lang="fr", spellcheck=True, enterkeyhint="send"),
            )
            send = gr.Button(chat_texts.SEND, variant="primary", elem_id="envoyer", min_width=90)

        shown = [thread, state]
        # No spinner over what is being read, and none of this is an API: the API is next door.
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        limit: dict[str, Any] = {
            "concurrency_id": "answers",
            "concurrency_limit": CONCURRENT_ANSWERS,
            **quiet,
        }
        # The script asks, one question at a time: Gradio would drop one that comes during an answer.
        gr.on([question.submit, send.click], js=_told("as-demande"), **quiet)
        asked = thread.submit(answer, [state], shown, **limit)
        restored = thread.apply(restore, None, shown, **limit)
        rated = thread.like(rate, [state], shown, **quiet)
        cleared = thread.clear(lambda: (views.conversation((), site_of(assistant)), ()), None, shown, **quiet)
        thread.stop(None, cancels=[asked, restored], **quiet)
        for name, event in (("submit", asked), ("apply", restored), ("like", rated), ("clear", cleared)):
            event.then(js=_told("as-fini", name), **quiet)
            event.failure(js=_told("as-fini", name), **quiet)  # `then` is told of a stop and of success only
    return page


def _told(name: str, detail: str = "") -> str:
    """JavaScript that tells `page.js` so; Gradio runs it at once, even while an answer is on its way."""
    return f"() => {{ document.dispatchEvent(new CustomEvent('{name}', {{ detail: '{detail}' }})); }}"


if __name__ == "__main__":
    from assistant.serving.server import serve
    from index.settings import load_settings

    serve(load_settings())
