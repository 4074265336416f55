"""What people print: labels of boxes and sheets of invitations. It sets pages from what other rooms know, and keeps only what was printed."""
