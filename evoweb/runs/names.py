"""Names that people give, and what they search for: which characters they may hold, and the form they are kept in."""

import unicodedata
from typing import Annotated

from pydantic import AfterValidator, Field

from simulation.errors import Problem

LONGEST = 100  # characters, of runs and belongings alike
JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"  # Persian words and many emoji are written with them
JOINED = ("L", "M", "S")  # letters, their marks, symbols: what a joiner may stand between
LINE_BREAKS_AND_TABS = "\n\r\t"
OVERRIDES = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"  # they let text read otherwise than it is
UNNAMED = {"Cc": "a control character", "Cs": "half of a surrogate pair", "Co": "a character for private use"}
NO_PART_OF_A_NAME = ("Cc", "Cf", "Co", "Cs", "Zl", "Zp")  # controls, formatting, line ends


def tidy(text: str) -> str:
    """The form in which names are kept and searched for: composed (NFC), every space an ordinary one, none outside."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(" " if unicodedata.category(letter) == "Zs" else letter for letter in composed).strip()


def name_problems(name: str, field: str = "name", longest: int = LONGEST) -> list[Problem]:
    """What is wrong with a tidy name."""
    if not name:
        return [Problem(field, "must not be empty")]
    if len(name) > longest:
        return [Problem(field, f"must be at most {longest} characters long")]
    strange = strange_character(name) or loose_joiner(name)
    return [Problem(field, strange)] if strange else []


def strange_character(text: str) -> str:
    """Which character of a line of text may not be there, in words; empty where all may."""
    for letter in text:
        if unicodedata.category(letter) in NO_PART_OF_A_NAME and letter not in JOINERS:
            return f"contains {in_words(letter)}"
    return ""


def strange_in_notes(text: str) -> str:
    """Which character of lines of text may not be there, in words; empty where all may."""
    for letter in text:
        is_control = unicodedata.category(letter) in UNNAMED and letter not in LINE_BREAKS_AND_TABS
        if is_control or letter in OVERRIDES:
            return f"contains {in_words(letter)}"
    return ""


def loose_joiner(name: str) -> str:
    """Which joiner stands elsewhere than between letters or emoji, in words; empty where none does."""
    for before, letter, after in zip(" " + name, name, name[1:] + " ", strict=False):
        if letter in JOINERS and not all(unicodedata.category(one)[0] in JOINED for one in (before, after)):
            return f"contains {in_words(letter)}, that joins nothing"
    return ""


def in_words(letter: str) -> str:
    """A character's number and name: `U+202E, right-to-left override`."""
    name = unicodedata.name(letter, UNNAMED.get(unicodedata.category(letter), "")).lower()
    return f"U+{ord(letter):04X}, {name}" if name else f"U+{ord(letter):04X}"


def sought(text: str) -> str:
    """What somebody searches for, tidied.

    Raises:
        ValueError: it holds what no name can hold.
    """
    tidied = tidy(text)
    if strange := strange_character(tidied):
        raise ValueError(strange)
    return tidied


def checked(text: str) -> str:
    """A name as it is kept.

    Raises:
        ValueError: it will not do.
    """
    tidied = tidy(text)
    if problems := name_problems(tidied):
        raise ValueError(problems[0].message)
    return tidied


Name = Annotated[str, AfterValidator(checked), Field(min_length=1, max_length=LONGEST)]
Sought = Annotated[str, AfterValidator(sought)]
