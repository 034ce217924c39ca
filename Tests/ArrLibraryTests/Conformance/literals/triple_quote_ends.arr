print("""a\"""b""", """ends with quote\"""")
