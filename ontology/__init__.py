"""The lowest room: the vocabulary, how IRIs are minted, Turkish folding, periods, and the errors that all rooms raise."""
