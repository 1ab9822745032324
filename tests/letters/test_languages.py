"""Letters in every language are held to the same as the English one: what is wrong is refused, what is said otherwise is not."""

import re
from dataclasses import replace

import pytest
import yaml

from cases.letters.arguments import argued
from cases.letters.brief_facts import brief_of
from cases.letters.drafting import write
from cases.letters.letter_words import MATCHERS_LANGUAGE, languages, words_of
from cases.letters.sentences import Sentence, SentenceKind, sentences_in, text_of
from cases.letters.verifier import FieldText, verify
from cases.letters.verifier.lexicon import lexicon_of
from cases.letters.verifier.tokens import fold
from cases.letters.verifier.unspaced import words_in
from rules.model import FieldLimit
from templates import folders, has, source
from tests.letters.drafts import draft_of, objections, situation_of, spoilt, verified
from tests.letters.matters import NAMES, matter

OTHERS = tuple(name for name in languages() if name != MATCHERS_LANGUAGE)
SLOT = re.compile(r"<(\w+):\w+>")


@pytest.mark.parametrize(
    "language, name, before, after, check",
    [
        # numbers, amounts, currencies
        ("de", "shortage", "120 Einheiten zugestellt", "102 Einheiten zugestellt", "sums"),
        ("fr", "shortage", "USD 500,40", "USD 504,00", "numbers"),
        ("es", "shortage", "USD 500,40", "USD 540,40", "numbers"),
        ("it", "shortage", "USD 500,40", "EUR 500,40", "currencies"),
        ("zh", "shortage", "USD 500.40", "USD 504.00", "numbers"),
        ("zh", "shortage", "120 件登记收货", "一百零二件登记收货", "numbers"),
        ("es", "shortage", "120 unidades en disputa y", "ciento dos unidades en disputa y", "numbers"),
        ("it", "shortage", "10 colli firmati;", "dodici colli firmati;", "numbers"),
        ("de", "shortage", "10 Kartons quittiert;", "zwölf Kartons quittiert;", "numbers"),
        ("fr", "settlement", "50 % du total", "60 % du total", "numbers"),
        # units
        ("es", "shortage", "10 cajas firmadas;", "10 pales firmados;", "units"),
        ("it", "shortage", "10 colli firmati;", "10 pallet firmati;", "units"),
        ("fr", "shortage", "10 cartons signes;", "10 palettes signees;", "units"),
        ("zh", "shortage", "：签收 10 箱；", "：签收 10 托盘；", "units"),
        # days
        ("de", "shortage", "zugestellt 2026-08-12", "zugestellt am 21. August 2026", "days"),
        ("fr", "shortage", "livre 2026-08-12", "livré le 21 août 2026", "days"),
        ("es", "shortage", "entregado 2026-08-12", "entregado el 21 de agosto de 2026", "days"),
        ("it", "shortage", "consegnato 2026-08-12", "consegnato il 21 agosto 2026", "days"),
        ("zh", "shortage", "2026-08-12 送达", "2026年8月21日送达", "days"),
        ("es", "re_dispute", "el 2026-09-20 y fue rechazada el 2026-10-12", "el 2026-10-12 y fue rechazada el 2026-09-20", "days"),
        ("it", "re_dispute", "il 2026-09-20 e respinta il 2026-10-12", "il 2026-10-12 e respinta il 2026-09-20", "days"),
        # a true number in another's place
        ("de", "shortage", "berechnet 120 Einheiten, eingebucht 0", "berechnet 0 Einheiten, eingebucht 120", "roles"),
        ("fr", "price_claim", "prix facture 3,92, prix de commande 3,73", "prix facture 3,73, prix de commande 3,92", "roles"),
        ("es", "shortage", "facturado 120 unidades, recibido 0", "facturado 0 unidades, recibido 120", "roles"),
        ("it", "price_claim", "costo fatturato 3,92, costo d'ordine 3,73", "costo fatturato 3,73, costo d'ordine 3,92", "roles"),
        ("zh", "shortage", "开票 120 件，收货 0 件", "开票 0 件，收货 120 件", "roles"),
        ("zh", "price_claim", "发票成本 3.92，订单成本 3.73", "发票成本 3.73，订单成本 3.92", "roles"),
        # what is asserted and what is denied
        ("de", "shortage", "ohne Vorbehalt", "mit Vorbehalt", "assertions"),
        ("fr", "shortage", "sans reserve", "avec reserve", "assertions"),
        ("es", "shortage", "sin salvedades", "con salvedades", "assertions"),
        ("it", "shortage", "senza riserve", "con riserve", "assertions"),
        ("zh", "shortage", "，无异常", "，有异常", "assertions"),
        ("de", "shortage", "ist ueber 10 Kartons unterschrieben", "ist nicht ueber 10 Kartons unterschrieben", "assertions"),
        ("fr", "shortage", "est signee pour", "n'est pas signée pour", "assertions"),
        ("es", "shortage", "esta firmado por", "no esta firmado por", "assertions"),
        ("it", "shortage", "e' firmata per", "non e' firmata per", "assertions"),
        ("zh", "shortage", "已就 10 箱签字", "未就 10 箱签字", "assertions"),
        ("es", "shortage_partly", "entregado 2026-08-12: sellado", "entregado 2026-08-12: firmado", "assertions"),
        ("it", "shortage_partly", "consegnato 2026-08-12: timbrato", "consegnato 2026-08-12: firmato", "assertions"),
        ("zh", "shortage_partly", "已盖章（", "已签字（", "assertions"),
        ("fr", "duplicate", "qui n'a pas ete rembourse", "qui a ete rembourse", "assertions"),
        ("es", "duplicate", "que no se ha devuelto", "que se ha devuelto", "assertions"),
        ("it", "duplicate", "che non e' stato restituito", "che e' stato restituito", "assertions"),
        ("zh", "duplicate", "且后者未退还", "且后者已退还", "assertions"),
        ("es", "price_claim", "antes del pedido", "después del pedido", "assertions"),
        ("it", "price_claim", "prima dell'ordine", "dopo l'ordine", "assertions"),
        ("zh", "price_claim", "早于订单", "晚于订单", "assertions"),
        ("de", "re_dispute", "abgelehnt am", "anerkannt am", "assertions"),
        ("fr", "re_dispute", "et refusee le", "et accordee le", "assertions"),
        ("es", "re_dispute", "fue rechazada", "fue aceptada", "assertions"),
        ("it", "re_dispute", "e respinta", "e accolta", "assertions"),
        ("zh", "re_dispute", "被拒绝", "获批准", "assertions"),
        ("es", "settlement", "con pruebas debiles", "con pruebas completas", "assertions"),
        ("it", "settlement", "con prove deboli", "con prove complete", "assertions"),
        ("zh", "settlement", "证据较弱", "证据齐全", "assertions"),
        # identifiers, names, places, sums
        ("es", "shortage", "pedido 4XK2P9QR", "pedido 7HPQAF32", "identifiers"),
        ("zh", "shortage", "采购订单 4XK2P9QR", "采购订单 7HPQAF32", "identifiers"),
        ("it", "shortage", "ricevuto da J. Smith", "ricevuto da K. Brandt", "names"),
        ("zh", "shortage", "第 14 行", "第 15 行", "places"),
        ("zh", "shortage_partly", "第 20 行至第 21 行", "第 20 行至第 22 行", "places"),
        ("it", "shortage_partly", "righe da 20 a 21", "righe da 20 a 22", "places"),
        ("es", "shortage", "pagina 1", "pagina 2", "places"),
        ("zh", "shortage", "12 件每箱", "10 件每箱", "sums"),
        ("it", "re_dispute_partly", "500,40 - 200,00", "300,40 - 200,00", "sums"),
        # what is not said in a letter
        ("fr", "shortage", "Merci de receptionner", "Notre avocat est saisi. Merci de receptionner", "forbidden"),
        ("es", "shortage", "Rogamos registrar", "De lo contrario tomaremos acciones legales. Rogamos registrar", "forbidden"),
        ("it", "shortage", "Vi preghiamo di registrare", "Altrimenti adiremo le vie legali. Vi preghiamo di registrare", "forbidden"),
        ("zh", "shortage", "请将争议的", "否则我们将起诉，请将争议的", "forbidden"),
        ("zh", "shortage", "请将争议的", "其他供应商也如此，请将争议的", "forbidden"),
    ],
)  # fmt: skip
def test_a_letter_that_says_what_its_facts_do_not_is_refused(language: str, name: str, before: str, after: str, check: str) -> None:
    found = spoilt(name, before, after, language)
    assert check in objections(found), [(r.check, r.message) for r in (*found.objections, *found.unverifiable)]


