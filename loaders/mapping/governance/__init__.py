"""Tables on people, the council, other bodies and decisions to statements."""
