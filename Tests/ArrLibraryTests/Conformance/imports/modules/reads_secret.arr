def read() { return secret }
