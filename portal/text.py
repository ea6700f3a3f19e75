"""Polish text: folding for search, order for lists, no-break spaces for reading."""

import re
import unicodedata

_ALPHABET = "aąbcćdeęfghijklłmnńoópqrsśtuvwxyzźż"
_RANK = {letter: f"{rank:04d}" for rank, letter in enumerate(_ALPHABET, start=100)}
_FOLD = str.maketrans({"ł": "l", "Ł": "l", "đ": "d", "ø": "o", "ß": "ss", "’": "'"})

_ONE_LETTER = re.compile(r"(?<![\w\u00a0-])([aiouwzAIOUWZ])\s+(?=\S)")
_TAG = re.compile(r"<[^>]*>")
_UNIT = re.compile(r"(§|\bust\.|\bpkt|\blit\.|\bart\.|\bnr|\bul\.|\bgodz\.|\bpok\.)\s+(?=\S)")
_NUMBER = re.compile(r"(?<=\d)\s+(?=\d{3}\b|zł|r\.|KB|MB|dni\b|osób\b)")
_DATE = re.compile(
    r"(?<=\d)\s+(?=(?:stycznia|lutego|marca|kwietnia|maja|czerwca|lipca|sierpnia|września|"
    r"października|listopada|grudnia)\b)"
)


def fold(text):
    """Lower case without accents, for comparing what people type: "Łódź" → "lodz"."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_FOLD).lower())
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).split())


def words_of(text):
    """The folded words alone, for telling whether two names are the same: „CIS” is CIS."""
    return re.findall(r"\w+", fold(text))


def sort_key(text):
    """A string whose plain byte order is the Polish alphabetical order of `text`.

    Punctuation and quotation marks do not count, digits come before letters; letters of other
    alphabets follow the Polish ones. The same on SQLite and PostgreSQL.
    """
    key = []
    for char in unicodedata.normalize("NFC", text.lower()):
        if char in _RANK:
            key.append(_RANK[char])
        elif char.isdigit():
            key.append(f"{10 + int(unicodedata.digit(char, 0)):04d}")
        elif char.isspace():
            key.append("0001")
        elif char.isalpha():
            base = unicodedata.normalize("NFD", char)[0]
            key.append(_RANK.get(base, f"{min(ord(char), 8999) + 1000:04d}"))
    return "".join(key).strip()[:400]


def tie(text):
    """Puts no-break spaces where a Polish line must not break ("w domu", "§ 3", "4 500 zł")."""
    text = _UNIT.sub("\\1\u00a0", text)
    text = _NUMBER.sub("\u00a0", text)
    text = _DATE.sub("\u00a0", text)
    return _ONE_LETTER.sub("\\1\u00a0", text)


def tie_html(html):
    """The same for text with tags, which stay as they are: "<a href" begins with no word "a"."""
    return _TAG.sub(lambda tag: tag[0].replace("\u00a0", " "), tie(html))
