"""The directory in the sector's own standard, Open Referral UK, out and in (the mapping is in write.py and read.py).

`Feed` is what we publish, `files_of` writes it as files; `read_record` reads anybody's record; `records_from` a feed.
"""
