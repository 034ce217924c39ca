# Arr only: how a caught error looks
try { raise "some words" } catch e { print([e], type(e), f"{e!r}") }
