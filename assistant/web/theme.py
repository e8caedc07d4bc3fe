"""The look of the page: a sober Gradio theme on system fonts, and one style sheet."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import gradio as gr

SHELL_STYLE = Path(__file__).parent / "shell.css"
"""For the page's own head: there from the first paint."""
STYLE = Path(__file__).parent / "style.css"
"""For Gradio, which loads it after its own, so that it wins."""
DRAWING_STYLE = Path(__file__).parent / "drawing.css"
"""Charts, in the chat and in the views."""
VIEW_STYLE = Path(__file__).parent / "view.css"
"""The views, which are pages without Gradio."""
SCRIPT = Path(__file__).parent / "page.js"
SHELL_SCRIPT = Path(__file__).parent / "shell.js"
"""For the page's own head, like its style: runs before Gradio."""
VIEW_SCRIPT = Path(__file__).parent / "view.js"
ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E"
    "%3Crect width='32' height='32' rx='4' fill='%23000091'/%3E"
    "%3Cpath d='M7 24V13l6 4v-4l6 4V8h6v16z' fill='white'/%3E%3C/svg%3E"
)
FONTS = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "Liberation Sans", "Arial", "sans-serif")
MONO_FONTS = ("ui-monospace", "Consolas", "Liberation Mono", "monospace")
BLUE = (
    "#f5f5fe",
    "#ececfe",
    "#e3e3fd",
    "#cacafb",
    "#8585f6",
    "#6a6af4",
    "#000091",
    "#00007a",
    "#000064",
    "#00004e",
    "#000038",
)
"""From tint to shade, as Gradio's `Color` wants them: 50, 100 … 900, 950."""


def theme() -> gr.themes.Base:
    """Fonts named as plain strings are the reader's own: Gradio's default ones are files, or come from a font
    host."""
    import gradio as gr

    return gr.themes.Base(
        primary_hue=gr.themes.Color(*BLUE, name="bleu"),
        neutral_hue=gr.themes.colors.zinc,
        radius_size=gr.themes.sizes.radius_none,
        text_size=gr.themes.sizes.text_lg,
        font=FONTS,
        font_mono=MONO_FONTS,
    ).set(
        body_background_fill="#ffffff",
        body_background_fill_dark="#161616",
        body_text_color="#161616",
        body_text_color_dark="#eeeeee",
        button_primary_background_fill="#000091",
        button_primary_background_fill_hover="#1212ff",
        button_primary_background_fill_dark="#8585f6",
        button_primary_background_fill_hover_dark="#b1b1f9",
        button_primary_text_color="#ffffff",
        button_primary_text_color_dark="#000038",
        input_background_fill="#eeeeee",
        input_background_fill_dark="#242424",
        input_placeholder_color="#666666",
        input_placeholder_color_dark="#a0a0a0",
    )
