"""What all other rooms use: the vocabulary, minting of IRIs, Turkish text, periods, and the exceptions."""
