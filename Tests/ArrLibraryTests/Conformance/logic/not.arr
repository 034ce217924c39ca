print(not none, not 0, not 0.0, not "", not [], not {}, not (), not [0], not "0", not 0.1, not range(0), not range(1))
