"""Institutions made up for demonstrations and tests, stored as real ones are."""
