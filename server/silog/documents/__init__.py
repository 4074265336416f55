"""What people print: labels of boxes and sheets of invitations. Pages are set from what other rooms know; only what was printed is kept."""
