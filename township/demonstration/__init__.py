"""An invented township, complete and of any size: the same seed and day give the same data.

Province 99 does not exist, so that no real place is stigmatised.
"""
