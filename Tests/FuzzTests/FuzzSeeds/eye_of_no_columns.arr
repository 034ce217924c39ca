x = eye(2**53, 0, offset=-7)
