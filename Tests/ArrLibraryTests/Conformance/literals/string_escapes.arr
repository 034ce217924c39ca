print("tab\tend", "new\nline", "back\\slash", "bell\x41", "\u00e9", "\U0001F600", "\101", "\0" == "\x00")
