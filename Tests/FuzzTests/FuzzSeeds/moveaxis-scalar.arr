try { moveaxis((1), none, 7) } catch { }
moveaxis(1, none, 0)
