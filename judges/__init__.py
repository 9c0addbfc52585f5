"""Outside judges over the pair: checkov reads what the programs ask for, and a list says what is accepted."""
