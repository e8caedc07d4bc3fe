"""The chat page: how its parts are put together. What they are lives in `assistant/web/`.

python ui.py     starts the page and the API on the address of the settings
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import gradio as gr

from assistant.api.opening import Answering
from assistant.web import chat, memory, opinions, texts, theme, views

CONCURRENT_ANSWERS = 8
"""Answers composed at once for the page; more wait their turn rather than slow everybody down."""


def build_page(assistant: Answering, journal: opinions.Keeping) -> gr.Blocks:
    """The page over that assistant; its readers' opinions go to that journal. Mounted by `assistant.web.mount`, which
    gives it theme, style and language."""

    def answer(question: str, conversation: chat.Conversation) -> Iterator[tuple[str, chat.Conversation, str]]:
        """Streams the view and the state, and empties the field."""
        if not question.strip():
            yield views.conversation(conversation), conversation, ""
            return
        for state in chat.respond(assistant, conversation, question.strip()):
            yield views.conversation(state), state, ""

    def answer_example(
        conversation: chat.Conversation, event: gr.EventData
    ) -> Iterator[tuple[str, chat.Conversation, str]]:
        yield from answer(str(event.question), conversation)

    def restore(event: gr.EventData) -> Iterator[tuple[str, chat.Conversation]]:
        """The conversation that the tab had kept, then the question that another page asks; the field is left as it
        is."""
        conversation = memory.restored(event.kept, assistant)
        yield views.conversation(conversation), conversation
        if event.question:
            for html, after, _ in answer(str(event.question), conversation):
                yield html, after

    def rate(conversation: chat.Conversation, event: gr.EventData) -> tuple[str, chat.Conversation]:
        rated = opinions.rated(
            conversation, journal, event.number, event.useful is True, event.reasons, str(event.comment)
        )
        return views.conversation(rated), rated

    with gr.Blocks(title=texts.TITLE, analytics_enabled=False, fill_width=True, elem_id="page") as page:
        state = gr.State(())
        thread = gr.HTML(
            views.conversation(()),
            apply_default_css=False,
            js_on_load=theme.SCRIPT.read_text("utf-8"),
            elem_id="fil",
        )
        with gr.Row(elem_id="composeur"):
            question = gr.Textbox(
                label=texts.QUESTION_LABEL,
                placeholder=texts.QUESTION_PLACEHOLDER,
                lines=1,
                max_lines=5,
                elem_id="question",
                html_attributes=gr.InputHTMLAttributes(lang="fr", spellcheck=True, enterkeyhint="send"),
            )
            send = gr.Button(texts.SEND, variant="primary", elem_id="envoyer", min_width=90)

        shown = [thread, state, question]
        # No spinner over what is being read, and none of this is an API: the API is next door.
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        limit: dict[str, Any] = {
            "concurrency_id": "answers",
            "concurrency_limit": CONCURRENT_ANSWERS,
            **quiet,
        }
        gr.on([question.submit, send.click], answer, [question, state], shown, **limit)
        thread.submit(answer_example, [state], shown, **limit)
        thread.apply(restore, None, [thread, state], **limit)
        thread.like(rate, [state], [thread, state], **quiet)
        thread.clear(lambda: (views.conversation(()), (), ""), None, shown, **quiet)
    return page


if __name__ == "__main__":
    from assistant.api.server import serve
    from index.settings import load_settings

    serve(load_settings())
