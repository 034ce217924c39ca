print(["\x1b[0m", "a\x7fb", "\x85", "\ud7ff", "\u2028", "\ue000"])
