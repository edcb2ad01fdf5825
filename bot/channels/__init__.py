"""Where people meet Kith: each channel turns what arrives into events, and replies into what is shown."""
