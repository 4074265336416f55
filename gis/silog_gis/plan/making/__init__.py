"""What planning a kab/kota starts from: the task seen from all sides, what is wrong with it, the time there is.

`whole.proposing` is the way in.
"""
