"""What driver, receiver or dock wrote about the goods: short, damaged, over, subject to count, shipper's load and count."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from extractors.papers.tokens import fold

_N: Final = r"(?P<n>\d{1,5}|one|two|three|four|five|six|seven|eight|nine|ten|ein(?:e|en)?|zwei|drei|vier|funf|un(?:e|o)?|deux|trois|quatre|dos|tres|due|tre|一|二|两|三|四|五|六|七|八|九|十)(?![a-z])"
_WORDS: Final = {
    word: number
    for number, words in enumerate(
        ("", "one ein eine einen un une uno 一", "two zwei deux dos due 二 两", "three drei trois tres tre 三", "four vier quatre 四", "five funf 五", "six 六", "seven 七", "eight 八", "nine 九", "ten 十")
    )
    for word in words.split()
}
_PACKAGE: Final = (
    r"(?:ctns?|cartons?|crtns?|cart|cs|cases?|boxes|box|bxs?|pkgs?|packages?|pcs?|pieces?|parcels?|colis|kartons?|kollis?|kolli|collis?|packstucke?n?|pakete?|bultos?|cajas?|cartones|cartoni|cartone|colli|collo|scatole|pezzi|箱|件|个|c/s|plts?|units?)"
)
_GAP: Final = r"[\s:=\-–.,#x]*"
_SHORT: Final = r"(?:short(?:age|ed|s)?|shrt|missing|mssg|lacking|not\s+received|under|manqu(?:e|ent|ant|ants|antes)|fehl(?:t|en|end|ende|mengen?)|mank[oe]|minder|faltan?(?:tes?|te)?|mancan(?:o|te|ti|za)|manca|短少|短缺|缺少|少|缺|差)"
_DAMAGED: Final = r"(?:damaged?s?|dmgd?|dam|dmg|crushed|torn|wet|broken|avari(?:e|es|ee|ees)|endommage(?:s|es|e)?|abime(?:s|es)?|casses?|beschadigt\w*|defekt\w*|danad[oa]s?|averiad[oa]s?|rot[oa]s?|danneggiat[oi]|rott[oi]|破损|损坏|破|湿损|变形)"
_OVER: Final = r"(?:over(?:age|s)?|extra|excess|surplus|en\s+trop|excedent(?:s|aire)?|uberzahlig|zu\s?viel|mehr|sobra(?:n|nte|ntes)?|eccedenz[ae]|eccedent[ei]|in\s+piu|多余|多出|多|溢出)"
_NONE: Final = re.compile(
    r"^(?:none|nil|n/?a|no|ok|okay|clean|clear|-+|—+|_+|no\s+exceptions?(?:\s+(?:noted|taken|reported))?|no\s+damages?(?:\s+or\s+shortages?)?|(?:received\s+)?(?:complete|in\s+full)|in\s+good\s+(?:order|condition)|good(?:\s+condition)?|no\s+remarks?|without\s+exceptions?|intact|zero|0"
    r"|aucune?s?(?:\s+(?:reserve|reserves|anomalie|remarque))?|sans\s+reserves?|neant|ras|r\.a\.s\.?|rien|conforme|keine?(?:\s+(?:vorbehalte|beanstandungen|schaden|bemerkungen|abweichungen|mangel))?|ohne(?:\s+(?:vorbehalte?|beanstandungen?|mangel))?|o\.b\.|i\.\s?o\.|in\s+ordnung|einwandfrei"
    r"|ninguna?(?:\s+(?:incidencia|observacion|reserva))?|sin\s+(?:novedad|incidencias?|reservas?|observaciones?|danos)|nessuna?(?:\s+(?:riserva|anomalia|osservazione))?|senza\s+riserve|regolare"
    r"|无|没有|正常|完好|无异常|货物完好|数量相符|数量无误|无破损)[\s.!]*$"
)
_CLEAN: Final = re.compile(
    r"(?i)\b(?:no\s+exceptions?|no\s+(?:shortages?|damages?|osd|os&d)|clean\s+(?:delivery|receipt)|received\s+in\s+(?:apparent\s+)?good\s+(?:order|condition)|sans\s+reserves?|ohne\s+vorbehalt|sin\s+(?:reservas|novedad)|senza\s+riserve)\b|无异常|完好无损"
)
_STC: Final = re.compile(
    r"\bs\.?t\.?c\.?(?![a-z])|subject\s+to\s+(?:(?:final|piece|physical|our|later|carton|receiver'?s?)\s+)?(?:count|recount|verification|inspection\s+and\s+count)|sub(?:j|ject)?\.?\s*(?:to|2)\s*(?:count|ct|cnt)\b|pending\s+count|not\s+counted\s+at\s+(?:delivery|time)|sous\s+reserve\s+de\s+(?:comptage|controle|verification|decompte|denombrement)"
    r"|vorbehaltlich\s+(?:der\s+)?(?:\w*zahlung|\w*prufung|mengenprufung|stuckzahl)|unter\s+vorbehalt\s+(?:der\s+)?(?:\w*zahlung|\w*prufung)|salvo\s+(?:recuento|conteo|verificacion|conteggio|verifica)|sujet[oa]\s+a\s+(?:recuento|conteo|verificacion)|a\s+reserva\s+de\s+(?:recuento|conteo)|soggett[oa]\s+a\s+(?:conteggio|verifica|controllo)|con\s+riserva\s+di\s+(?:conteggio|verifica|controllo)"
    r"|待清点|以清点为准|以实际清点为准|待点数|未清点|待核数|需清点|以实点为准|待复核"
)
_SLC: Final = re.compile(
    r"\bs\.?\s?l\.?\s?(?:&|and)?\s?c\b\.?|shipper'?s?\s*(?:'s)?\s*(?:,|/)?\s*(?:weight,?\s+)?load\s*(?:,|/|&|and)?\s*(?:weight\s*)?(?:&|and|,|/)?\s*(?:tally\s+and\s+)?count|shippers?\s+load(?:ed)?\s+(?:&|and)\s+count(?:ed)?|charge(?:ment)?\s+et\s+compt(?:age|e)\s+(?:par\s+(?:l[' ])?)?(?:expediteur|chargeur)|chargement\s+et\s+comptage\s+expediteur"
    r"|vom\s+(?:absender|versender|verlader)\s+(?:geladen|verladen|beladen)\s+und\s+gezahlt|verladung\s+und\s+zahlung\s+durch\s+(?:den\s+)?(?:absender|versender|verlader)|cargad[oa]\s+y\s+contad[oa]\s+por\s+(?:el\s+)?(?:remitente|cargador|expedidor)|carga\s+y\s+(?:recuento|conteo)\s+(?:por|del)\s+(?:el\s+)?(?:remitente|cargador)|caric(?:o|ato)\s+e\s+cont(?:eggio|ato)\s+(?:dal|a\s+cura\s+del|del|da)\s+(?:mittente|caricatore)|发货人装载.{0,3}(?:计数|清点|点数)|托运人自装自点|发货人自装自点|自装自点|发货人装箱点数"
)
_PALLETS_ONLY: Final = re.compile(
    r"pallets?\s+only|pieces\s+not\s+counted|piece\s+count\s+not\s+verified|shrink\s?-?wrap(?:ped)?\s+(?:only|pallets?\s+not)|palettes?\s+(?:seulement|uniquement)|colis\s+non\s+comptes|nur\s+paletten|kolli\s+nicht\s+gezahlt|stuckzahl\s+nicht\s+gepruft|solo\s+(?:palets?|pallet|bancali)|bultos\s+no\s+contados|colli\s+non\s+contati|仅(?:按)?托盘|只(?:点|数)托盘|箱数未点|未点箱数"
)
_RECEIVED: Final = re.compile(r"(?P<n>\d{1,5})\s*(?:ctns?|cartons?|cs|cases?|pcs)?\s*(?:rec'?v?'?d|received|recd|rcvd|recus?|erhalten|empfangen|recibid[oa]s|ricevuti)\b|(?:实收|收到)\s*(?P<m>\d{1,5})")


@dataclass(frozen=True, slots=True)
class Remark:
    """What a note says: cartons short, damaged and over (0 where it says nothing), and its reservations."""

    text: str
    short: int = 0
    damaged: int = 0
    over: int = 0
    received: int | None = None
    subject_to_count: bool = False
    shipper_load_and_count: bool = False
    pallets_only: bool = False
    clean: bool = False

    @property
    def speaks(self) -> bool:
        """Whether the note takes any exception."""
        return not self.clean


def _count(word: str) -> int:
    return int(word) if word.isdigit() else _WORDS.get(word, 0)


def _counted(text: str, what: str) -> int:
    """“short 2 ctn”, “2 ctns short”, “3 Kolli fehlen”, “少2箱”: the number, or 0. A zero or “no … short” is nothing."""
    before = re.search(rf"(?<![\w]){_N}{_GAP}(?:{_PACKAGE}{_GAP})?(?:(?:were|was|are|is|sont|est|wurden|sind|ist|received|recd)\s+)?(?<![a-z]){what}(?![a-z]*[a-df-z]{{3}})", text)
    after = re.search(rf"(?<![a-z]){what}(?![a-z]){_GAP}(?:by\s+|von\s+|de\s+|di\s+)?{_N}(?!\s*(?:rec|pal|plt|lb|kg|/))(?![\d/])", text)
    found = [m for m in (after, before) if m]
    if not found:
        return 0
    best = min(found, key=lambda m: (m.start(), 0 if m is after else 1))
    return _count(best["n"])


def reads_none(text: str) -> bool:
    """Whether a note says that nothing is wrong (“none”, “n/a”, “ohne Vorbehalt”, “无”) or says nothing."""
    folded = fold(text).strip(" .:;-–_*'\"()[]")
    return not folded or bool(_NONE.match(folded))


def remark(text: str) -> Remark:
    """What a note means, in any of the languages."""
    folded = fold(text)
    if reads_none(text):
        return Remark(text, clean=True)
    got = _RECEIVED.search(folded)
    short, damaged, over = _counted(folded, _SHORT), _counted(folded, _DAMAGED), _counted(folded, _OVER)
    found = Remark(
        text.strip(),
        short=short,
        damaged=damaged,
        over=over,
        received=int(got["n"] or got["m"]) if got and (short or over) else None,
        subject_to_count=says_subject_to_count(text),
        shipper_load_and_count=says_shipper_load_and_count(text),
        pallets_only=bool(_PALLETS_ONLY.search(folded)),
    )
    nothing = not (short or damaged or over or found.subject_to_count or found.shipper_load_and_count or found.pallets_only)
    return Remark(text, clean=True) if nothing and _CLEAN.search(folded) else found


def says_subject_to_count(text: str) -> bool:
    """“Subject to count”, “STC”, “sous réserve de comptage”, “vorbehaltlich Zählung”, “待清点” …"""
    return bool(_STC.search(fold(text)))


def says_shipper_load_and_count(text: str) -> bool:
    """“SLC”, “shipper load and count”, “vom Absender verladen und gezählt”, “自装自点” …"""
    return bool(_SLC.search(fold(text)))


def speaks_of_goods(text: str) -> bool:
    """Whether a line that no label introduces is a note about the goods: a number short, damaged or over, or a reservation."""
    note = remark(text)
    return bool(note.short or note.damaged or note.over or note.pallets_only)


def counting(text: str) -> str | None:
    """Who counted, from words: `driver_pallets`, `driver_pieces`, `shipper`, or None."""
    folded = fold(text)
    driver = re.search(r"driver|carrier|chauffeur|conducteur|transporteur|fahrer|frachtfuhrer|conductor|chofer|transportista|autista|vettore|司机|承运|驾驶员", folded)
    if driver:
        if re.search(r"pallets?|said\s+to\s+contain|palettes?|paletten|bancali|palets|pales|pedane|skids|托盘|按托|板", folded):
            return "driver_pallets"
        if re.search(r"piece|pcs|carton|ctn|case|package|colis|kolli|karton|stuck|bultos|cajas|colli|pezzi|cartoni|packstuck|件|箱|逐", folded):
            return "driver_pieces"
        return None
    if re.search(r"shipper|consignor|expediteur|chargeur|absender|versender|verlader|remitente|cargador|expedidor|mittente|caricatore|发货人|托运人|发货方", folded):
        return "shipper"
    return None
