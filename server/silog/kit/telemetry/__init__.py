"""What an operator sees of a running server: figures, log lines, traces. Never who asked, nor what for.

Names, tokens, addresses, documents and their variables go into none of the three; where a word comes from a client, it is no label.
"""
