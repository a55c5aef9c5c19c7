"""One form of a text for all its spellings. Names and questions are folded alike.

Both databases are given folded words, so neither its own rules of letters nor its collation
decides what is found.
"""

import re
import unicodedata
from functools import lru_cache

LONGEST_WORD = 60
LETTERS = str.maketrans(
    {
        "ı": "i",
        "ə": "e",
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ħ": "h",
        "ى": "ي",
        "ی": "ي",
        "ے": "ي",
        "ک": "ك",
        "ة": "ه",
        "ۃ": "ه",
        "ە": "ه",
        "ہ": "ه",
        "ھ": "ه",
        "ٱ": "ا",
        "ء": None,
        "'": None,
        "’": None,
        "‘": None,
        "`": None,
        "´": None,
        "\u200c": " ",
    }
)
GREEK = {
    "α": "alpha",
    "β": "beta",
    "γ": "gamma",
    "δ": "delta",
    "ε": "epsilon",
    "ζ": "zeta",
    "κ": "kappa",
    "λ": "lambda",
    "μ": "mu",
    "σ": "sigma",
    "τ": "tau",
    "ω": "omega",
}
LONE_GREEK = re.compile(r"(?<![α-ω])[α-ω](?![α-ω])")
LETTERS_AND_DIGITS = re.compile(r"[0-9]+|[^0-9]+")
ARTICLE = "ال"

# British spelling to American. A word is matched by both of its forms, so a rule may not hold for
# some word as long as it does not make another common word of it.
AMERICAN = [
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"leuc(?=[aeo])", "leuk"),
        (r"sulph", "sulf"),
        (r"ae(?!r)", "e"),
        (r"oe", "e"),
        (r"(?<=[a-z]{3})our|(?<=^od)our", "or"),
        (r"(?<=[a-z]{3})is(?=(?:e|ed|es|er|ing|ations?)$)", "iz"),
        (r"(?<=[a-z]l)ys(?=(?:e|ed|es|er|ing)$)", "yz"),
        (r"(?<=[a-z]{2}[bt])re(?=s?$)", "er"),
        (r"ll(?=(?:ed|ing|er)$)", "l"),
        (r"^mould", "mold"),
        (r"^programme", "program"),
        (r"^ageing$", "aging"),
        (r"^aluminium$", "aluminum"),
        (r"^defence", "defense"),
        (r"^grey$", "gray"),
    )
]
SHORTEST_RESPELT = 4
# Texts are made of the same ones again and again.
KEPT_LETTERS = 1_000
KEPT_WORDS = 10_000
# How words go on where British and American part. A beginning is completed, respelt and cut again.
COMPLETIONS = ("e", "h", "a", "r", "ed", "ing", "ng", "um")
# "leuka" and "diarrho" stop within "ae" and "oe"; "immuno" does not stop within "immunoe".
WITHIN_DIGRAPH = re.compile(r"(?:[a-z]{4}|^(?:an|gyn|ur|vir))a$|(?:rrh|pn|hom)o$")
BRITISH_START = re.compile(r"^(?:ae(?!r)|oe)(?=[a-z])")


def chunks(text: str) -> list[list[str]]:
    """Folded words, those together that no white space parts: "PD-1 test" is [[pd, 1], [test]]."""
    lower = unicodedata.normalize("NFKD", text.casefold().translate(LETTERS)).casefold()
    plain = "".join(map(_folded, lower)).translate(LETTERS)
    spelt = LONE_GREEK.sub(lambda letter: GREEK.get(letter[0], letter[0]), plain)
    words = ([word[:LONGEST_WORD] for word in part.split("\0") if word] for part in spelt.split())
    return [part for part in words if part]


@lru_cache(KEPT_LETTERS)
def _folded(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.digit(character))
    if category in ("Mn", "Mc", "Me", "Lm", "Cf"):
        return ""
    if category[0] in "LN":
        return character
    return " " if character.isspace() else "\0"


def words(text: str) -> list[str]:
    return [word for chunk in chunks(text) for word in chunk]


def fold(text: str) -> str:
    return " ".join(words(text))


@lru_cache(KEPT_WORDS)
def american(word: str) -> str:
    """The American spelling of a folded word, the word itself where it has no other."""
    if len(word) < SHORTEST_RESPELT:
        return word
    for pattern, replacement in AMERICAN:
        word = pattern.sub(replacement, word)
    return word


def american_beginnings(word: str) -> list[str]:
    """American words' beginnings that this beginning of a British word stands for.

    "leuka" is "leuke", "generalis" is "generaliz", "oes" is "es", "centr" is "center".
    """
    whole = american(word)
    if len(word) < SHORTEST_RESPELT:
        whole = BRITISH_START.sub("e", word)
    found = [whole]
    for completion in COMPLETIONS:
        if completion == "e" and word[-1:] in ("a", "o") and not WITHIN_DIGRAPH.search(word):
            continue
        respelt = american(word + completion)
        if respelt in (word + completion, whole + completion):
            continue
        is_substituted = len(respelt) == len(word + completion)
        found.append(respelt.removesuffix(completion) if is_substituted else respelt)
    return [each for each in dict.fromkeys(found) if each != word]


def respell(folded: str) -> str:
    return " ".join(map(american, folded.split(" ")))


def words_of_name(text: str) -> list[str]:
    """Everything by whose beginning a name is found, each once.

    That is each word in both spellings, "pd1" for "PD-1", "bms936558" for "BMS 936558", "bms" and
    "936558" for "BMS936558", and Arabic words without their article.
    """
    parts = chunks(text)
    plain = [word for part in parts for word in part]
    more = [american(word) for word in plain]
    more += ["".join(part)[:LONGEST_WORD] for part in parts]
    more.append("".join(plain)[:LONGEST_WORD])
    for word in plain:
        more += LETTERS_AND_DIGITS.findall(word)
        if word.startswith(ARTICLE):
            more.append(word.removeprefix(ARTICLE) or word)
    return list(dict.fromkeys(plain + more))


def words_of_text(text: str) -> list[str]:
    """The words of prose in both spellings, each once."""
    plain = words(text)
    return list(dict.fromkeys(plain + [american(word) for word in plain]))