@pytest.mark.parametrize(
    "language, name, before, after",
    [
        ("de", "shortage", "zugestellt 2026-08-12", "zugestellt 12. August 2026"),
        ("fr", "shortage", "livre 2026-08-12", "livré le 12 août 2026"),
        ("es", "shortage", "entregado 2026-08-12", "entregado el 12 de agosto de 2026"),
        ("it", "shortage", "consegnato 2026-08-12", "consegnato il 12 agosto 2026"),
        ("zh", "shortage", "2026-08-12 送达", "2026年8月12日送达"),
        ("de", "shortage", "die 120 strittigen Einheiten", "die einhundertzwanzig strittigen Einheiten"),
        ("it", "shortage", "delle 120 unita' contestate", "delle centoventi unità contestate"),
        ("zh", "shortage", "争议的 120 件", "争议的一百二十件"),
        ("zh", "shortage", "金额 USD 500.40", "金额500.40 USD"),
        ("zh", "re_dispute", "被拒绝", "被驳回"),
        ("fr", "coop", "USD 900,00", "900 USD"),
        ("es", "coop", "5450,00", "5.450,00"),
        ("it", "coop", "5450,00", "5.450,00"),
        ("de", "shortage", "Bitte buchen Sie die 120 strittigen Einheiten ein", "Bitte buchen Sie die strittigen Einheiten ein"),
        ("es", "shortage", "Rogamos registrar", "Por favor, solicitamos registrar"),
        ("fr", "shortage", "Merci de", "Nous vous prions de"),
    ],
)
def test_another_spelling_of_the_same_is_as_good(language: str, name: str, before: str, after: str) -> None:
    found = spoilt(name, before, after, language)
    assert [r.message for r in (*found.objections, *found.unverifiable)] == []


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("name", NAMES)
def test_a_letter_in_its_own_letters_is_verified_like_the_one_in_plain_letters(name: str, language: str) -> None:
    letter = write(brief_of(matter(name)), FieldLimit(ascii_only=False), language)
    situation = situation_of(name, language, fields=(FieldText("letter", letter.letter, letter.limit),))
    found = verify(letter.sentences, letter.brief, situation)
    assert [(r.check, r.message) for r in (*found.objections, *found.unverifiable)] == []


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("name", NAMES)
def test_a_letter_reads_back_from_its_text_sentence_by_sentence(name: str, language: str) -> None:
    letter = draft_of(name, language)
    assert sentences_in(letter.letter, letter.sentences) == letter.sentences
    assert text_of(sentences_in(letter.letter, letter.sentences)) == letter.letter


