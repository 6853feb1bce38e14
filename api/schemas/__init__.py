"""What goes over the wire: fields, their ranges, descriptions and examples. No rules live here."""
