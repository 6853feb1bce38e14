"""People of the institution: their accounts, what is known of them, and what they did."""
