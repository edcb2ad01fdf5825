"""Kith: a chat bot that finds peer support for mothers, and for those around them."""
