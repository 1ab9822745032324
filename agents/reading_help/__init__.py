"""Reading help: a model points at words for fields that no reader could place; what is printed there is proposed to a person."""
