"""Pages on who governs: the council, bodies, persons, and the network of commissions."""
