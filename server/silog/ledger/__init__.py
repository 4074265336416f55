"""The log of an election: every recorded scan has a place in a Merkle tree whose head is signed, so that nobody can take one back."""
