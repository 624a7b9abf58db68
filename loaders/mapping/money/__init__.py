"""Tables on spending, classifications, accounts and transfers to statements."""
