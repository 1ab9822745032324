"""Promotions: what a deal, coupon or manufacturer chargeback comes to by its agreement and the units sold, against what was billed."""
