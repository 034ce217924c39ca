print(r"\n\d+\\", r'\'', len(r"\n"), R"\t")
