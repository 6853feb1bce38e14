"""Accounts: who somebody is, how they prove it, and what is known of them."""
