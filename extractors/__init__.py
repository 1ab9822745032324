"""Bytes to facts, with their place: pages, recognition, barcodes, tables, EDI, e-invoices, mails and archives."""
