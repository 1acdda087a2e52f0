"""Folding: bring what is printed in many ways to one form before it is compared.

Folded text is for comparison only; what is quoted is always the text as printed.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_FULL_WIDTH: dict[int, int] = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_SPACES: dict[int, str] = dict.fromkeys([0x00A0, 0x2002, 0x2003, 0x2007, 0x2009, 0x202F, 0x3000], " ")
_DIRECTIONS = [0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
"""Marks of writing direction, left behind by spreadsheets and mail programs."""
_INVISIBLE = dict.fromkeys([0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD, *_DIRECTIONS], None)
_MINUS = dict.fromkeys([0x2212, 0x2010, 0x2011, 0xFE63, 0x2013], "-")
_TRADITIONAL = (
    "萬與專業個為舉於從眾會傳體關內決況減劃製辦務動區華單歷參發變號後員圍國場處備復獎實審對屬佈應廢開強當錄録徵總執護報據數無時機權條構標欄檢沒濟滿點熱現碼確稱穩類係糾納線組織經結給絡統繼續維編繳網罰輿範獲"
    "補見規計認討議記許論訟設訪訴試話詢該說請讀談負責購費轉輯過這進適郵採錯門問聞閱際隱頁項題額駁"
)
_SIMPLIFIED = (
    "万与专业个为举于从众会传体关内决况减划制办务动区华单历参发变号后员围国场处备复奖实审对属布应废开强当录录征总执护报据数无时机权条构标栏检没济满点热现码确称稳类系纠纳线组织经结给络统继续维编缴网罚舆范获"
    "补见规计认讨议记许论讼设访诉试话询该说请读谈负责购费转辑过这进适邮采错门问闻阅际隐页项题额驳"
)
"""The characters of the forms in both spellings, one to one: pages are offered in either (繁體版)."""
_SPELLING = dict(zip(map(ord, _TRADITIONAL), _SIMPLIFIED, strict=True))
# Chinese reports write the digit zero in dates and numerals in three ways.
_ZERO: dict[int, str] = {0x25CB: "〇", 0x25EF: "〇"}
_UNIFIED: dict[int, int | str | None] = {**_MINUS, **_ZERO, **_SPELLING}

ONE_TO_ONE: dict[int, int | str | None] = {**_FULL_WIDTH, **_SPACES}
"""Translation that keeps every character offset: full-width forms and unusual spaces."""

_LABEL_DROP = re.compile(r"[\s\u3000“”\"'‘’`´〝〞＂，,、。.．；;：:（）()\[\]【】〔〕《》<>·•\-—－_*]+")
_NUMBERING = re.compile(
    r"^(?:其中[:：]?)?(?:[（(][一二三四五六七八九十\d]{1,3}[)）]|[一二三四五六七八九十]{1,3}[、.．,，]|\d{1,2}[、.．,，)）]|[①-⑳])"
)
_SPACED_NUMBER = re.compile(r"^\s*\d{1,2}\s+(?=[一-鿿])")
_BRACKETS = re.compile(r"[（(\[【〔][^（）()\[\]【】〔〕]*[)）\]】〕]")


def width(text: str) -> str:
    """Full-width letters, digits and signs to half-width; unusual spaces to a space; offsets kept."""
    return text.translate(ONE_TO_ONE)


def visible(text: str) -> str:
    """NFKC without zero-width characters; minus signs and spelling unified. For values and labels, not for offsets.

    Circled, raised and fractional numerals stay what they are: NFKC would turn 21① into 211.
    """
    if text.isascii():
        return text
    bare = text.translate(_INVISIBLE).translate(_UNIFIED)
    return "".join(c if unicodedata.category(c) == "No" else unicodedata.normalize("NFKC", c) for c in bare)


@lru_cache(maxsize=8192)
def label(text: str) -> str:
    """A row, column or heading label without numbering, spaces, punctuation and width differences.

    >>> label("（二） 部分公开（区分处理的，只计这一情形，不计其他情形）")
    '部分公开区分处理的只计这一情形不计其他情形'
    """
    bare = visible(text)
    bare = re.sub(r"\^\{[^}]*\}", "", bare)
    bare = re.sub(r"\s+", "", _SPACED_NUMBER.sub("", bare))
    previous = None
    while previous != bare:
        previous = bare
        bare = _NUMBERING.sub("", bare, count=1)
    return _LABEL_DROP.sub("", bare)


@lru_cache(maxsize=8192)
def short_label(text: str) -> str:
    """As :func:`label`, with bracketed remarks left out."""
    bare = visible(text)
    bare = re.sub(r"\s+", "", bare)
    bare = _NUMBERING.sub("", bare, count=1)
    return label(_BRACKETS.sub("", bare))


def squeeze(text: str) -> str:
    """All white space removed: Chinese does not need it to be understood."""
    return "".join(text.split())
