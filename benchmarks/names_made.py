# ruff: noqa: E501
"""Names of companies that do not exist, and the ways in which they may be written again.

Words and syllables are general vocabulary, typed in here with both spellings, so that a variant in Cyrillic or Chinese does not come
from the transliteration that is measured. All is drawn from a seed.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

SYLLABLES = [
    ("ва", "va"), ("ро", "ro"), ("ко", "ko"), ("ли", "li"), ("на", "na"), ("то", "to"), ("ми", "mi"), ("ре", "re"), ("са", "sa"),
    ("ду", "du"), ("бе", "be"), ("га", "ga"), ("зо", "zo"), ("ви", "vi"), ("лу", "lu"), ("пе", "pe"), ("кри", "kri"), ("сто", "sto"),
    ("жа", "zha"), ("че", "che"), ("ши", "shi"), ("ха", "kha"), ("фо", "fo"), ("мар", "mar"), ("вел", "vel"), ("дон", "don"),
    ("тер", "ter"), ("кор", "kor"), ("лин", "lin"), ("рос", "ros"), ("бал", "bal"), ("гра", "gra"), ("сев", "sev"), ("ник", "nik"),
    ("тор", "tor"), ("мет", "met"), ("сан", "san"), ("вер", "ver"), ("полу", "polu"), ("дар", "dar"), ("ян", "yan"), ("юр", "yur"),
    ("щер", "shcher"), ("цен", "tsen"), ("энер", "ener"),
]  # fmt: skip
RUSSIAN = [
    ("Север", "Sever"), ("Завод", "Zavod"), ("Торг", "Torg"), ("Прибор", "Pribor"), ("Сервис", "Servis"), ("Технологии", "Tekhnologii"),
    ("Электроника", "Elektronika"), ("Снаб", "Snab"), ("Импорт", "Import"), ("Групп", "Grupp"), ("Машина", "Mashina"),
    ("Наука", "Nauka"), ("Связь", "Svyaz"), ("Лазер", "Lazer"), ("Оптика", "Optika"), ("Проект", "Proekt"),
]  # fmt: skip
ENGLISH = [
    "Trading", "International", "Electronics", "Technology", "Industries", "Systems", "Global", "Shipping", "Logistics", "Engineering",
    "Instruments", "Optics", "Machinery", "Scientific", "Precision", "Components", "Aviation", "Energy", "Materials", "Holdings",
    "Import Export", "General", "Advanced", "Marine", "Digital", "Devices", "Solutions", "Supply", "Research", "Laboratories",
]  # fmt: skip
PLACES = [
    ("北京", "Beijing"), ("上海", "Shanghai"), ("深圳", "Shenzhen"), ("天津", "Tianjin"), ("成都", "Chengdu"), ("武汉", "Wuhan"),
    ("南京", "Nanjing"), ("杭州", "Hangzhou"), ("广州", "Guangzhou"), ("合肥", "Hefei"), ("苏州", "Suzhou"), ("大连", "Dalian"),
]  # fmt: skip
CHARACTERS = [
    ("华", "hua"), ("星", "xing"), ("天", "tian"), ("海", "hai"), ("金", "jin"), ("龙", "long"), ("光", "guang"), ("明", "ming"),
    ("科", "ke"), ("远", "yuan"), ("中", "zhong"), ("新", "xin"), ("宏", "hong"), ("德", "de"), ("通", "tong"), ("方", "fang"),
    ("瑞", "rui"), ("泰", "tai"), ("安", "an"), ("博", "bo"), ("创", "chuang"), ("飞", "fei"), ("国", "guo"), ("和", "he"),
    ("嘉", "jia"), ("凯", "kai"), ("蓝", "lan"), ("美", "mei"), ("诺", "nuo"), ("普", "pu"), ("强", "qiang"), ("盛", "sheng"),
    ("万", "wan"), ("旭", "xu"), ("亚", "ya"), ("云", "yun"), ("振", "zhen"), ("志", "zhi"), ("卓", "zhuo"), ("腾", "teng"),
]  # fmt: skip
TRADES = [
    ("电子", "Dianzi"), ("科技", "Keji"), ("贸易", "Maoyi"), ("机械", "Jixie"), ("光电", "Guangdian"), ("仪器", "Yiqi"),
    ("材料", "Cailiao"), ("航空", "Hangkong"), ("信息", "Xinxi"), ("半导体", "Bandaoti"),
]  # fmt: skip
FORMS = ["Ltd", "Limited", "LLC", "GmbH", "Inc", "Co., Ltd.", "S.A.", "Corp", "B.V.", "AG", "PLC", "OOO", "Corporation", "SARL"]


@dataclass(frozen=True)
class Made:
    """A name, and the same name in another script where it has one."""

    name: str
    cyrillic: str | None = None
    chinese: str | None = None


def _root(r: random.Random, most: int = 3) -> tuple[str, str]:
    """A word that means nothing, in Cyrillic and in Latin letters."""
    parts = [r.choice(SYLLABLES) for _ in range(r.randint(2, most))]
    return "".join(p[0] for p in parts).capitalize(), "".join(p[1] for p in parts).capitalize()


def _western(r: random.Random) -> Made:
    words = [_root(r, 4)[1], *r.sample(ENGLISH, r.randint(1, 2))]
    if r.random() < 0.3:
        words.insert(1, _root(r)[1])
    return Made(" ".join([*words, r.choice(FORMS)]))


def _russian(r: random.Random) -> Made:
    root, work = _root(r, 4), r.choice(RUSSIAN)
    if r.random() < 0.4:
        more = _root(r)
        return Made(f"OOO {root[1]} {more[1]} {work[1]}", cyrillic=f"ООО «{root[0]} {more[0]} {work[0]}»")
    return Made(f"OOO {root[1]} {work[1]}", cyrillic=f"ООО «{root[0]} {work[0]}»")


def _chinese(r: random.Random) -> Made:
    place, trade = r.choice(PLACES), r.choice(TRADES)
    own = [r.choice(CHARACTERS) for _ in range(r.randint(2, 3))]
    latin = "".join(c[1] for c in own).capitalize()
    name = f"{place[1]} {latin} {trade[1]} Youxian Gongsi"
    return Made(name, chinese=f"{place[0]}{''.join(c[0] for c in own)}{trade[0]}有限公司")


def names(seed: int, many: int, apart_from: frozenset[str] = frozenset()) -> list[Made]:
    """So many different names: 60 % western, 20 % Russian, 20 % Chinese."""
    r = random.Random(seed)
    makers = [_western] * 3 + [_russian, _chinese]
    found: dict[str, Made] = {}
    while len(found) < many:
        made = r.choice(makers)(r)
        if made.name not in apart_from:
            found.setdefault(made.name, made)
    return list(found.values())


def _typo(r: random.Random, text: str) -> str:
    """A letter left out, doubled, changed, or put before its neighbour."""
    places = [k for k, c in enumerate(text) if c.isalpha() and k > 0]
    k, letters = r.choice(places), "abcdefghijklmnopqrstuvwxyz"
    match r.randrange(4):
        case 0:
            return text[:k] + text[k + 1 :]
        case 1:
            return text[:k] + text[k] + text[k:]
        case 2:
            return text[:k] + r.choice(letters.replace(text[k].lower(), "")) + text[k + 1 :]
        case _:
            return text[: k - 1] + text[k] + text[k - 1] + text[k + 1 :]


def _shuffled(r: random.Random, text: str) -> str:
    words = text.split()
    r.shuffle(words)
    return " ".join(words)


def _other_form(r: random.Random, text: str) -> str:
    for form in sorted(FORMS, key=len, reverse=True):
        if text.endswith(" " + form):
            return text.removesuffix(form) + r.choice([f for f in FORMS if f != form])
    return text.removeprefix("OOO ").removesuffix(" Youxian Gongsi") + " " + r.choice(FORMS)


VARIANTS: dict[str, Callable[[random.Random, Made], str | None]] = {
    "case": lambda r, m: m.name.upper() if r.random() < 0.5 else m.name.lower(),
    "order": lambda r, m: _shuffled(r, m.name),
    "one typo": lambda r, m: _typo(r, m.name),
    "two typos": lambda r, m: _typo(r, _typo(r, m.name)),
    "legal form": lambda r, m: _other_form(r, m.name),
    "Cyrillic": lambda r, m: m.cyrillic,
    "Chinese": lambda r, m: m.chinese,
}


def questions(seed: int, listed: list[Made], many: int) -> Iterator[tuple[str, str, str | None]]:
    """Names to ask for: half of them variants of listed ones, the kinds in turn, half names that are not listed.

    Yields:
        The name, the kind of the variant (`none` for a name that is not listed), and the listed name that is meant.
    """
    r = random.Random(seed)
    others = names(seed + 1, many // 2, frozenset(made.name for made in listed))
    kinds = list(VARIANTS)
    k = 0
    while k < many - len(others):
        kind = kinds[k % len(kinds)]
        made = r.choice(listed)
        if (variant := VARIANTS[kind](r, made)) is not None:
            k += 1
            yield variant, kind, made.name
    yield from ((made.name, "none", None) for made in others)
