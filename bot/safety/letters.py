"""What a word is made of, in any script: letters, and the vowel signs and other marks that are written onto them.

Python's `\\w` knows letters and figures only, and would cut a Gurmukhi or Bengali word in two at every vowel sign.
"""

from __future__ import annotations

import unicodedata

MARKS = "".join(chr(code) for code in range(0x300, 0x1E00) if unicodedata.category(chr(code)).startswith("M"))
"""Every mark of the world's living scripts, to be put into a character class."""
CHARACTER = rf"(?:[^\W_]|[{MARKS}])"
"""A regular expression for one letter, figure or mark."""
LETTER = rf"(?:[^\W\d_]|[{MARKS}])"
"""The same without the figures."""