@pytest.mark.parametrize("language", OTHERS)
def test_every_kind_of_letter_that_english_has_is_there(language: str) -> None:
    for name in (p for p in folders_of("en") if p.endswith(".txt.j2")):
        assert has(f"letters/{language}/{name}"), name
    english, own = words_of("en").entries, words_of(language).entries
    for group in ("claims", "about", "papers", "fields", "marks", "answers", "classes"):
        assert set(own[group]) == set(english[group]), group


def folders_of(language: str) -> list[str]:
    assert language in folders("letters")
    return [
        "letter.txt.j2",
        "settlement.txt.j2",
        *(f"{k}.txt.j2" for k in words_of(language).entries["claims"] if has(f"letters/en/{k}.txt.j2")),
    ]


@pytest.mark.parametrize("language", OTHERS)
def test_all_that_matchers_conclude_has_its_words_with_the_same_values(language: str) -> None:
    told = yaml.safe_load(source("letters/arguments.yaml"))
    own = words_of(language).entries["arguments"]
    assert set(own) == set(told)
    for name, text in told.items():
        assert set(re.findall(r"\{(\w+)\}", own[name])) == set(SLOT.findall(text)), name


def test_half_a_conclusion_is_not_said() -> None:
    spanish = words_of("es")
    assert argued("the receipt is signed for 10 cartons, no exception", spanish).startswith("el comprobante de entrega está firmado por 10")
    assert argued("the receipt is signed for 10 cartons, no exception; the moon was full", spanish) == ""
    assert argued("216 of the 384 units claimed were delivered: the bill of lading is signed for 9 cartons, no exception", spanish)


