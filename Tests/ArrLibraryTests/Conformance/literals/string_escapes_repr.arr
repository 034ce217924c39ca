print(["\n\t\r\\", "\x00\x1f\x7f", "é ü 日本", "\u200b", "\xad"])
