"""What a case's checklist lacks: looked for among the papers that are in the house, else asked for; a person decides."""