def test_a_conclusion_of_another_fact_or_with_another_figure_is_read_like_any_sentence() -> None:
    letter = draft_of("shortage", "es")
    (why,) = (s for s in letter.sentences if s.kind is SentenceKind.WHY)
    elsewhere = replace(why, facts=letter.sentences[0].facts)
    assert not verified("shortage", lambda s: elsewhere if s == why else s, language="es").passed
    assert "numbers" in objections(spoilt("shortage", "por 10 cajas, sin", "por 11 cajas, sin", "es"))


def test_words_that_nobody_knows_are_shown_to_a_person_in_every_language() -> None:
    strange = {
        "de": "Der Gabelstapler war kaputt.",
        "fr": "Le chariot élévateur était cassé.",
        "es": "La carretilla elevadora estaba rota.",
        "it": "Il carrello elevatore era rotto.",
        "zh": "当时叉车坏了。",
    }
    for language, text in strange.items():
        letter = draft_of("shortage", language)
        found = verified("shortage", lambda s: s, Sentence(text, letter.sentences[1].facts), language=language)
        assert found.unverifiable
        assert {r.sentence for r in found.unverifiable} == {len(letter.sentences)}


def test_chinese_cannot_be_written_in_plain_letters_and_says_so() -> None:
    letter = write(brief_of(matter("shortage")), FieldLimit(), "zh")
    assert letter.not_plain
    assert "短缺索赔" in letter.letter
    found = verify(
        letter.sentences, letter.brief, situation_of("shortage", "zh", fields=(FieldText("letter", letter.letter, letter.limit),))
    )
    assert objections(found) == {"fields"}
    assert not draft_of("shortage", "zh").not_plain
    assert not draft_of("shortage", "it").not_plain


def test_a_run_of_chinese_is_cut_into_the_fewest_words_that_are_known() -> None:
    known = {"收货", "收货记录", "记录", "我方", "核对"}
    run = "我方收货记录核对"
    assert [run[a:b] for a, b in words_in(run, known)] == ["我方", "收货记录", "核对"]
    odd = "我方甲乙核对"
    assert [odd[a:b] for a, b in words_in(odd, known)] == ["我方", "甲乙", "核对"]
    assert fold("发票INV1，共3箱。") == "发票 INV1, 共 3 箱."


@pytest.mark.parametrize("language", languages())
def test_number_words_of_every_language_mean_what_they_say(language: str) -> None:
    said = {
        "en": {"twelve": 12},
        "de": {"zwölf": 12, "einundzwanzig": 21, "dreihundertfünf": 305},
        "fr": {"soixante-quinze": 75, "quatre-vingt-dix": 90},
        "es": {"veintiuno": 21, "quinientas": 500},
        "it": {"ventuno": 21, "duecentocinquanta": 250},
        "zh": {"一百二十": 120, "两百零五": 205, "一千零一十": 1010},
    }
    lexicon = lexicon_of(language)
    assert lexicon is not None
    for word, number in said[language].items():
        assert lexicon.number_words[fold(word)] == number
