"""What the second region costs a month: from the pair's own config, a price table with its sources, and a usage."""
