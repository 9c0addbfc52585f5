"""What several rules know about AWS and about the pair, each fact in one place."""
