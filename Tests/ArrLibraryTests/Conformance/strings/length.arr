print(len(""), len("abc"), len("héllo"), len("日本語"), len("😀"), len("e\u0301"), len("👩‍👩"))
