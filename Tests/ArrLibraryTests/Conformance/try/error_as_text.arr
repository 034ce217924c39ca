try { raise "some words" } catch e { print(e); print(f"it said: {e}", str(e) + "!", f"{e!s:>12}") }
