"""Names of languages, for everything in the consultations; the regions use the same ones."""

from frontend.languages import is_language, language_name, native_name, text_direction

__all__ = ["is_language", "language_name", "native_name", "text_direction"]
