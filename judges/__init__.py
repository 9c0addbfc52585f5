"""Outside judges over the pair: checkov and cfn-lint read what the programs ask for; a list says what is accepted."""
