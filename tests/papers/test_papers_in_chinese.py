"""What is particular to Chinese papers: labels that hold titles, words without blanks, persons and firms under one label."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from extractors.page import Page
from extractors.papers import read_pages
from facts.documents import DocumentKind

CHARGE = """
    华东百货有限公司                                            罚款通知单

    收款方          永康市锐锋工具有限公司

    扣款单号            日期                扣款原因              明细原因
    37576280        2026年10月17日       迟到送货              发货通知晚于到货
    采购订单号           异议截止日期            扣款金额
    B542391         2026年12月1日        278.85

    物料编码            实发数量              单位费用              金额(元)
    129709          845               0.33              278.85
"""
DEBIT = """
    借项通知单                                                  上海乐家百货有限公司

    单据号:        2026/6571
    开票日期:      2026年05月07日
    发票号码:      2026/5447
    客户订单号:    8663/2026
    供应商名称:    永康市锐锋工具有限公司

    商品编码       商品名称       实发数量      单价(元)      金额(元)
    838-2656       搪瓷烤盘       528           46.61         24610.08

    不含税金额                                                24610.08
    税额                                                      3199.31
    含税总额                                                  27809.39
"""
RECEIPT = """
    永康市锐锋工具有限公司                                      货物签收单

    收货单位:   上海乐家百货有限公司
    采购单号:   4513988303
    发货日期:   2026年6月3日

    商品编码       货物名称         箱数     数量(件)
    280-4254       不锈钢汤锅       105      420

    签收日期:   2026年6月4日
    收货人:     王建国
"""
ADVICE = """
    付款通知                                                    成都新天地连锁超市有限公司

    付款单号:   912586391
    汇款日期:   2026年02月02日
    收款方:     中山市欧朗照明科技股份有限公司

    开票日期       单据号      用途         发票金额     折扣      支付金额
    2025年12月20日RG-23951     商业发票     2896.80      57.94     2838.86
    2025年12月30日601855       商业发票     4507.77      0.00      4507.77

    付款总额                                                       7346.63
"""


def test_a_strip_of_labels_over_their_values_is_no_table_of_a_charge(typed: Callable[..., Page]) -> None:
    (found,) = read_pages([typed(CHARGE)])
    assert found.kind is DocumentKind.CHARGEBACK_NOTICE
    assert [found.value(n) for n in ("chargeback_id", "issue_date", "dispute_by")] == ["37576280", "2026-10-17", "2026-12-01"]
    assert (found.value("purchase_order"), found.value("amount")) == ("B542391", "278.85")
    assert [line["sku"].value for line in found.lines] == ["129709"]


def test_a_label_that_holds_the_word_for_invoice_names_what_a_debit_is_about_not_the_debit(typed: Callable[..., Page]) -> None:
    (found,) = read_pages([typed(DEBIT)])
    assert (found.kind, found.value("invoice_number")) == (DocumentKind.DEBIT_MEMO, "2026/6571")


def test_a_person_under_a_label_for_the_consignee_signed_and_is_not_where_goods_went(typed: Callable[..., Page]) -> None:
    (found,) = read_pages([typed(RECEIPT)])
    assert (found.value("receiver_name"), found.value("ship_to_name")) == ("王建国", "上海乐家百货有限公司")


def test_a_day_and_a_number_without_a_blank_between_their_columns_are_two(typed: Callable[..., Page]) -> None:
    (found,) = read_pages([typed(ADVICE)])
    assert [(line["invoice_date"].value, line["invoice_number"].value) for line in found.lines] == [
        ("2025-12-20", "RG-23951"),
        ("2025-12-30", "601855"),
    ]


@pytest.mark.parametrize("plate", ["粤B2933V", "粤 B2933V"])
def test_a_plate_begins_with_its_province(typed: Callable[..., Page], plate: str) -> None:
    waybill = f"""
    永康市锐锋工具有限公司                                      公路货物运输运单

    运单编号:   TR49961308
    托运人:     永康市锐锋工具有限公司
    收货单位:   成都新天地连锁超市有限公司
    承运商:     顺通达货运有限公司
    车牌号:     {plate}
    """
    (found,) = read_pages([typed(waybill)])
    assert str(found.value("trailer_number")).replace(" ", "") == "粤B2933V"


def test_figures_of_full_width_are_figures(typed: Callable[..., Page]) -> None:
    wide = str.maketrans("0123456789,./-", "０１２３４５６７８９，．／－")
    plain, full = (read_pages([typed(text)])[0] for text in (DEBIT, "\n".join(line.translate(wide) for line in DEBIT.splitlines())))
    assert {n: f.value for n, f in full.fields.items()} == {n: f.value for n, f in plain.fields.items()}
    assert [line["line_total"].value for line in full.lines] == ["24610.08"]


@pytest.mark.parametrize("label, name, value", [("总板数6", "total_pallets", 6), ("运单编号TR49961308", "bol_number", "TR49961308")])
def test_a_label_and_the_value_right_behind_it_are_two_words(typed: Callable[..., Page], label: str, name: str, value: object) -> None:
    waybill = f"""
    永康市锐锋工具有限公司                                      公路货物运输运单

    托运人:     永康市锐锋工具有限公司
    收货单位:   成都新天地连锁超市有限公司
    {label}
    """
    (found,) = read_pages([typed(waybill)])
    assert found.value(name) == value


def test_days_in_numerals_and_amounts_by_ten_thousands_are_read(typed: Callable[..., Page]) -> None:
    written = DEBIT.replace("2026年05月07日", "二〇二六年五月七日").replace("    27809.39", "    2.780939万元")
    (found,) = read_pages([typed(written)])
    assert found.value("issue_date") == "2026-05-07"
    assert found.value("grand_total") == "27809.39"
    (receipt,) = read_pages([typed(RECEIPT.replace("2026年6月4日", "二零二六年十二月廿四日"))])
    assert receipt.value("delivery_date") == "2026-12-24"
