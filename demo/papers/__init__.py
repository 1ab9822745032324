"""The papers of the trade, drawn: several layouts per kind, none of them copied from anyone's form."""
