"""Translation, plurals, numbers, dates and right-to-left: how the same thing is said in each language."""

from bot.language.marks import Plural, mark, mark_plural
from bot.language.speech import Language, Languages, load_languages

__all__ = ["Language", "Languages", "Plural", "load_languages", "mark", "mark_plural"]
